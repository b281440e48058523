/** The course of a signal in ten-minute means of half a day, and the range of its hourly means over two weeks: what predictions rest on. */
import type { Points } from '../../../domain/trend/theil-sen.ts';
import { minuteMs } from '../../../domain/window.ts';
import { NewestNumbers } from '../newest-numbers.ts';

export const partMs = 10 * minuteMs;
const hourParts = 6;
/** Half a day: longer, and a trend is that of the day before; shorter, and a shift's work is one. */
const rememberedParts = 72;
/** A rise or fall over six hours is what a day does by itself. */
export const changeHours = 6;
const changeParts = 36;
/** Ranges are kept by quarters of a day. */
const blockParts = 36;
const rememberedBlocks = 56;
const blocksADay = 4;
/** What lies within the last day is not what the signal is compared with: a slow fault would be its own measure. */
const lagBlocks = 4;
/** Two days: before them nobody knows what the signal's day is like. */
const leastBlocks = 8;
/** Five of them: a week without its weekend is no week. */
const knownBlocks = 20;
const hourMs = 60 * minuteMs;

/** Of one quarter of a day: its number since 1970, lowest and highest hourly mean, and lowest and highest change of it over six hours. */
type Block = readonly [number: number, low: number, high: number, fall: number, rise: number];

export interface StoredCourse {
  /** Which ten minutes since 1970 the open part is; null before there is one. */
  readonly part: number | null;
  readonly sum: number;
  readonly squares: number;
  readonly count: number;
  /** Means of closed parts, oldest first; NaN where there was no window. */
  readonly means: readonly number[];
  /** Variance of the minutes within a part, of late. */
  readonly variance: number;
  readonly blocks: readonly Block[];
}

export const noCourse: StoredCourse = { part: null, sum: 0, squares: 0, count: 0, means: [], variance: 0, blocks: [] };

/** Lowest and highest hourly mean, and of its change over six hours. */
export interface KnownRange {
  readonly low: number;
  readonly high: number;
  readonly fall: number;
  readonly rise: number;
  readonly days: number;
  /** It may be taken for what the signal does; else it may be that of a few days. */
  readonly isKnown: boolean;
}

export class RecentCourse {
  #part: number | null;
  #sum: number;
  #squares: number;
  #count: number;
  readonly #means: NewestNumbers;
  #variance: number;
  readonly #blocks: Block[];

  constructor(stored: StoredCourse = noCourse) {
    this.#part = stored.part;
    this.#sum = stored.sum;
    this.#squares = stored.squares;
    this.#count = stored.count;
    this.#means = new NewestNumbers(rememberedParts, stored.means);
    this.#variance = stored.variance;
    this.#blocks = [...stored.blocks];
  }

  /**
   * The mean of a minute, in the order of time; true when it closes ten minutes, which may then be judged. What is known to be trouble does not
   * belong to the range: the next trouble would be nothing new.
   */
  take(windowMs: number, mean: number, belongsToRange = true): boolean {
    const part = Math.floor(windowMs / partMs);
    const isOver = this.#part !== null && part > this.#part;
    if (isOver && this.#part !== null) this.#close(this.#part, part, belongsToRange);
    this.#part = part;
    this.#sum += mean;
    this.#squares += mean * mean;
    this.#count += 1;
    return isOver;
  }

  /** Mean of the last hour; null while half of it is unknown. */
  get hourMean(): number | null {
    return this.#meanOf(this.#means.length - hourParts);
  }

  /** Of the hourly mean over six hours; null where one of both is unknown. */
  get #change(): number | null {
    const { hourMean } = this;
    const before = this.#meanOf(this.#means.length - changeParts - hourParts);
    return hourMean === null || before === null ? null : hourMean - before;
  }

  /** Standard deviation of single minutes around the mean of their ten. */
  get scatter(): number {
    return Math.sqrt(this.#variance);
  }

  /** Lowest and highest hourly mean of up to two weeks until a day ago; null while fewer than two days are known. */
  get range(): KnownRange | null {
    const newest = this.#blocks.at(-1)?.[0] ?? 0;
    const known = this.#blocks.filter(([number]) => number < newest - lagBlocks);
    if (known.length < leastBlocks) return null;
    return {
      low: Math.min(...known.map(([, low]) => low)),
      high: Math.max(...known.map(([, , high]) => high)),
      fall: Math.min(...known.map(([, , , fall]) => fall)),
      rise: Math.max(...known.map(([, , , , rise]) => rise)),
      days: known.length / blocksADay,
      isKnown: known.length >= knownBlocks,
    };
  }

  /** The means of half a day; times in hours, 0 for the newest. */
  get points(): Points {
    const times: number[] = [];
    const values: number[] = [];
    const last = this.#means.length - 1;
    for (let i = 0; i <= last; i++) {
      const mean = this.#means.at(i);
      if (Number.isNaN(mean)) continue;
      times.push(((i - last) * partMs) / hourMs);
      values.push(mean);
    }
    return { times, values };
  }

  stored(): StoredCourse {
    return {
      part: this.#part,
      sum: this.#sum,
      squares: this.#squares,
      count: this.#count,
      means: this.#means.stored(),
      variance: this.#variance,
      blocks: [...this.#blocks],
    };
  }

  #close(closed: number, next: number, belongsToRange: boolean): void {
    const mean = this.#sum / this.#count;
    const variance = Math.max(0, this.#squares / this.#count - mean * mean);
    if (this.#count > 1) this.#variance = this.#variance === 0 ? variance : 0.9 * this.#variance + 0.1 * variance;
    this.#sum = 0;
    this.#squares = 0;
    this.#count = 0;
    this.#means.push(mean);
    const { hourMean } = this;
    if (hourMean !== null && belongsToRange)
      this.#enterRange(Math.floor(closed / blockParts), hourMean, this.#change ?? 0);
    for (let i = 1; i < Math.min(next - closed, rememberedParts); i++) this.#means.push(Number.NaN);
  }

  /** Of an hour's means from that place on; null where fewer than half of them are known. */
  #meanOf(from: number): number | null {
    let sum = 0;
    let known = 0;
    for (let i = Math.max(0, from); i < from + hourParts; i++) {
      const mean = this.#means.at(i);
      if (Number.isNaN(mean)) continue;
      sum += mean;
      known += 1;
    }
    return known * 2 < hourParts ? null : sum / known;
  }

  #enterRange(number: number, mean: number, change: number): void {
    const last = this.#blocks.at(-1);
    const known = last?.[0] === number ? last : null;
    const [, low, high, fall, rise] = known ?? [number, mean, mean, change, change];
    const range = [Math.min(low, mean), Math.max(high, mean), Math.min(fall, change), Math.max(rise, change)] as const;
    if (known !== null) this.#blocks.pop();
    this.#blocks.push([number, ...range]);
    if (this.#blocks.length > rememberedBlocks + lagBlocks + 1) this.#blocks.shift();
  }
}
