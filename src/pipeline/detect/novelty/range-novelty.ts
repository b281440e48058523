/** Measures how far a value leaves the range that its signal has had lately. */

/** How far a value lies outside the range that a signal has had lately, in parts of that range. */

const blockPoints = 100;
/** A signal that never moved has no range: whatever leaves its value is as novel as can be. */
const leastRange = 1e-9;
const mostExcess = 99.9;
/** After so many points half of an excess counts: a range of a few points says little. */
const dampingPoints = 1_000;

export type Side = 'high' | 'low';

export interface ValueRange {
  readonly low: number;
  readonly high: number;
}

/** What a range novelty keeps between two points; numbers only, so that it can be stored. */
export interface StoredRangeNovelty {
  /** Points in the newest block, 0…100. */
  readonly filled: number;
  /** Highest and lowest of each block, oldest first. */
  readonly highs: readonly number[];
  readonly lows: readonly number[];
}

/**
 * Keeps highest and lowest of blocks of 100 points, as many as span the window, so that a point costs the same however long the window
 * is. The window shrinks by a block when a new one begins.
 */
export class RangeNovelty {
  readonly #blocks: number;
  readonly #highs: number[];
  readonly #lows: number[];
  #filled: number;
  #high = Number.NEGATIVE_INFINITY;
  #low = Number.POSITIVE_INFINITY;
  #lowBefore = Number.POSITIVE_INFINITY;
  #highBefore = Number.NEGATIVE_INFINITY;

  /** `windowPoints`: a multiple of 100, at least 100. */
  constructor(windowPoints: number, stored: StoredRangeNovelty = { filled: blockPoints, highs: [], lows: [] }) {
    this.#blocks = Math.max(1, Math.floor(windowPoints / blockPoints));
    this.#highs = [...stored.highs];
    this.#lows = [...stored.lows];
    this.#filled = stored.filled;
    this.#span();
  }

  /**
   * The excess of `y` over the range of the points before it, 0…99.9 ranges, positive above and negative below it, and 0 within it.
   * `seen` is how many points the signal has had before.
   */
  observe(y: number, seen: number): number {
    this.#lowBefore = this.#low;
    this.#highBefore = this.#high;
    const excess = this.#excess(y, seen);
    this.#enter(y);
    return excess;
  }

  /** Lowest and highest of the window before the newest point; null where there was none. */
  get rangeBefore(): ValueRange | null {
    return this.#lowBefore > this.#highBefore ? null : { low: this.#lowBefore, high: this.#highBefore };
  }

  stored(): StoredRangeNovelty {
    return { filled: this.#filled, highs: [...this.#highs], lows: [...this.#lows] };
  }

  #excess(y: number, seen: number): number {
    if (this.#highs.length === 0) return 0;
    const beyond = y > this.#high ? y - this.#high : y < this.#low ? y - this.#low : 0;
    if (beyond === 0) return 0;
    const range = this.#high > this.#low ? this.#high - this.#low : leastRange;
    const excess = Math.min(mostExcess, (Math.abs(beyond) / range) * (seen / (seen + dampingPoints)));
    return beyond > 0 ? excess : -excess;
  }

  #enter(y: number): void {
    if (this.#filled >= blockPoints) {
      this.#highs.push(y);
      this.#lows.push(y);
      this.#filled = 1;
      if (this.#highs.length > this.#blocks) {
        this.#highs.shift();
        this.#lows.shift();
        this.#span();
        return;
      }
    } else {
      const newest = this.#highs.length - 1;
      if (y > (this.#highs[newest] ?? Number.NEGATIVE_INFINITY)) this.#highs[newest] = y;
      if (y < (this.#lows[newest] ?? Number.POSITIVE_INFINITY)) this.#lows[newest] = y;
      this.#filled += 1;
    }
    if (y > this.#high) this.#high = y;
    if (y < this.#low) this.#low = y;
  }

  #span(): void {
    this.#high = Number.NEGATIVE_INFINITY;
    this.#low = Number.POSITIVE_INFINITY;
    for (const high of this.#highs) if (high > this.#high) this.#high = high;
    for (const low of this.#lows) if (low < this.#low) this.#low = low;
  }
}
