/** Reads percentiles of the stored histograms of latency. */
import type { Queryable } from '../query/queryable.ts';

/** Latencies of one station of the path; percentiles are exact to the histogram's 5 %. */
export interface StageLatency {
  readonly stage: string;
  readonly count: number;
  readonly p50Ms: number;
  readonly p95Ms: number;
  readonly p99Ms: number;
  readonly maxMs: number;
}

/** Over the minutes that touch the range; `to` is exclusive. Bucket b of the histogram holds latencies up to 0.01 ms × 1.05^b. */
export async function readStageLatency(
  db: Queryable,
  range: { readonly from: Date; readonly to: Date },
): Promise<StageLatency[]> {
  const percentile = (share: number, name: string) =>
    `least(max(max_ms), 0.01 * power(1.05, min(bucket) FILTER (WHERE reached >= ${share} * total)))::float8 AS "${name}"`;
  const { rows } = await db.query<StageLatency>(
    `WITH histogram AS (
       SELECT stage, bucket, sum(observed) AS observed, max(max_ms) AS max_ms
       FROM andon.stage_latency
       WHERE minute >= date_trunc('minute', $1::timestamptz) AND minute < $2
       GROUP BY stage, bucket
     ), cumulative AS (
       SELECT *, sum(observed) OVER (PARTITION BY stage ORDER BY bucket) AS reached, sum(observed) OVER (PARTITION BY stage) AS total
       FROM histogram
     )
     SELECT stage, max(total)::float8 AS count, ${percentile(0.5, 'p50Ms')}, ${percentile(0.95, 'p95Ms')},
            ${percentile(0.99, 'p99Ms')}, max(max_ms) AS "maxMs"
     FROM cumulative GROUP BY stage ORDER BY stage`,
    [range.from, range.to],
  );
  return rows;
}
