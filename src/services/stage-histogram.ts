/** Histograms of how long readings and events take for each stage, for /metrics. */
import type { Stage } from '../domain/readings/latency.ts';

/** Upper bounds of the buckets, in seconds; one more bucket takes what is above the last. */
export const latencyBoundsSeconds: readonly number[] = [
  0.0001, 0.00025, 0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60,
];

interface StageLatencies {
  /** How many readings or events fell into each bucket, not cumulated. */
  readonly buckets: readonly number[];
  readonly sumSeconds: number;
}

/**
 * Counts the latencies of this server's stages since its start, for Prometheus. A latency that many readings had together counts for
 * each of them and costs one addition, which prom-client's own histogram does not offer.
 */
export class StageHistogram {
  readonly #stages = new Map<Stage, { readonly buckets: number[]; sumSeconds: number }>();

  observe(stage: Stage, latencyMs: number, count: number): void {
    let latencies = this.#stages.get(stage);
    if (latencies === undefined) {
      latencies = { buckets: new Array<number>(latencyBoundsSeconds.length + 1).fill(0), sumSeconds: 0 };
      this.#stages.set(stage, latencies);
    }
    // A clock that was set back must not make the sum smaller: Prometheus would take that for a restart.
    const seconds = Math.max(0, latencyMs) / 1_000;
    const found = latencyBoundsSeconds.findIndex((bound) => seconds <= bound);
    const bucket = found === -1 ? latencyBoundsSeconds.length : found;
    latencies.buckets[bucket] = (latencies.buckets[bucket] ?? 0) + count;
    latencies.sumSeconds += seconds * count;
  }

  get stages(): ReadonlyMap<Stage, StageLatencies> {
    return this.#stages;
  }
}
