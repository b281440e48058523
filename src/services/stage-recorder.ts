/** Records how long each stage takes, for the query `latency` and for /metrics. */
import { addLatencies, type LatencyBucket } from '../db/pipeline/stage-latency-write.ts';
import type { Queryable } from '../db/query/queryable.ts';
import type { Stage } from '../domain/readings/latency.ts';
import type { Logger } from '../log.ts';
import { FlushTimer } from './flush-timer.ts';
import { StageHistogram } from './stage-histogram.ts';

const flushMs = 5_000;
const minuteMs = 60_000;
/** Bucket b holds latencies up to 0.01 ms × 1.05^b: a percentile read from it is at most 5 % off. */
const bucketFloorMs = 0.01;
const logGrowth = Math.log(1.05);
const maxBucket = 400;

/** Collects stage latencies in memory and adds them to the database's histograms every few seconds, when there are any. */
export class StageRecorder {
  /** The same latencies for /metrics, of this server alone. */
  readonly histogram = new StageHistogram();
  readonly #pool: Queryable;
  readonly #now: () => number;
  readonly #log: Logger;
  #buckets = new Map<string, { -readonly [K in keyof LatencyBucket]: LatencyBucket[K] }>();
  readonly #timer = new FlushTimer(flushMs, () => this.#write());

  constructor(pool: Queryable, now: () => number, log: Logger) {
    this.#pool = pool;
    this.#now = now;
    this.#log = log;
  }

  readonly observe = (stage: Stage, latencyMs: number, count = 1): void => {
    const minute = Math.floor(this.#now() / minuteMs) * minuteMs;
    const bucket = bucketOf(latencyMs);
    const key = `${minute} ${stage} ${bucket}`;
    const known = this.#buckets.get(key);
    if (known === undefined) {
      this.#buckets.set(key, { minuteMs: minute, stage, bucket, observed: count, maxMs: latencyMs });
    } else {
      known.observed += count;
      known.maxMs = Math.max(known.maxMs, latencyMs);
    }
    this.histogram.observe(stage, latencyMs, count);
    this.#timer.changed();
  };

  flush(): Promise<void> {
    return this.#timer.flush();
  }

  async #write(): Promise<void> {
    const buckets = [...this.#buckets.values()].sort(
      (a, b) => a.minuteMs - b.minuteMs || a.stage.localeCompare(b.stage) || a.bucket - b.bucket,
    );
    if (buckets.length === 0) return;
    this.#buckets = new Map();
    try {
      await addLatencies(this.#pool, buckets);
    } catch (error) {
      this.#log.warn(
        { event: 'latency.write_failed', err: error, buckets: buckets.length },
        'stage latencies of the last seconds could not be recorded',
      );
    }
  }
}

function bucketOf(latencyMs: number): number {
  if (latencyMs <= bucketFloorMs) return 0;
  return Math.min(maxBucket, Math.ceil(Math.log(latencyMs / bucketFloorMs) / logGrowth));
}
