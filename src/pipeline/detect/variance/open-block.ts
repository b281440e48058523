/** The block of 60 points under way, in which it is measured how much a signal scatters from point to point. */

export const blockPoints = 60;
/** A block with fewer measures of scatter, because of gaps, has none. */
const leastScatters = 30;
/** The larger fifth is left out: a step of the load is no noise. */
const keptShare = 0.8;
/** From so many readings a minute on their own deviation is taken, which does not depend on how many there are. */
const leastReadings = 5;
/** Intervals between points that differ by more are a gap. */
const unevenShare = 0.5;

/** How scatter was measured: between minutes, or within them. */
export type Measure = 0 | 1;

export interface StoredBlock {
  /** Times, means and readings of the two newest points, oldest first. */
  readonly newest: readonly (readonly [number, number, number])[];
  readonly startMs: number;
  readonly points: number;
  readonly sum: number;
  readonly low: number;
  readonly high: number;
  readonly scatters: readonly number[];
  readonly within: number;
}

export const emptyBlock: StoredBlock = {
  newest: [],
  startMs: 0,
  points: 0,
  sum: 0,
  low: Number.POSITIVE_INFINITY,
  high: Number.NEGATIVE_INFINITY,
  scatters: [],
  within: 0,
};

export interface ClosedBlock {
  readonly mean: number;
  /** NaN where there were too few measures of it. */
  readonly noise: number;
  readonly measure: Measure;
  readonly hasMoved: boolean;
  readonly startMs: number;
}

/**
 * Where each number is: when the block began, how many points it has, their sum, lowest and highest; how many scatters, and how many of them are
 * of within a minute; how many of the two newest points are known, their times, means and readings; and the scatters.
 */
const [startAt, pointsAt, sumAt, lowAt, highAt, scattersAt, withinAt, knownAt, timeAt, meanAt, readingsAt] = [
  0, 1, 2, 3, 4, 5, 6, 7, 8, 10, 12,
] as const;
const firstScatterAt = readingsAt + 2;

/** Its numbers are side by side, so that a point of one among thousands of sensors fetches few pieces of memory. */
export class OpenBlock {
  readonly #numbers = new Float64Array(firstScatterAt + blockPoints);

  constructor({ newest, startMs, points, sum, low, high, scatters, within }: StoredBlock) {
    const numbers = this.#numbers;
    numbers.set([startMs, points, sum, low, high, scatters.length, within, newest.length]);
    newest.forEach(([timeMs, mean, readings], i) => {
      numbers[timeAt + i] = timeMs;
      numbers[meanAt + i] = mean;
      numbers[readingsAt + i] = readings;
    });
    numbers.set(scatters, firstScatterAt);
  }

  /** Mean, deviation and number of the readings of a minute, in the order of time; true when the block is full. */
  take(timeMs: number, mean: number, stddev: number, readings: number): boolean {
    const numbers = this.#numbers;
    if (readings >= leastReadings) {
      this.#noteScatter(stddev);
      numbers[withinAt] = (numbers[withinAt] ?? 0) + 1;
    } else {
      const scatter = this.#between(timeMs, mean, readings);
      if (scatter !== null) this.#noteScatter(scatter);
    }
    this.#noteNewest(timeMs, mean, readings);
    const points = (numbers[pointsAt] ?? 0) + 1;
    if (points === 1) numbers[startAt] = timeMs;
    numbers[pointsAt] = points;
    numbers[sumAt] = (numbers[sumAt] ?? 0) + mean;
    numbers[lowAt] = Math.min(numbers[lowAt] ?? mean, mean);
    numbers[highAt] = Math.max(numbers[highAt] ?? mean, mean);
    return points >= blockPoints;
  }

  /** What the full block shows; the next one begins. */
  close(): ClosedBlock {
    const numbers = this.#numbers;
    const scatters = this.#scatters();
    const closed: ClosedBlock = {
      mean: (numbers[sumAt] ?? 0) / (numbers[pointsAt] ?? 0),
      noise: scatters.length < leastScatters ? Number.NaN : typical(scatters),
      measure: (numbers[withinAt] ?? 0) > scatters.length / 2 ? 1 : 0,
      hasMoved: (numbers[highAt] ?? 0) > (numbers[lowAt] ?? 0),
      startMs: numbers[startAt] ?? 0,
    };
    for (const at of [pointsAt, sumAt, scattersAt, withinAt]) numbers[at] = 0;
    numbers[lowAt] = Number.POSITIVE_INFINITY;
    numbers[highAt] = Number.NEGATIVE_INFINITY;
    return closed;
  }

  stored(): StoredBlock {
    const [startMs = 0, points = 0, sum = 0, low = 0, high = 0, , within = 0, known = 0] = this.#numbers;
    const numbers = this.#numbers;
    const newest = Array.from(
      { length: known },
      (_, i) => [numbers[timeAt + i] ?? 0, numbers[meanAt + i] ?? 0, numbers[readingsAt + i] ?? 0] as const,
    );
    return { newest, startMs, points, sum, low, high, scatters: [...this.#scatters()], within };
  }

  /**
   * How far the point before the newest lies from the middle of its neighbours: slow changes leave it alone. Of readings that scatter
   * independently √1.5 deviations; null beside a gap.
   */
  #between(timeMs: number, mean: number, readings: number): number | null {
    const numbers = this.#numbers;
    if ((numbers[knownAt] ?? 0) < 2) return null;
    const secondMs = numbers[timeAt + 1] ?? 0;
    const before = secondMs - (numbers[timeAt] ?? 0);
    const after = timeMs - secondMs;
    if (Math.abs(after - before) > unevenShare * before) return null;
    const count = Math.min(numbers[readingsAt] ?? 0, numbers[readingsAt + 1] ?? 0, readings);
    const middle = ((numbers[meanAt] ?? 0) + mean) / 2;
    return (Math.abs((numbers[meanAt + 1] ?? 0) - middle) / Math.sqrt(1.5)) * Math.sqrt(count);
  }

  #noteScatter(scatter: number): void {
    const count = this.#numbers[scattersAt] ?? 0;
    this.#numbers[firstScatterAt + count] = scatter;
    this.#numbers[scattersAt] = count + 1;
  }

  #scatters(): Float64Array {
    return this.#numbers.subarray(firstScatterAt, firstScatterAt + (this.#numbers[scattersAt] ?? 0));
  }

  #noteNewest(timeMs: number, mean: number, readings: number): void {
    const numbers = this.#numbers;
    const known = numbers[knownAt] ?? 0;
    const place = known < 2 ? known : 1;
    if (known === 2) for (const at of [timeAt, meanAt, readingsAt]) numbers[at] = numbers[at + 1] ?? 0;
    numbers[knownAt] = place + 1;
    numbers[timeAt + place] = timeMs;
    numbers[meanAt + place] = mean;
    numbers[readingsAt + place] = readings;
  }
}

/** Mean of the scatters without the largest fifth. */
function typical(scatters: Float64Array): number {
  const kept = scatters
    .slice()
    .sort()
    .subarray(0, Math.ceil(keptShare * scatters.length));
  return kept.reduce((sum, one) => sum + one, 0) / kept.length;
}
