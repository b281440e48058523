/** The source of the subscription `pipelineHealth`. */
import type { Membership, Sink } from '../../events/broadcast/sink.ts';
import { iterate } from '../../events/broadcast/sink-iterator.ts';
import { IntervalBroadcast } from '../../events/live/interval-broadcast.ts';
import type { HealthReport, PipelineHealth } from '../../health/pipeline-health.ts';
import type { SharedMember } from './shared-source.ts';

export interface HealthUpdates {
  join(pauseMs: number, member: SharedMember): Membership;
  alone(pauseMs: number, signal: AbortSignal): AsyncIterableIterator<PipelineHealth>;
}

/** The health at once and then at intervals, read once for all subscribers of the same interval. */
export function createHealthUpdates(health: HealthReport): HealthUpdates {
  const shared = new Map<string, IntervalBroadcast<PipelineHealth, string>>();
  return {
    join: (pauseMs, { key, render, sink }) => {
      const broadcast =
        shared.get(key) ??
        new IntervalBroadcast({ pauseMs, look: health.update, render, onEmpty: () => shared.delete(key) });
      shared.set(key, broadcast);
      return broadcast.join(sink);
    },
    alone: (pauseMs, signal) => {
      const open = (sink: Sink<PipelineHealth>) =>
        new IntervalBroadcast<PipelineHealth, PipelineHealth>({
          pauseMs,
          look: health.update,
          render: (value) => value,
          onEmpty: () => undefined,
        }).join(sink);
      return iterate(open, { room: 0, signal });
    },
  };
}
