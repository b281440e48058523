/** Slow changes: the mean of the last hour against the hours of two weeks, those of the last half day left out. */

const minutesPerPart = 30;
const partMs = minutesPerPart * 60_000;
/** Parts of the mean that is judged: an hour. */
const meanParts = 2;
/** What is younger is no reference: a slow change has to be compared with what was before it. */
const lagParts = 24;
const partsADay = 48;
/** Two weeks of hourly means, each half an hour later than the one before. */
const rememberedParts = 14 * partsADay;
/** Reference from which on anything is said: a day. */
const leastReference = partsADay;
/** An excess that was told is told again when it is four times as far; the episode ends when the mean is within the range again. */
const worseFactor = 4;

export interface StoredDrift {
  /** Which half hour since 1970 the open part is, its sum and count; null before there is one. */
  readonly part: number | null;
  readonly sum: number;
  readonly count: number;
  /** Means of the newest parts, oldest first; NaN where there was no window. */
  readonly parts: readonly number[];
  /** Hourly means of two weeks, oldest first. */
  readonly means: readonly number[];
  /** Excess that was told in this episode, in parts of the range; 0 when none is. */
  readonly told: number;
}

export interface DriftPoint {
  /** Mean of the last hour, in the signal's unit. */
  readonly mean: number;
  readonly side: 'high' | 'low';
  /** How far it lies outside of the range, in parts of that range. */
  readonly excess: number;
  readonly low: number;
  readonly high: number;
  /** How many days the range is of. */
  readonly days: number;
  /** Change of the hourly mean over the last half day, in the signal's unit an hour. */
  readonly slopePerHour: number;
}

const nothing: StoredDrift = { part: null, sum: 0, count: 0, parts: [], means: [], told: 0 };

export class Drift {
  #part: number | null;
  #sum: number;
  #count: number;
  readonly #parts: number[];
  readonly #means: number[];
  #told: number;

  constructor(stored: StoredDrift = nothing) {
    this.#part = stored.part;
    this.#sum = stored.sum;
    this.#count = stored.count;
    this.#parts = [...stored.parts];
    this.#means = [...stored.means];
    this.#told = stored.told;
  }

  /** Of how many days hourly means are known that are old enough to be a reference. */
  get daysKnown(): number {
    return Math.max(0, this.#means.length - lagParts) / partsADay;
  }

  /** A mean of one minute, in the order of time; says something when half an hour is over and the last hour is novel by `threshold`. */
  observe(windowMs: number, mean: number, threshold: number): DriftPoint | null {
    const part = Math.floor(windowMs / partMs);
    let found: DriftPoint | null = null;
    if (this.#part !== null && part > this.#part) found = this.#close(part - this.#part, threshold);
    this.#part = part;
    this.#sum += mean;
    this.#count += 1;
    return found;
  }

  stored(): StoredDrift {
    return {
      part: this.#part,
      sum: this.#sum,
      count: this.#count,
      parts: [...this.#parts],
      means: [...this.#means],
      told: this.#told,
    };
  }

  /** Closes the open part; those until the next one are empty. */
  #close(passed: number, threshold: number): DriftPoint | null {
    this.#enter(this.#sum / this.#count);
    this.#sum = 0;
    this.#count = 0;
    const found = this.#judge(threshold);
    for (let i = 1; i < Math.min(passed, meanParts + 1); i++) this.#enter(Number.NaN);
    return found;
  }

  #enter(mean: number): void {
    this.#parts.push(mean);
    if (this.#parts.length > meanParts) this.#parts.shift();
    this.#means.push(this.#hourlyMean());
    if (this.#means.length > rememberedParts + lagParts) this.#means.shift();
  }

  #hourlyMean(): number {
    const known = this.#parts.filter((part) => !Number.isNaN(part));
    return known.length === 0 ? Number.NaN : known.reduce((sum, part) => sum + part, 0) / known.length;
  }

  #judge(threshold: number): DriftPoint | null {
    const mean = this.#means.at(-1) ?? Number.NaN;
    const referenceEnd = this.#means.length - lagParts;
    if (Number.isNaN(mean) || referenceEnd < leastReference) return null;
    let low = Number.POSITIVE_INFINITY;
    let high = Number.NEGATIVE_INFINITY;
    for (let i = 0; i < referenceEnd; i++) {
      const known = this.#means[i] ?? Number.NaN;
      if (known < low) low = known;
      if (known > high) high = known;
    }
    if (low > high) return null;
    // A signal that never moved is given a thousandth of its value as its range.
    const range = Math.max(high - low, Math.abs(high) * 1e-3, Number.MIN_VALUE);
    const beyond = mean > high ? mean - high : mean < low ? low - mean : 0;
    const excess = beyond / range;
    if (beyond === 0) this.#told = 0;
    if (excess < threshold || (this.#told > 0 && excess < worseFactor * this.#told)) return null;
    this.#told = excess;
    return {
      mean,
      side: mean > high ? 'high' : 'low',
      excess,
      low,
      high,
      days: referenceEnd / partsADay,
      slopePerHour: this.#slope(mean),
    };
  }

  #slope(mean: number): number {
    const before = this.#means.at(-lagParts);
    return before === undefined || Number.isNaN(before) ? 0 : (mean - before) / ((lagParts - 1) / meanParts);
  }
}
