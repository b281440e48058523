/** Resolves the sensors whose unit has to be registered. */
import type { UnregisteredUnit } from '../../domain/equipment/unregistered-unit.ts';
import type { PipelineStatistics } from '../../health/pipeline-statistics.ts';
import { maySee } from '../access/permitted.ts';
import type { Context } from '../context.ts';

/** Null while the database does not answer. */
export function unregisteredUnitsOf(
  statistics: PipelineStatistics | null,
  context: Context,
): readonly UnregisteredUnit[] | null {
  return statistics === null ? null : statistics.unregisteredUnits.filter(({ siteId }) => maySee(siteId, context));
}
