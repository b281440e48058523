/** Measures how far a value leaves the range that its signal has had lately. */
import { FallingQueue, queueOf } from '../falling-queue.ts';

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

const nothing: StoredRangeNovelty = { filled: blockPoints, highs: [], lows: [] };

/** What of a range is asked for every point, one after the other in an array that several ranges share: few lines of the processor's cache. */
export const boundsOfRange = 5;
const [highAt, lowAt, blockHighAt, blockLowAt, filledAt] = [0, 1, 2, 3, 4] as const;

/**
 * Enters a point that lies within its range, as most do: it is no excess, and changes nothing but its block. False where there is more
 * to do. Of many sensors in turn the bounds alone are read, and not the range that they belong to.
 */
export function enteredWithin(bounds: Float64Array, at: number, y: number): boolean {
  const filled = bounds[at + filledAt] ?? blockPoints;
  if (filled >= blockPoints || y > (bounds[at + highAt] ?? 0) || y < (bounds[at + lowAt] ?? 0)) return false;
  bounds[at + filledAt] = filled + 1;
  if (y > (bounds[at + blockHighAt] ?? 0)) bounds[at + blockHighAt] = y;
  if (y < (bounds[at + blockLowAt] ?? 0)) bounds[at + blockLowAt] = y;
  return true;
}

/**
 * Keeps highest and lowest of blocks of 100 points, as many as span the window, so that a point costs the same however long the window
 * is. The window shrinks by a block when a new one begins.
 */
export class RangeNovelty {
  readonly #blocks: number;
  readonly #highs: FallingQueue;
  readonly #lows: FallingQueue;
  readonly #bounds: Float64Array;
  /** Its place among the bounds. */
  readonly #at: number;
  #newest: number;

  /** `windowPoints`: a multiple of 100, at least 100. `bounds`: five places from `at` on are its own. */
  constructor(
    windowPoints: number,
    stored: StoredRangeNovelty = nothing,
    bounds: Float64Array = new Float64Array(boundsOfRange),
    at = 0,
  ) {
    const { filled, highs, lows, highBlocks, lowBlocks } = stored;
    this.#blocks = Math.max(1, Math.floor(windowPoints / blockPoints));
    this.#highs =
      highBlocks === undefined ? queueOf(1, highs, 0) : new FallingQueue(1, { values: highs, places: highBlocks });
    this.#lows =
      lowBlocks === undefined ? queueOf(-1, lows, 0) : new FallingQueue(-1, { values: lows, places: lowBlocks });
    this.#newest = highBlocks === undefined ? highs.length - 1 : (highBlocks.at(-1) ?? -1);
    this.#bounds = bounds;
    this.#at = at;
    bounds[at + filledAt] = filled;
    bounds[at + highAt] = this.#highs.greatest ?? Number.NEGATIVE_INFINITY;
    bounds[at + lowAt] = this.#lows.greatest ?? Number.POSITIVE_INFINITY;
    bounds[at + blockHighAt] = this.#highs.greatestFrom(this.#newest) ?? Number.NEGATIVE_INFINITY;
    bounds[at + blockLowAt] = this.#lows.greatestFrom(this.#newest) ?? Number.POSITIVE_INFINITY;
  }

  /**
   * The excess of `y` over the range of the points before it, 0…99.9 ranges, positive above and negative below it, and 0 within it.
   * `seen` is how many points the signal has had before.
   */
  excess(y: number, seen: number): number {
    if (this.#newest < 0) return 0;
    const high = this.#bounds[this.#at + highAt] ?? 0;
    const low = this.#bounds[this.#at + lowAt] ?? 0;
    const beyond = y > high ? y - high : y < low ? y - low : 0;
    if (beyond === 0) return 0;
    const range = high > low ? high - low : leastRange;
    const excess = Math.min(mostExcess, (Math.abs(beyond) / range) * (seen / (seen + dampingPoints)));
    return beyond > 0 ? excess : -excess;
  }

  /** Lowest and highest of the window; null before there is a point. */
  get range(): ValueRange | null {
    return this.#newest < 0
      ? null
      : { low: this.#bounds[this.#at + lowAt] ?? 0, high: this.#bounds[this.#at + highAt] ?? 0 };
  }

  /** The point is part of the range of those behind it. */
  enter(y: number): void {
    const bounds = this.#bounds;
    const at = this.#at;
    const filled = bounds[at + filledAt] ?? blockPoints;
    if (filled >= blockPoints) {
      this.#begin(y);
      return;
    }
    bounds[at + filledAt] = filled + 1;
    if (y > (bounds[at + blockHighAt] ?? 0)) bounds[at + blockHighAt] = y;
    if (y > (bounds[at + highAt] ?? 0)) bounds[at + highAt] = y;
    if (y < (bounds[at + blockLowAt] ?? 0)) bounds[at + blockLowAt] = y;
    if (y < (bounds[at + lowAt] ?? 0)) bounds[at + lowAt] = y;
  }

  stored(): StoredRangeNovelty {
    this.#noteBlock();
    const [highs, lows] = [this.#highs.stored(), this.#lows.stored()];
    return {
      filled: this.#bounds[this.#at + filledAt] ?? 0,
      highs: highs.values,
      lows: lows.values,
      highBlocks: highs.places,
      lowBlocks: lows.places,
    };
  }

  /** A new block. */
  #begin(y: number): void {
    this.#noteBlock();
    this.#newest += 1;
    const bounds = this.#bounds;
    const at = this.#at;
    bounds[at + filledAt] = 1;
    const oldest = this.#newest - this.#blocks + 1;
    this.#highs.dropBefore(oldest);
    this.#lows.dropBefore(oldest);
    bounds[at + highAt] = Math.max(this.#highs.greatest ?? y, y);
    bounds[at + lowAt] = Math.min(this.#lows.greatest ?? y, y);
    bounds[at + blockHighAt] = y;
    bounds[at + blockLowAt] = y;
  }

  /** The extremes of the block under way take their place behind those of the blocks before. */
  #noteBlock(): void {
    if (this.#newest < 0) return;
    this.#highs.push(this.#bounds[this.#at + blockHighAt] ?? 0, this.#newest);
    this.#lows.push(this.#bounds[this.#at + blockLowAt] ?? 0, this.#newest);
  }
}
