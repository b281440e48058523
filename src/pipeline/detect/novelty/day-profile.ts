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
  /** Hour since 1970, sum and count of each place of the ring, side by side: one line of the processor's cache. */
  readonly #ring = new Float64Array(3 * ringHours);
  #cachedHour = -1;
  #cachedMean: number | null = null;

  constructor(stored: StoredHourMeans = { hours: [], sums: [], counts: [] }) {
    for (let i = 0; i < ringHours; i++) {
      this.#ring[3 * i] = stored.hours[i] ?? -1;
      this.#ring[3 * i + 1] = stored.sums[i] ?? 0;
      this.#ring[3 * i + 2] = stored.counts[i] ?? 0;
    }
  }

  /** The mean of earlier days; then the reading counts for later ones. `timeS` is seconds since 1970. */
  observe(timeS: number, value: number): number | null {
    const hour = Math.floor(timeS / hourS);
    // Earlier days are over, so that their mean stands for the whole hour.
    if (hour !== this.#cachedHour) {
      this.#cachedHour = hour;
      this.#cachedMean = this.#meanBefore(hour);
    }
    const ring = this.#ring;
    const place = 3 * (hour % ringHours);
    if (ring[place] !== hour) {
      ring[place] = hour;
      ring[place + 1] = 0;
      ring[place + 2] = 0;
    }
    ring[place + 1] = (ring[place + 1] ?? 0) + value;
    ring[place + 2] = (ring[place + 2] ?? 0) + 1;
    return this.#cachedMean;
  }

  stored(): StoredHourMeans {
    return { hours: everyThird(this.#ring, 0), sums: everyThird(this.#ring, 1), counts: everyThird(this.#ring, 2) };
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
        sum += this.#ring[3 * (near % ringHours) + 1] ?? 0;
        count += found;
      }
    }
    return daysSeen < 2 ? null : sum / count;
  }

  #countOf(hour: number): number {
    if (hour < 0) return 0;
    const place = 3 * (hour % ringHours);
    return this.#ring[place] === hour ? (this.#ring[place + 2] ?? 0) : 0;
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
  /** Mean, variance and count of each hour, side by side. */
  readonly #hours = new Float64Array(3 * hoursADay);
  #typical: number;
  #noted: number;

  constructor(stored: StoredHourScores = { means: [], variances: [], counts: [], typical: 0, noted: 0 }) {
    for (let i = 0; i < hoursADay; i++) {
      this.#hours[3 * i] = stored.means[i] ?? 0;
      this.#hours[3 * i + 1] = stored.variances[i] ?? 0;
      this.#hours[3 * i + 2] = stored.counts[i] ?? 0;
    }
    this.#typical = stored.typical;
    this.#noted = stored.noted;
  }

  /** 0 for the first reading of an hour of the day. */
  observe(timeS: number, value: number): number {
    const hours = this.#hours;
    const place = 3 * (Math.floor(timeS / hourS) % hoursADay);
    const count = hours[place + 2] ?? 0;
    const residual = value - (hours[place] ?? 0);
    const variance = hours[place + 1] ?? 0;
    let score = 0;
    if (count > 0) {
      this.#noted += 1;
      this.#typical += (Math.abs(residual) - this.#typical) / Math.min(memoryReadings, this.#noted);
      const spread = Math.sqrt(variance) + 0.5 * this.#typical;
      score = spread > 0 ? residual / spread : 0;
    }
    const share = Math.max(leastShare, 1 / (count + 1));
    hours[place] = (hours[place] ?? 0) + share * residual;
    hours[place + 1] = (1 - share) * (variance + share * residual * residual);
    hours[place + 2] = count + 1;
    return score;
  }

  stored(): StoredHourScores {
    return {
      means: everyThird(this.#hours, 0),
      variances: everyThird(this.#hours, 1),
      counts: everyThird(this.#hours, 2),
      typical: this.#typical,
      noted: this.#noted,
    };
  }
}

function everyThird(numbers: Float64Array, from: number): number[] {
  return Array.from({ length: numbers.length / 3 }, (_, i) => numbers[3 * i + from] ?? 0);
}
