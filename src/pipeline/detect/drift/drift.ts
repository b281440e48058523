/** Slow changes: the means of the last hour and of the last half day against those of two weeks, the newest of which are left out. */

import { FallingQueue } from '../falling-queue.ts';
import { NewestNumbers } from '../newest-numbers.ts';

const minutesPerPart = 30;
const partMs = minutesPerPart * 60_000;
const partsADay = 48;
const hourParts = 2;
const halfDayParts = 24;
/** Two weeks of means, each half an hour later than the one before. */
const mostReference = 14 * partsADay;
/** A silence is remembered for as long as it could still be in a mean; what is beyond is left out. */
const silentParts = halfDayParts + 1;
/** The oldest mean of half a day needs the parts before its end. */
const rememberedParts = mostReference + 48 + halfDayParts;
/** Over which the slope is told. */
const slopeParts = 24;
/** Reference from which on anything is said: a day. */
const leastReference = partsADay;
export type DriftSpan = 'hour' | 'half_day';

interface Scale {
  readonly span: DriftSpan;
  readonly parts: number;
  /** Fewer parts with windows make no mean. */
  readonly leastParts: number;
  /** What is younger is no reference: a slow change has to be compared with what was before it. */
  readonly lagParts: number;
  /** How many times the excess of an hour its mean has to be outside: means of half a day have a narrower range. */
  readonly factor: number;
  /**
   * Days of reference from which on a range is taken for what is usual: a week with its weekend, and for means of half a day some two dozen
   * that do not overlap, since the next of a few is outside of their range by chance.
   */
  readonly knownDays: number;
  /**
   * An excess that was told is told again when it is so many times as far; the episode ends when the mean is within its range again. The mean
   * of half a day goes on moving for half a day after the signal has come to rest, which says nothing more.
   */
  readonly worseFactor: number;
}

/** The quicker one first: where both are outside, it says what there is to say. */
const scales: readonly [Scale, Scale] = [
  { span: 'hour', parts: hourParts, leastParts: 1, lagParts: 24, factor: 1, knownDays: 6, worseFactor: 4 },
  {
    span: 'half_day',
    parts: halfDayParts,
    leastParts: halfDayParts / 2,
    lagParts: 48,
    factor: 1.25,
    knownDays: 12,
    worseFactor: Number.POSITIVE_INFINITY,
  },
];

export interface StoredDrift {
  /** Which half hour since 1970 the open part is, its sum and count; null before there is one. */
  readonly part: number | null;
  readonly sum: number;
  readonly count: number;
  /** Means of the half hours of two weeks and what is left out, oldest first; NaN where there was no window. */
  readonly parts: readonly number[];
  /** Excess of each span that was told in this episode, in parts of its range; 0 when none is. */
  readonly told: readonly number[];
}

export interface DriftPoint {
  readonly span: DriftSpan;
  /** Mean of the last hour or half day, in the signal's unit. */
  readonly mean: number;
  readonly side: 'high' | 'low';
  /** How far it lies outside of the range, in parts of that range. */
  readonly excess: number;
  readonly low: number;
  readonly high: number;
  /** How many days the range is of. */
  readonly days: number;
  /** Change of the hourly mean over the last half day, in the signal's unit an hour; 0 of a mean that is within its range. */
  readonly slopePerHour: number;
}

const notClosed: readonly (number | null)[] = [];
const nothing: StoredDrift = { part: null, sum: 0, count: 0, parts: [], told: [0, 0] };

/** Lowest and highest mean of a span that is old enough to be compared with, of two weeks. */
interface Reference {
  readonly lows: FallingQueue;
  readonly highs: FallingQueue;
}

export class Drift {
  #part: number | null;
  #sum: number;
  #count: number;
  readonly #parts: NewestNumbers;
  /** Parts that ever came, those from before this memory was read left out. */
  #entered: number;
  /** By scale: made from the parts when they are read. */
  readonly #references: readonly Reference[];
  readonly #told: number[];
  /** Newest mean of each span, in the order of the scales; null where it is not known, or nothing was closed. */
  #newest: readonly (number | null)[] = notClosed;

  constructor(stored: StoredDrift = nothing) {
    this.#part = stored.part;
    this.#sum = stored.sum;
    this.#count = stored.count;
    this.#parts = new NewestNumbers(rememberedParts, stored.parts);
    this.#entered = this.#parts.length;
    this.#references = scales.map(() => ({ lows: new FallingQueue(-1), highs: new FallingQueue(1) }));
    scales.forEach((scale, i) => {
      for (let last = 0; last < this.#parts.length - scale.lagParts; last++)
        this.#refer(scale, this.#references[i], last);
    });
    this.#told = [...stored.told];
  }

  /**
   * A mean of one minute, in the order of time; says something when half an hour is over and a mean is outside of its range by as many
   * ranges as `known` says for a range that is known, or `young` for one that is not yet.
   */
  observe(windowMs: number, mean: number, known: number, young = known): DriftPoint | null {
    const part = Math.floor(windowMs / partMs);
    let found: DriftPoint | null = null;
    this.#newest = notClosed;
    if (this.#part !== null && part > this.#part) found = this.#close(part - this.#part, known, young);
    this.#part = part;
    this.#sum += mean;
    this.#count += 1;
    return found;
  }

  /** The mean of that span, where the last window closed half an hour; else null. */
  newestMean(span: DriftSpan): number | null {
    return this.#newest[scales.findIndex((scale) => scale.span === span)] ?? null;
  }

  stored(): StoredDrift {
    return {
      part: this.#part,
      sum: this.#sum,
      count: this.#count,
      parts: this.#parts.stored(),
      told: [...this.#told],
    };
  }

  /** Closes the open part; those until the next one are empty. */
  #close(passed: number, known: number, young: number): DriftPoint | null {
    this.#enter(this.#sum / this.#count);
    this.#sum = 0;
    this.#count = 0;
    const found = this.#judge(known, young);
    for (let i = 1; i < Math.min(passed, silentParts); i++) this.#enter(Number.NaN);
    return found;
  }

  /** Both spans are looked at whatever the other one says; of one episode only the first is told. */
  #judge(known: number, young: number): DriftPoint | null {
    const isEpisode = this.#told.some((told) => told > 0);
    let found: DriftPoint | null = null;
    const newest: (number | null)[] = [];
    this.#newest = newest;
    scales.forEach((scale, i) => {
      const reference = this.#references[i];
      const point = reference === undefined ? null : this.#beside(scale, reference);
      newest.push(point?.mean ?? null);
      if (point === null) return;
      const told = this.#told[i] ?? 0;
      if (point.excess === 0) this.#told[i] = 0;
      if (
        point.excess < (point.days >= scale.knownDays ? known : young) * scale.factor ||
        (told > 0 && point.excess < scale.worseFactor * told)
      )
        return;
      this.#told[i] = point.excess;
      if (told > 0 || !isEpisode) found ??= point;
    });
    return found;
  }

  /** The newest mean of that span beside the range of those before; null while too little is known. */
  #beside({ span, parts, leastParts, lagParts }: Scale, { lows, highs }: Reference): DriftPoint | null {
    const referenceParts = Math.min(mostReference, this.#parts.length - lagParts);
    const mean = this.#meanAt(this.#parts.length - 1, parts, leastParts);
    const [low, high] = [lows.greatest, highs.greatest];
    if (Number.isNaN(mean) || referenceParts < leastReference || low === null || high === null) return null;
    // A signal that never moved is given a thousandth of its value as its range.
    const range = Math.max(high - low, Math.abs(high) * 1e-3, Number.MIN_VALUE);
    const beyond = mean > high ? mean - high : mean < low ? low - mean : 0;
    return {
      span,
      mean,
      side: mean > high ? 'high' : 'low',
      excess: beyond / range,
      low,
      high,
      days: referenceParts / partsADay,
      slopePerHour: beyond === 0 ? 0 : this.#slope(),
    };
  }

  #enter(mean: number): void {
    this.#parts.push(mean);
    this.#entered += 1;
    scales.forEach((scale, i) => {
      this.#refer(scale, this.#references[i], this.#parts.length - 1 - scale.lagParts);
    });
  }

  /** The mean of that span at the end of that part is old enough to be compared with. */
  #refer({ parts, leastParts }: Scale, reference: Reference | undefined, last: number): void {
    if (last < 0 || reference === undefined) return;
    const place = this.#entered - this.#parts.length + last;
    const { lows, highs } = reference;
    lows.dropBefore(place - mostReference + 1);
    highs.dropBefore(place - mostReference + 1);
    const mean = this.#meanAt(last, parts, leastParts);
    if (Number.isNaN(mean)) return;
    lows.push(mean, place);
    highs.push(mean, place);
  }

  /** Of so many parts, of which the last is that one; NaN where fewer than `leastParts` of them are known. */
  #meanAt(last: number, parts: number, leastParts: number): number {
    if (leastParts > 1 && last < parts - 1) return Number.NaN;
    let sum = 0;
    let known = 0;
    for (let i = Math.max(0, last - parts + 1); i <= last; i++) {
      const part = this.#parts.at(i);
      if (Number.isNaN(part)) continue;
      sum += part;
      known += 1;
    }
    return known < leastParts ? Number.NaN : sum / known;
  }

  #slope(): number {
    const newest = this.#meanAt(this.#parts.length - 1, hourParts, 1);
    const before = this.#meanAt(this.#parts.length - slopeParts, hourParts, 1);
    const change = (newest - before) / ((slopeParts - 1) / hourParts);
    return Number.isNaN(change) ? 0 : change;
  }
}
