/** The query `latency`: percentiles of the time that each stage takes. */
import type pg from 'pg';
import { readStageLatency, type StageLatency } from '../db/pipeline/stage-latency.ts';
import { stages } from '../domain/readings/latency.ts';
import { closeRange, type TimeRange } from './time-range.ts';

export type { StageLatency } from '../db/pipeline/stage-latency.ts';

export interface LatencyService {
  /** In the order in which a reading passes the stages; the last hour unless told otherwise. */
  latency(range: Partial<TimeRange>): Promise<StageLatency[]>;
}

const path: readonly string[] = stages;
const defaultRangeMs = 3_600_000;

export function createLatencyService(pool: pg.Pool, now: () => number = Date.now): LatencyService {
  return {
    latency: async (range) => {
      const latencies = await readStageLatency(pool, closeRange(range, defaultRangeMs, now()));
      return latencies.sort((a, b) => placeOnPath(a.stage) - placeOnPath(b.stage));
    },
  };
}

/** A stage that an older version recorded goes to the end. */
function placeOnPath(stage: string): number {
  const place = path.indexOf(stage);
  return place === -1 ? path.length : place;
}
