/** Orders test files so that the longest begin first. */
import path from 'node:path';
import { BaseSequencer, type TestSpecification } from 'vitest/node';

/** Where each group spends its time, the longest first; one that computes stands beside one that mostly waits. */
const longest = [
  'unit/simulator/mine',
  'integration/db/embedded',
  'integration/db/adverse-settings',
  'integration/pipeline/silent-sensors',
  'integration/pipeline/rebuild/rebuild-subscribers',
  'integration/pipeline/rebuild/rebuild',
  'integration/pipeline/servers',
  'integration/events/cursors',
  'integration/events/listener',
  'integration/cli/doctor',
  'acceptance/clients/typescript-client',
  'acceptance/access/ended-keys',
  'acceptance/commands/commands',
  'endurance/embedded-database',
  'endurance/address',
  'endurance/npm-scripts',
  'endurance/closed-home',
  'ignition/failures',
  'ignition/following',
  'ignition/readings',
  'ignition/operators',
  'ignition/alarms',
  'ignition/tls',
  'ignition/project',
  'faults/database-lost',
  'faults/disk-full',
  'faults/hostile-sockets',
  'faults/server-killed',
  'faults/two-servers',
  'faults/database-stopped',
  'faults/keys-ended',
  'faults/connection-cut',
  'faults/screens',
  'faults/listener-deaf',
];

/**
 * Within its group a long file begins early, so that none is left for the end, when one worker has nothing more to do. Vitest knows the
 * durations of the last run on this machine; a fresh clone has none, and goes by the size of the files.
 */
export class LongestFirst extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    const sorted = await super.sort(files);
    return sorted.sort((a, b) => groupOf(a) - groupOf(b) || placeOf(a) - placeOf(b));
  }
}

function groupOf({ project }: TestSpecification): number {
  return project.config.sequence.groupOrder;
}

function placeOf({ project, moduleId }: TestSpecification): number {
  const name = path
    .relative(path.join(project.config.root, 'test'), moduleId)
    .replaceAll(path.sep, '/')
    .replace(/\.test\.ts$/, '');
  const place = longest.indexOf(name);
  return place === -1 ? longest.length : place;
}
