import { mergeWindows, minuteMs, type WindowStats } from '../domain/window.ts';

/** How many one-minute windows before a reading make its baseline, and how few are too few. */
export const baselineWindows = 60;
export const baselineMinWindows = 10;

export interface Baseline {
  readonly windows: number;
  readonly mean: number;
  readonly stddev: number;
}

/** What detection remembers of one sensor: the last hour's windows, equal to gold, and how far event time has come. */
export class SensorState {
  /** Newest event time so far; −Infinity for a sensor without any. */
  latestEventMs: number;
  /** Readings in a row that were far on one side of the baseline: positive above, negative below. */
  run = 0;
  readonly #windows = new Map<number, WindowStats>();
  #newestWindowMs = Number.NEGATIVE_INFINITY;
  #cachedFor = Number.NaN;
  #cached: Baseline | null = null;

  constructor(latestEventMs = Number.NEGATIVE_INFINITY) {
    this.latestEventMs = latestEventMs;
  }

  /** Adds readings of one window, as gold does. */
  add(windowMs: number, stats: WindowStats): void {
    if (windowMs < this.#newestWindowMs - (baselineWindows + 1) * minuteMs) return; // older than any baseline to come
    const known = this.#windows.get(windowMs);
    this.#windows.set(windowMs, known === undefined ? stats : mergeWindows(known, stats));
    if (windowMs > this.#newestWindowMs) {
      this.#newestWindowMs = windowMs;
      this.#dropOld();
    }
    if (windowMs < this.#cachedFor) this.#cachedFor = Number.NaN;
  }

  /** Mean and pooled standard deviation over the windows of the hour before; null when there are too few of them. */
  baselineBefore(windowMs: number): Baseline | null {
    if (this.#cachedFor !== windowMs) {
      this.#cached = this.#computeBaseline(windowMs);
      this.#cachedFor = windowMs;
    }
    return this.#cached;
  }

  #computeBaseline(windowMs: number): Baseline | null {
    let merged: WindowStats | null = null;
    let windows = 0;
    const oldestMs = windowMs - baselineWindows * minuteMs;
    for (const [startMs, stats] of this.#windows) {
      if (startMs < oldestMs || startMs >= windowMs) continue;
      merged = merged === null ? stats : mergeWindows(merged, stats);
      windows += 1;
    }
    if (merged === null || windows < baselineMinWindows) return null;
    return { windows, mean: merged.mean, stddev: merged.count < 2 ? 0 : Math.sqrt(merged.m2 / (merged.count - 1)) };
  }

  #dropOld(): void {
    const oldestMs = this.#newestWindowMs - (baselineWindows + 1) * minuteMs;
    for (const startMs of this.#windows.keys()) if (startMs < oldestMs) this.#windows.delete(startMs);
  }
}
