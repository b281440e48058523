/** A view of novelty: a reading beside what its signal is like at this hour of the day. */

/** What a signal is like at this hour of the day, by the days before: two views of a reading against them. */

const hoursADay = 24;
const days = 14;
const hourS = 3_600;
const ringHours = (days + 1) * hoursADay;

export interface StoredHourMeans {
  /** Hours since 1970 of each place of the ring; -1 where nothing was noted. */
  readonly hours: readonly number[];
  readonly sums: readonly number[];
  readonly counts: readonly number[];
}

/**
 * Mean of the readings at the same hour of the day and its two neighbours on the 14 days before, strictly earlier days. Null until the
 * hour itself was seen on two of them. The day is UTC's: any fixed one does, as long as it is always the same.
 */
export class HourMeans {
  readonly #hours = new Int32Array(ringHours).fill(-1);
  readonly #sums = new Float64Array(ringHours);
  readonly #counts = new Uint32Array(ringHours);
  #cachedHour = -1;
  #cachedMean: number | null = null;

  constructor(stored: StoredHourMeans = { hours: [], sums: [], counts: [] }) {
    this.#hours.set(stored.hours);
    this.#sums.set(stored.sums);
    this.#counts.set(stored.counts);
  }

  /** The mean of earlier days; then the reading counts for later ones. `timeS` is seconds since 1970. */
  observe(timeS: number, value: number): number | null {
    const hour = Math.floor(timeS / hourS);
    // Earlier days are over, so that their mean stands for the whole hour.
    if (hour !== this.#cachedHour) {
      this.#cachedHour = hour;
      this.#cachedMean = this.#meanBefore(hour);
    }
    const place = hour % ringHours;
    if (this.#hours[place] !== hour) {
      this.#hours[place] = hour;
      this.#sums[place] = 0;
      this.#counts[place] = 0;
    }
    this.#sums[place] = (this.#sums[place] ?? 0) + value;
    this.#counts[place] = (this.#counts[place] ?? 0) + 1;
    return this.#cachedMean;
  }

  stored(): StoredHourMeans {
    return { hours: [...this.#hours], sums: [...this.#sums], counts: [...this.#counts] };
  }

  #meanBefore(hour: number): number | null {
    let daysSeen = 0;
    let sum = 0;
    let count = 0;
    for (let day = 1; day <= days; day++) {
      const same = hour - day * hoursADay;
      if (this.#countOf(same) > 0) daysSeen += 1;
      for (let near = same - 1; near <= same + 1; near++) {
        const found = this.#countOf(near);
        if (found === 0) continue;
        sum += this.#sums[near % ringHours] ?? 0;
        count += found;
      }
    }
    return daysSeen < 2 ? null : sum / count;
  }

  #countOf(hour: number): number {
    if (hour < 0) return 0;
    return this.#hours[hour % ringHours] === hour ? (this.#counts[hour % ringHours] ?? 0) : 0;
  }
}

/** The newest so many of 50 noted readings of an hour weigh as much as all before. */
const leastShare = 0.02;
/** The typical deviation forgets over so many readings. */
const memoryReadings = 2_000;

export interface StoredHourScores {
  readonly means: readonly number[];
  readonly variances: readonly number[];
  readonly counts: readonly number[];
  /** Mean absolute deviation of all hours together, and of how many readings. */
  readonly typical: number;
  readonly noted: number;
}

/** Deviation of a reading from what its hour of the day is used to, in its own standard deviations and half the typical deviation. */
export class HourScores {
  readonly #means: number[];
  readonly #variances: number[];
  readonly #counts: number[];
  #typical: number;
  #noted: number;

  constructor(stored: StoredHourScores = { means: [], variances: [], counts: [], typical: 0, noted: 0 }) {
    const place = (values: readonly number[]) => Array.from({ length: hoursADay }, (_, i) => values[i] ?? 0);
    this.#means = place(stored.means);
    this.#variances = place(stored.variances);
    this.#counts = place(stored.counts);
    this.#typical = stored.typical;
    this.#noted = stored.noted;
  }

  /** 0 for the first reading of an hour of the day. */
  observe(timeS: number, value: number): number {
    const hour = Math.floor(timeS / hourS) % hoursADay;
    const count = this.#counts[hour] ?? 0;
    const residual = value - (this.#means[hour] ?? 0);
    const variance = this.#variances[hour] ?? 0;
    let score = 0;
    if (count > 0) {
      this.#noted += 1;
      this.#typical += (Math.abs(residual) - this.#typical) / Math.min(memoryReadings, this.#noted);
      const spread = Math.sqrt(variance) + 0.5 * this.#typical;
      score = spread > 0 ? residual / spread : 0;
    }
    const share = Math.max(leastShare, 1 / (count + 1));
    this.#means[hour] = (this.#means[hour] ?? 0) + share * residual;
    this.#variances[hour] = (1 - share) * (variance + share * residual * residual);
    this.#counts[hour] = count + 1;
    return score;
  }

  stored(): StoredHourScores {
    return {
      means: [...this.#means],
      variances: [...this.#variances],
      counts: [...this.#counts],
      typical: this.#typical,
      noted: this.#noted,
    };
  }
}
