/** Measures how far a value leaves the range that its signal has had lately. */
import { FallingQueue, queueOf } from './falling-queue.ts';

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
  /** Highest of each block, of those that no later block exceeds, and lowest likewise, oldest first. */
  readonly highs: readonly number[];
  readonly lows: readonly number[];
  /** The numbers of their blocks, of which the newest is there. Absent where an earlier version has stored every block. */
  readonly highBlocks?: readonly number[];
  readonly lowBlocks?: readonly number[];
}

/**
 * Keeps highest and lowest of blocks of 100 points, as many as span the window, so that a point costs the same however long the window
 * is. The window shrinks by a block when a new one begins.
 */
export class RangeNovelty {
  readonly #blocks: number;
  readonly #highs: FallingQueue;
  readonly #lows: FallingQueue;
  #newest: number;
  #filled: number;
  #high: number;
  #low: number;
  #lowBefore = Number.POSITIVE_INFINITY;
  #highBefore = Number.NEGATIVE_INFINITY;

  /** `windowPoints`: a multiple of 100, at least 100. */
  constructor(windowPoints: number, stored: StoredRangeNovelty = { filled: blockPoints, highs: [], lows: [] }) {
    const { filled, highs, lows, highBlocks, lowBlocks } = stored;
    this.#blocks = Math.max(1, Math.floor(windowPoints / blockPoints));
    this.#highs =
      highBlocks === undefined ? queueOf(1, highs, 0) : new FallingQueue(1, { values: highs, places: highBlocks });
    this.#lows =
      lowBlocks === undefined ? queueOf(-1, lows, 0) : new FallingQueue(-1, { values: lows, places: lowBlocks });
    this.#newest = highBlocks === undefined ? highs.length - 1 : (highBlocks.at(-1) ?? -1);
    this.#filled = filled;
    this.#high = this.#highs.greatest ?? Number.NEGATIVE_INFINITY;
    this.#low = this.#lows.greatest ?? Number.POSITIVE_INFINITY;
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
    const [highs, lows] = [this.#highs.stored(), this.#lows.stored()];
    return {
      filled: this.#filled,
      highs: highs.values,
      lows: lows.values,
      highBlocks: highs.places,
      lowBlocks: lows.places,
    };
  }

  #excess(y: number, seen: number): number {
    if (this.#newest < 0) return 0;
    const beyond = y > this.#high ? y - this.#high : y < this.#low ? y - this.#low : 0;
    if (beyond === 0) return 0;
    const range = this.#high > this.#low ? this.#high - this.#low : leastRange;
    const excess = Math.min(mostExcess, (Math.abs(beyond) / range) * (seen / (seen + dampingPoints)));
    return beyond > 0 ? excess : -excess;
  }

  #enter(y: number): void {
    if (this.#filled < blockPoints) {
      this.#filled += 1;
      this.#highs.push(y, this.#newest);
      this.#lows.push(y, this.#newest);
      if (y > this.#high) this.#high = y;
      if (y < this.#low) this.#low = y;
      return;
    }
    this.#newest += 1;
    this.#filled = 1;
    this.#highs.push(y, this.#newest);
    this.#lows.push(y, this.#newest);
    const oldest = this.#newest - this.#blocks + 1;
    this.#highs.dropBefore(oldest);
    this.#lows.dropBefore(oldest);
    this.#high = this.#highs.greatest ?? y;
    this.#low = this.#lows.greatest ?? y;
  }
}
