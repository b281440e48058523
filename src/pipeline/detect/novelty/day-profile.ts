/** What a signal is like at this hour of the day, by the days before: two views of a reading against them. */

const hoursADay = 24;
const days = 14;
const hourS = 3_600;
const ringHours = (days + 1) * hoursADay;
/** The newest so many of 50 noted readings of an hour weigh as much as all before. */
const leastShare = 0.02;
/** The typical deviation forgets over so many readings. */
const memoryReadings = 2_000;

export interface StoredHourMeans {
  /** Hours since 1970 of each place of the ring; -1 where nothing was noted. */
  readonly hours: readonly number[];
  readonly sums: readonly number[];
  readonly counts: readonly number[];
}

export interface StoredHourScores {
  readonly means: readonly number[];
  readonly variances: readonly number[];
  readonly counts: readonly number[];
  /** Mean absolute deviation of all hours together, and of how many readings. */
  readonly typical: number;
  readonly noted: number;
}

/** Of the hour under way: which since 1970, sum and count of its readings, their mean on earlier days (NaN where it is not known), mean, variance and count of this hour of all days; and of all hours the typical deviation, and of how many readings. */
const [hourAt, sumAt, countAt, usualAt, meanAt, varianceAt, scoredAt, typicalAt, notedAt] = [
  0, 1, 2, 3, 4, 5, 6, 7, 8,
] as const;
/** Places in an array that is shared with others: all that a reading asks for, but for the first one of an hour. */
export const placesOfHour = notedAt + 1;

/**
 * The hours that are over. The day is UTC's: any fixed one does, as long as it is always the same. `timeS` is seconds since 1970, and never
 * falls.
 */
export class DayProfile {
  readonly #numbers: Float64Array;
  readonly #at: number;
  /** Hour since 1970, sum and count of each place of the ring, side by side. */
  readonly #ring = new Float64Array(3 * ringHours);
  /** Mean, variance and count of each hour of the day, side by side. */
  readonly #ofDay = new Float64Array(3 * hoursADay);

  constructor(
    numbers: Float64Array,
    at: number,
    means: StoredHourMeans = { hours: [], sums: [], counts: [] },
    scores: StoredHourScores = { means: [], variances: [], counts: [], typical: 0, noted: 0 },
  ) {
    this.#numbers = numbers;
    this.#at = at;
    for (let i = 0; i < ringHours; i++) {
      this.#ring[3 * i] = means.hours[i] ?? -1;
      this.#ring[3 * i + 1] = means.sums[i] ?? 0;
      this.#ring[3 * i + 2] = means.counts[i] ?? 0;
    }
    for (let i = 0; i < hoursADay; i++) {
      this.#ofDay[3 * i] = scores.means[i] ?? 0;
      this.#ofDay[3 * i + 1] = scores.variances[i] ?? 0;
      this.#ofDay[3 * i + 2] = scores.counts[i] ?? 0;
    }
    numbers[at + hourAt] = -1;
    numbers[at + typicalAt] = scores.typical;
    numbers[at + notedAt] = scores.noted;
  }

  /** The hour under way takes its place among the others, and this one is under way. */
  begin(hour: number): void {
    this.#keep();
    const [numbers, at, ring, ofDay] = [this.#numbers, this.#at, this.#ring, this.#ofDay];
    const [place, dayPlace] = [3 * (hour % ringHours), 3 * (hour % hoursADay)];
    const isKnown = ring[place] === hour;
    numbers[at + hourAt] = hour;
    numbers[at + sumAt] = isKnown ? (ring[place + 1] ?? 0) : 0;
    numbers[at + countAt] = isKnown ? (ring[place + 2] ?? 0) : 0;
    // Earlier days are over, so that their mean stands for the whole hour.
    numbers[at + usualAt] = this.#meanBefore(hour);
    for (let i = 0; i < 3; i++) numbers[at + meanAt + i] = ofDay[dayPlace + i] ?? 0;
  }

  stored(): { readonly hourMeans: StoredHourMeans; readonly hourScores: StoredHourScores } {
    this.#keep();
    const [ring, ofDay] = [this.#ring, this.#ofDay];
    return {
      hourMeans: { hours: everyThird(ring, 0), sums: everyThird(ring, 1), counts: everyThird(ring, 2) },
      hourScores: {
        means: everyThird(ofDay, 0),
        variances: everyThird(ofDay, 1),
        counts: everyThird(ofDay, 2),
        typical: this.#numbers[this.#at + typicalAt] ?? 0,
        noted: this.#numbers[this.#at + notedAt] ?? 0,
      },
    };
  }

  #keep(): void {
    const [numbers, at] = [this.#numbers, this.#at];
    const hour = numbers[at + hourAt] ?? -1;
    if (hour < 0) return;
    const [place, dayPlace] = [3 * (hour % ringHours), 3 * (hour % hoursADay)];
    for (let i = 0; i < 3; i++) {
      this.#ring[place + i] = numbers[at + hourAt + i] ?? 0;
      this.#ofDay[dayPlace + i] = numbers[at + meanAt + i] ?? 0;
    }
  }

  /** Of the same hour of the day and its two neighbours on the 14 days before; NaN until the hour itself was seen on two of them. */
  #meanBefore(hour: number): number {
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
    return daysSeen < 2 ? Number.NaN : sum / count;
  }

  #countOf(hour: number): number {
    if (hour < 0) return 0;
    const place = 3 * (hour % ringHours);
    return this.#ring[place] === hour ? (this.#ring[place + 2] ?? 0) : 0;
  }
}

/** Whether the time is within the hour under way: else that hour has to begin first. */
export function isUnderWay(numbers: Float64Array, at: number, hour: number): boolean {
  return numbers[at + hourAt] === hour;
}

export function hourOf(timeS: number): number {
  return Math.floor(timeS / hourS);
}

/** The mean of earlier days at this hour, NaN where it is not known; then the reading counts for later ones. */
export function usualOfHour(numbers: Float64Array, at: number, value: number): number {
  numbers[at + sumAt] = (numbers[at + sumAt] ?? 0) + value;
  numbers[at + countAt] = (numbers[at + countAt] ?? 0) + 1;
  return numbers[at + usualAt] ?? Number.NaN;
}

/**
 * Deviation of a reading from what its hour of the day is used to, in its own standard deviations and half the typical deviation; 0 for the
 * first reading of an hour of the day.
 */
export function scoreOfHour(numbers: Float64Array, at: number, value: number): number {
  const count = numbers[at + scoredAt] ?? 0;
  const mean = numbers[at + meanAt] ?? 0;
  const residual = value - mean;
  const variance = numbers[at + varianceAt] ?? 0;
  let score = 0;
  if (count > 0) {
    const noted = (numbers[at + notedAt] ?? 0) + 1;
    const before = numbers[at + typicalAt] ?? 0;
    const typical = before + (Math.abs(residual) - before) / Math.min(memoryReadings, noted);
    numbers[at + notedAt] = noted;
    numbers[at + typicalAt] = typical;
    const spread = Math.sqrt(variance) + 0.5 * typical;
    score = spread > 0 ? residual / spread : 0;
  }
  const share = Math.max(leastShare, 1 / (count + 1));
  numbers[at + meanAt] = mean + share * residual;
  numbers[at + varianceAt] = (1 - share) * (variance + share * residual * residual);
  numbers[at + scoredAt] = count + 1;
  return score;
}

function everyThird(numbers: Float64Array, from: number): number[] {
  return Array.from({ length: numbers.length / 3 }, (_, i) => numbers[3 * i + from] ?? 0);
}
