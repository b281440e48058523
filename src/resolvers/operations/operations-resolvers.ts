/** Resolves queries on operation: latency, alarm load and health. */
import type { PipelineHealth } from '../../health/pipeline-health.ts';
import type { AlarmLoad } from '../../services/alarm-load/alarm-load-service.ts';
import type { Shift } from '../../services/alarm-load/shift.ts';
import type { StageLatency } from '../../services/latency-service.ts';
import { permittedSites } from '../access/permitted.ts';
import type { Context } from '../context.ts';
import { timeRange } from '../relay/instant.ts';

const recentMs = 300_000;

interface RangeArguments {
  readonly from?: unknown;
  readonly to?: unknown;
}

export function pipelineHealth({ health }: Context): Promise<PipelineHealth> {
  return health.current();
}

/** The cursor of the newest event, from which a new client can resume. */
export function recommendationEventHead({ feed }: Context): string {
  return feed.health().headCursor;
}

export async function latency(range: RangeArguments, { services }: Context): Promise<StageLatency[]> {
  return services.latency.latency(timeRange(range));
}

export async function recentStages({ services, now }: Context): Promise<StageLatency[]> {
  return services.latency.latency({ from: new Date(now() - recentMs) });
}

export async function alarmLoad(
  {
    siteId,
    shift,
    ...range
  }: RangeArguments & {
    readonly siteId?: string | null | undefined;
    readonly shift?: Shift | null | undefined;
  },
  context: Context,
): Promise<AlarmLoad> {
  const siteIds = permittedSites(siteId == null ? null : [siteId], context);
  return context.services.alarmLoad.alarmLoad({ ...timeRange(range), siteIds, shift: shift ?? undefined });
}
