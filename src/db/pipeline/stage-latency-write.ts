/** Adds to the histograms of how long each stage takes. */
import type { Stage } from '../../domain/readings/latency.ts';
import { numberArray, textArray } from '../query/array-literal.ts';
import type { Queryable } from '../query/queryable.ts';
import { run, statement } from '../query/statement.ts';

const add = statement('stage-latency-add');

export interface LatencyBucket {
  readonly minuteMs: number;
  readonly stage: Stage;
  readonly bucket: number;
  readonly observed: number;
  readonly maxMs: number;
}

/** Adds to the histograms; each minute, stage and bucket at most once, sorted. */
export async function addLatencies(db: Queryable, buckets: readonly LatencyBucket[]): Promise<void> {
  await run(db, add, [
    numberArray(buckets.map((bucket) => bucket.minuteMs)),
    textArray(buckets.map((bucket) => bucket.stage)),
    numberArray(buckets.map((bucket) => bucket.bucket)),
    numberArray(buckets.map((bucket) => bucket.observed)),
    numberArray(buckets.map((bucket) => bucket.maxMs)),
  ]);
}
