/** How much a signal scatters from point to point, in blocks of 60 points, against what it did at the same level in earlier blocks. */
import { NewestNumbers } from '../newest-numbers.ts';
import { emptyBlock, OpenBlock, type StoredBlock } from './open-block.ts';

/** Two weeks of hours, where a point is a minute. */
const rememberedBlocks = 336;
/** So many of the newest are no reference. */
const lagBlocks = 24;
const mostBlocks = rememberedBlocks + lagBlocks;
/** So many in a row have to be outside. */
export const blocksTold = 3;
/** Blocks at the same level from which on anything is said. */
const leastReference = 24;
/** What counts as the same level, as a part of the range of all levels. */
const levelShare = 0.1;
/** A signal that is known for less has no weekend behind it. */
const knownMs = 6.9 * 24 * 3_600_000;

/** A scatter that has gone altogether. */
const mostFactor = 1_000;

export interface StoredScatter extends StoredBlock {
  readonly firstMs: number | null;
  /** Of the blocks before, oldest first: mean, scatter (NaN where it has none), and how it was measured. */
  readonly means: readonly number[];
  readonly noises: readonly number[];
  readonly measures: readonly number[];
  /** Of the newest blocks alone, oldest first: 1 where the signal moved, and when each began, epoch ms. */
  readonly moved: readonly number[];
  readonly starts: readonly number[];
  /** Side that was told in this episode. */
  readonly told: 'high' | 'low' | null;
}

export interface ScatterPoint {
  readonly side: 'high' | 'low';
  /** Scatter of the last block, and the most or least of it at this level before, in the signal's unit. */
  readonly noise: number;
  readonly bound: number;
  /** How many times more than the most, or less than the least, at least. */
  readonly factor: number;
  readonly level: number;
  readonly reference: number;
  /** Since when, epoch ms. */
  readonly sinceMs: number;
  readonly knownDays: number;
}

const nothing: StoredScatter = {
  firstMs: null,
  means: [],
  noises: [],
  measures: [],
  moved: [],
  starts: [],
  told: null,
  ...emptyBlock,
};

export class Scatter {
  #firstMs: number | null;
  readonly #open: OpenBlock;
  readonly #means: NewestNumbers;
  readonly #noises: NewestNumbers;
  readonly #measures: NewestNumbers;
  readonly #moved: number[];
  readonly #starts: number[];
  #told: 'high' | 'low' | null;
  #closedNoise: number | null = null;

  constructor(stored: StoredScatter = nothing) {
    this.#firstMs = stored.firstMs;
    this.#open = new OpenBlock(stored);
    this.#means = new NewestNumbers(mostBlocks, stored.means);
    this.#noises = new NewestNumbers(mostBlocks, stored.noises);
    this.#measures = new NewestNumbers(mostBlocks, stored.measures);
    this.#moved = [...stored.moved];
    this.#starts = [...stored.starts];
    this.#told = stored.told;
  }

  /** Mean, deviation and number of the readings of a minute, in the order of time; says something when a block is full. */
  observe(timeMs: number, mean: number, stddev: number, readings: number, factor: number): ScatterPoint | null {
    this.#firstMs ??= timeMs;
    this.#closedNoise = null;
    if (!this.#open.take(timeMs, mean, stddev, readings)) return null;
    this.#close();
    const noise = this.#noises.at(this.#noises.length - 1);
    this.#closedNoise = Number.isNaN(noise) ? null : noise;
    return this.#judge(timeMs, factor);
  }

  /** Scatter of the block that the last point closed; null where it closed none, or one without a scatter. */
  get closedNoise(): number | null {
    return this.#closedNoise;
  }

  stored(): StoredScatter {
    return {
      firstMs: this.#firstMs,
      ...this.#open.stored(),
      means: this.#means.stored(),
      noises: this.#noises.stored(),
      measures: this.#measures.stored(),
      moved: [...this.#moved],
      starts: [...this.#starts],
      told: this.#told,
    };
  }

  #close(): void {
    const { mean, noise, measure, hasMoved, startMs } = this.#open.close();
    this.#means.push(mean);
    this.#noises.push(noise);
    this.#measures.push(measure);
    this.#moved.push(hasMoved ? 1 : 0);
    this.#starts.push(startMs);
    if (this.#moved.length > blocksTold) for (const list of [this.#moved, this.#starts]) list.shift();
  }

  #judge(timeMs: number, factor: number): ScatterPoint | null {
    const knownForMs = timeMs - (this.#firstMs ?? timeMs);
    const newest = this.#means.length - 1;
    if (knownForMs < knownMs) return null;
    const last = this.#beside(newest);
    if (last === null) return null;
    if (last.side === null) {
      this.#told = null;
      return null;
    }
    let weakest = last.factor;
    for (let i = newest - 1; i > newest - blocksTold; i--) {
      const one = this.#beside(i);
      if (one === null || one.side !== last.side) return null;
      weakest = Math.min(weakest, one.factor);
    }
    if (weakest < factor || this.#told === last.side) return null;
    this.#told = last.side;
    return {
      side: last.side,
      noise: this.#noises.at(newest),
      bound: last.bound,
      factor: weakest,
      level: this.#means.at(newest),
      reference: last.reference,
      sinceMs: this.#starts.at(-blocksTold) ?? timeMs,
      knownDays: knownForMs / 86_400_000,
    };
  }

  /** A block beside those at its level that are old enough; null where too few of them are known. */
  #beside(place: number): Beside | null {
    const mean = this.#means.at(place);
    const noise = this.#noises.at(place);
    const measure = this.#measures.at(place);
    const end = this.#means.length - lagBlocks;
    if (Number.isNaN(noise) || end < leastReference) return null;
    let lowest = Number.POSITIVE_INFINITY;
    let highest = Number.NEGATIVE_INFINITY;
    for (let i = 0; i < end; i++) {
      const other = this.#means.at(i);
      if (other < lowest) lowest = other;
      if (other > highest) highest = other;
    }
    const near = levelShare * (highest - lowest);
    let least = Number.POSITIVE_INFINITY;
    let most = 0;
    let reference = 0;
    for (let i = 0; i < end; i++) {
      const other = this.#noises.at(i);
      if (Number.isNaN(other) || this.#measures.at(i) !== measure) continue;
      if (Math.abs(this.#means.at(i) - mean) > near) continue;
      reference += 1;
      if (other < least) least = other;
      if (other > most) most = other;
    }
    if (reference < leastReference) return null;
    // What stands still altogether is another detector's to tell, and what stood still before has no scatter to double.
    if (least > 0 && noise > most) return { side: 'high', bound: most, factor: noise / most, reference };
    if (noise < least && this.#moved.at(place - this.#means.length) === 1) {
      return { side: 'low', bound: least, factor: noise > 0 ? least / noise : mostFactor, reference };
    }
    return { side: null, bound: 0, factor: 0, reference };
  }
}

interface Beside {
  /** Null: within what it was. */
  readonly side: 'high' | 'low' | null;
  readonly bound: number;
  readonly factor: number;
  readonly reference: number;
}
