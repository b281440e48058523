/** Resolves which equipment lags behind, and the reasons of pipeline health, as far as the caller may see them. */
import { isMuted, type LaggingEquipment, laggingNames } from '../../domain/equipment/lagging-equipment.ts';
import { mutedReason, type PipelineHealth } from '../../health/pipeline-health.ts';
import type { PipelineStatistics } from '../../health/pipeline-statistics.ts';
import { maySee } from '../access/permitted.ts';
import type { Context } from '../context.ts';

/** Null while the database does not answer. */
export function laggingOf(statistics: PipelineStatistics | null, context: Context): readonly LaggingEquipment[] | null {
  return statistics === null ? null : statistics.lagging.filter(({ siteId }) => maySee(siteId, context));
}

/** Why the status is not OK, with the equipment of the caller's sites by name. */
export function healthReasons({ reasons, statistics }: PipelineHealth, context: Context): string[] {
  const muted = (laggingOf(statistics, context) ?? []).filter(isMuted);
  return reasons.map((reason) =>
    reason === mutedReason && muted.length > 0 ? `${reason} (${laggingNames(muted)})` : reason,
  );
}
