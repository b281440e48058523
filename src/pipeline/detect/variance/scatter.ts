/** How much a signal scatters from point to point, in blocks of 60 points, against what it did at the same level in earlier blocks. */
import { NewestNumbers } from '../newest-numbers.ts';

const blockPoints = 60;
/** A block with fewer measures of scatter, because of gaps, has none. */
const leastScatters = 30;
/** The larger fifth is left out: a step of the load is no noise. */
const keptShare = 0.8;
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
/** From so many readings a minute on their own deviation is taken, which does not depend on how many there are. */
const leastReadings = 5;
/** Intervals between points that differ by more are a gap. */
const unevenShare = 0.5;
/** A signal that is known for less has no weekend behind it. */
const knownMs = 6.9 * 24 * 3_600_000;

/** A scatter that has gone altogether. */
const mostFactor = 1_000;

/** How scatter was measured: between minutes, or within them. */
type Measure = 0 | 1;

export interface StoredScatter {
  readonly firstMs: number | null;
  /** Times, means and readings of the two newest points, oldest first. */
  readonly newest: readonly (readonly [number, number, number])[];
  /** Of the block under way. */
  readonly startMs: number;
  readonly points: number;
  readonly sum: number;
  readonly low: number;
  readonly high: number;
  readonly scatters: readonly number[];
  readonly within: number;
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
  newest: [],
  startMs: 0,
  points: 0,
  sum: 0,
  low: Number.POSITIVE_INFINITY,
  high: Number.NEGATIVE_INFINITY,
  scatters: [],
  within: 0,
  means: [],
  noises: [],
  measures: [],
  moved: [],
  starts: [],
  told: null,
};

export class Scatter {
  #firstMs: number | null;
  #newest: (readonly [number, number, number])[];
  #startMs: number;
  #points: number;
  #sum: number;
  #low: number;
  #high: number;
  #scatters: number[];
  /** How many of the scatters are of within a minute. */
  #within: number;
  readonly #means: NewestNumbers;
  readonly #noises: NewestNumbers;
  readonly #measures: NewestNumbers;
  readonly #moved: number[];
  readonly #starts: number[];
  #told: 'high' | 'low' | null;
  #closedNoise: number | null = null;

  constructor(stored: StoredScatter = nothing) {
    this.#firstMs = stored.firstMs;
    this.#newest = [...stored.newest];
    this.#startMs = stored.startMs;
    this.#points = stored.points;
    this.#sum = stored.sum;
    this.#low = stored.low;
    this.#high = stored.high;
    this.#scatters = [...stored.scatters];
    this.#within = stored.within;
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
    if (readings >= leastReadings) {
      this.#scatters.push(stddev);
      this.#within += 1;
    } else {
      const scatter = this.#between(timeMs, mean, readings);
      if (scatter !== null) this.#scatters.push(scatter);
    }
    this.#newest.push([timeMs, mean, readings]);
    if (this.#newest.length > 2) this.#newest.shift();
    if (this.#points === 0) this.#startMs = timeMs;
    this.#points += 1;
    this.#sum += mean;
    this.#low = Math.min(this.#low, mean);
    this.#high = Math.max(this.#high, mean);
    if (this.#points < blockPoints) return null;
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
      newest: [...this.#newest],
      startMs: this.#startMs,
      points: this.#points,
      sum: this.#sum,
      low: this.#low,
      high: this.#high,
      scatters: [...this.#scatters],
      within: this.#within,
      means: this.#means.stored(),
      noises: this.#noises.stored(),
      measures: this.#measures.stored(),
      moved: [...this.#moved],
      starts: [...this.#starts],
      told: this.#told,
    };
  }

  /**
   * How far the point before the newest lies from the middle of its neighbours: slow changes leave it alone. Of readings that scatter
   * independently √1.5 deviations; null beside a gap.
   */
  #between(timeMs: number, mean: number, readings: number): number | null {
    const [first, second] = this.#newest;
    if (first === undefined || second === undefined) return null;
    const before = second[0] - first[0];
    const after = timeMs - second[0];
    if (Math.abs(after - before) > unevenShare * before) return null;
    const count = Math.min(first[2], second[2], readings);
    return (Math.abs(second[1] - (first[1] + mean) / 2) / Math.sqrt(1.5)) * Math.sqrt(count);
  }

  #close(): void {
    const measure: Measure = this.#within > this.#scatters.length / 2 ? 1 : 0;
    this.#means.push(this.#sum / this.#points);
    this.#noises.push(this.#scatters.length < leastScatters ? Number.NaN : typical(this.#scatters));
    this.#measures.push(measure);
    this.#moved.push(this.#high > this.#low ? 1 : 0);
    this.#starts.push(this.#startMs);
    if (this.#moved.length > blocksTold) for (const list of [this.#moved, this.#starts]) list.shift();
    this.#points = 0;
    this.#sum = 0;
    this.#low = Number.POSITIVE_INFINITY;
    this.#high = Number.NEGATIVE_INFINITY;
    this.#scatters = [];
    this.#within = 0;
  }

  #judge(timeMs: number, factor: number): ScatterPoint | null {
    const knownForMs = timeMs - (this.#firstMs ?? timeMs);
    const newest = this.#means.length - 1;
    if (knownForMs < knownMs) return null;
    const last = this.#beside(newest);
    if (last === null) return null;
    if (last.side === null) this.#told = null;
    let weakest = last.factor;
    for (let i = newest - 1; i > newest - blocksTold; i--) {
      const one = this.#beside(i);
      if (one === null || one.side !== last.side) return null;
      weakest = Math.min(weakest, one.factor);
    }
    if (last.side === null || weakest < factor || this.#told === last.side) return null;
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

/** Mean of the scatters without the largest fifth. */
function typical(scatters: readonly number[]): number {
  const kept = [...scatters].sort((a, b) => a - b).slice(0, Math.ceil(keptShare * scatters.length));
  return kept.reduce((sum, one) => sum + one, 0) / kept.length;
}
