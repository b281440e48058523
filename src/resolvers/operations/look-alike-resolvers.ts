/** Resolves which ids look alike, and the warnings of pipeline health, as far as the caller may see them. */
import { laggingSentence } from '../../domain/equipment/lagging-equipment.ts';
import { type LookAlike, lookAlikeWarning } from '../../domain/equipment/look-alike.ts';
import { type NewSensors, newSensorsWarning } from '../../domain/equipment/new-sensors.ts';
import { unregisteredUnitWarning } from '../../domain/equipment/unregistered-unit.ts';
import { modelWarning, type PipelineHealth } from '../../health/pipeline-health.ts';
import type { PipelineStatistics } from '../../health/pipeline-statistics.ts';
import { maySee } from '../access/permitted.ts';
import type { Context } from '../context.ts';
import { laggingOf } from './lagging-resolvers.ts';
import { unregisteredUnitsOf } from './unregistered-unit-resolvers.ts';

/** Null while the database does not answer. */
export function lookAlikesOf(statistics: PipelineStatistics | null, context: Context): readonly LookAlike[] | null {
  if (statistics === null) return null;
  return statistics.lookAlikes.filter(
    ({ siteId, likeSiteId }) => maySee(siteId, context) && maySee(likeSiteId, context),
  );
}

/** Null while the database does not answer. */
export function newSensorsOf(statistics: PipelineStatistics | null, context: Context): readonly NewSensors[] | null {
  return statistics === null ? null : statistics.newSensors.filter(({ siteId }) => maySee(siteId, context));
}

export function healthWarnings(
  { statistics, models }: Pick<PipelineHealth, 'statistics' | 'models'>,
  context: Context,
): string[] {
  const warnings = [
    laggingSentence(laggingOf(statistics, context) ?? []),
    newSensorsWarning(newSensorsOf(statistics, context) ?? []),
    lookAlikeWarning(lookAlikesOf(statistics, context) ?? []),
    unregisteredUnitWarning(unregisteredUnitsOf(statistics, context) ?? []),
    ...models.map(modelWarning),
  ];
  return warnings.filter((warning) => warning !== null);
}
