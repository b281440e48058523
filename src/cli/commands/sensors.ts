/** `andon sensors`: removes sensors that were a mistake, and tells who removed which. */
import type { Command } from 'commander';
import { loadConfig } from '../../config.ts';
import type { Database } from '../../db/connection/database.ts';
import { defaultSiteId } from '../../domain/equipment/equipment.ts';
import { plantId } from '../../domain/equipment/plant-id.ts';
import { AndonError, StartupError } from '../../errors.ts';
import { maxPageSize } from '../../limits.ts';
import {
  createSensorRemovalService,
  type SensorRemovalService,
} from '../../services/equipment/sensor-removal-service.ts';
import { authorOfCommand } from '../author-of-command.ts';
import { openExisting } from '../existing-database.ts';
import { instantMs, wholeNumber } from '../option-values.ts';
import { historyLines, removalLines } from '../sensor-lines.ts';

export interface RemoveOptions {
  readonly site?: string;
  readonly equipment?: readonly string[];
  readonly equipmentPrefix?: string;
  readonly sensorType?: readonly string[];
  readonly firstSeenFrom?: number;
  readonly firstSeenTo?: number;
  readonly silentSince?: number;
  readonly registered?: boolean;
  readonly reason?: string;
  readonly dryRun?: boolean;
}

export function registerSensors(program: Command): void {
  const sensors = program
    .command('sensors')
    .description('Removes sensors that were a mistake, such as tags of a wrong template, and tells who removed which.');
  sensors
    .command('remove')
    .description(
      'Hide sensors from every list, view and count, and end what waits for a decision on them. Their readings go with their retention; a sensor that reports again is listed again.',
    )
    .argument('[equipment/sensor...]', 'these sensors, registered or not; instead of the options that choose')
    .option('--site <id>', `at this site (every one; of sensors that are named ${defaultSiteId})`)
    .option('--equipment <id...>', 'of these machines')
    .option('--equipment-prefix <text>', 'of machines whose name begins so')
    .option('--sensor-type <type...>', 'of these types')
    .option('--first-seen-from <time>', 'first seen at or after this time', instantMs)
    .option('--first-seen-to <time>', 'first seen before this time', instantMs)
    .option('--silent-since <time>', 'without a reading of this time or later', instantMs)
    .option('--registered', 'those that somebody registered, instead of those that are known by their readings only')
    .option('--reason <text>', 'why, for the audit and for the operators')
    .option('--dry-run', 'only say what would be removed')
    .addHelpText(
      'after',
      `
Examples:
  $ andon sensors remove --first-seen-from 2026-11-23T06:00Z --first-seen-to 2026-11-23T06:30Z --dry-run
  $ andon sensors remove --equipment-prefix TEMPLATE_ --reason "wrong template of gateway 3"
  $ andon sensors remove PUMP-1/flwo`,
    )
    .action((named: string[], options: RemoveOptions) =>
      withRemoval(options.dryRun !== true, async (service) => {
        const by = { author: authorOfCommand(), credentialId: null };
        return removeLines(service, named, options, { ...by, reason: options.reason ?? null });
      }),
    );
  sensors
    .command('history')
    .description('Who removed which sensors when, newest first, and how many of them have reported again.')
    .option('--last <number>', 'so many removals', wholeNumber(1, maxPageSize), 50)
    .action(({ last }: { readonly last: number }) =>
      withRemoval(false, async ({ history }) => historyLines(await history(last))),
    );
}

export async function removeLines(
  service: SensorRemovalService,
  named: readonly string[],
  options: RemoveOptions,
  by: Parameters<SensorRemovalService['byName']>[1],
): Promise<string[]> {
  const dryRun = options.dryRun ?? false;
  const { site, reason: _reason, dryRun: _dryRun, ...choosing } = options;
  if (named.length > 0) {
    const other = Object.keys(choosing)[0];
    if (other !== undefined) throw new StartupError('Name sensors, or choose them by options; not both.');
    const keys = named.map((name) => namedSensor(name, site ?? defaultSiteId));
    return removalLines(await service.byName(keys, by, dryRun), dryRun);
  }
  const { equipment, equipmentPrefix, sensorType, firstSeenFrom, firstSeenTo, silentSince, registered } = choosing;
  const filter = {
    ...(site !== undefined && { siteIds: [plantId(site)] }),
    ...(equipment !== undefined && { equipmentIds: equipment.map(plantId) }),
    ...(equipmentPrefix !== undefined && { equipmentIdPrefix: equipmentPrefix }),
    ...(sensorType !== undefined && { sensorTypes: sensorType.map(plantId) }),
    ...(firstSeenFrom !== undefined && { firstSeenFrom: new Date(firstSeenFrom) }),
    ...(firstSeenTo !== undefined && { firstSeenTo: new Date(firstSeenTo) }),
    ...(silentSince !== undefined && { silentSince: new Date(silentSince) }),
    ...(registered !== undefined && { registered }),
  };
  return removalLines(await service.byFilter(filter, by, dryRun), dryRun);
}

/** The last slash divides: names of machines may have one. */
function namedSensor(name: string, siteId: string) {
  const slash = name.lastIndexOf('/');
  if (slash <= 0 || slash === name.length - 1) {
    throw new StartupError(`${name} is no sensor: name it as machine/sensor, such as PUMP-1/flow.`);
  }
  return {
    siteId: plantId(siteId),
    equipmentId: plantId(name.slice(0, slash)),
    sensorType: plantId(name.slice(slash + 1)),
  };
}

/** Prints the lines that the work returns. */
async function withRemoval(
  writes: boolean,
  work: (service: SensorRemovalService) => Promise<readonly string[]>,
): Promise<void> {
  let database: Database | undefined;
  try {
    database = await openExisting(loadConfig(), { writes });
    for (const line of await work(createSensorRemovalService(database.pool))) console.log(line);
  } catch (error) {
    if (error instanceof AndonError) throw new StartupError(error.message, { cause: error });
    throw error;
  } finally {
    await database?.close();
  }
}
