/** A view of novelty: the newest points beside the most alike ones of the same time on earlier days. */

/** How far the newest points are from the most alike ones of the same time of day on the last 14 days. */

const days = 14;
const slack = 2;
const stretchPoints = 24;
const dayS = 86_400;
/** Intervals between points that tell how many points a day has. */
const sampledIntervals = 48;
/** A signal with more points a day is not looked at: what 24 of its points show is no part of a day. */
const mostPointsADay = 2_000;
/** Of a signal with more points a day, the means of as many neighbours are compared as keep its memory at 16 kB. */
const mostKeptADay = 288;
/** The running sums are computed anew after so many points, so that rounding does not add up. */
const refreshPoints = 1_000;

export interface StoredDayDistance {
  /** Points a day; 0 until it is known, -1 when there are too many or too few of them. */
  readonly pointsADay: number;
  /** Sum and number of the points of a mean that is not complete. */
  readonly partSum: number;
  readonly partPoints: number;
  readonly intervalsS: readonly number[];
  /** Newest points or means, oldest first. */
  readonly points: readonly number[];
  /** Points that ever came, and the running sum of each lag: put back as they were, so that later results are the same numbers. */
  readonly count: number;
  readonly sums: readonly number[];
  /** What was taken off the points, which are held with seven digits; absent where an earlier version has stored them whole. */
  readonly origin?: number;
}

const unknown: StoredDayDistance = {
  pointsADay: 0,
  partSum: 0,
  partPoints: 0,
  intervalsS: [],
  points: [],
  count: 0,
  sums: [],
};

/** Of points of which several make one that is compared: how many (0 until it is known, or where there are too many), and sum and number of those that have come. */
const [groupAt, sumAt, pointsAt] = [0, 1, 2] as const;
/** Places in an array that is shared with others. */
export const placesOfDistance = pointsAt + 1;

/** Takes a point in with which no mean is complete, as most are: there is no more to do. False where there is. */
export function gathered(numbers: Float64Array, at: number, value: number): boolean {
  const points = (numbers[at + pointsAt] ?? 0) + 1;
  if (points >= (numbers[at + groupAt] ?? 0)) return false;
  numbers[at + pointsAt] = points;
  numbers[at + sumAt] = (numbers[at + sumAt] ?? 0) + value;
  return true;
}

/**
 * Root mean square distance of the newest 24 points to the 24 points d days before, the least of it over d = 1…14 and two points'
 * slack on both sides. A running sum for each lag makes a point cost as many additions as there are lags.
 */
export class DayDistance {
  #pointsADay: number;
  readonly #numbers: Float64Array;
  readonly #at: number;
  #keptADay = 0;
  #intervalsS: number[];
  #points: number[];
  #lags: readonly number[] = [];
  #sums: Float64Array = new Float64Array(0);
  /** Less the origin, the middle of the first points: what the signal does then has all the digits. */
  #ring: Float32Array = new Float32Array(0);
  #origin = 0;
  /** Points that ever entered the ring. */
  #count = 0;

  /** `numbers`: three places from `at` on are its own. */
  constructor(stored: StoredDayDistance = unknown, numbers = new Float64Array(placesOfDistance), at = 0) {
    this.#pointsADay = stored.pointsADay;
    this.#numbers = numbers;
    this.#at = at;
    numbers[at + sumAt] = stored.partSum;
    numbers[at + pointsAt] = stored.partPoints;
    this.#intervalsS = [...stored.intervalsS];
    this.#points = [...stored.points];
    if (this.#pointsADay <= 0) return;
    this.#makeRoom();
    this.#origin = stored.origin ?? middleOf(this.#points);
    const takenOff = stored.origin === undefined ? this.#origin : 0;
    for (let back = 0; back < this.#points.length; back++) {
      const place = stored.count - this.#points.length + back;
      this.#ring[place % this.#ring.length] = (this.#points[back] ?? 0) - takenOff;
    }
    this.#points = [];
    this.#count = stored.count;
    if (stored.origin === undefined) this.#refresh();
    else this.#sums.set(stored.sums);
  }

  /** Points a day as far as they are known, else null. */
  get pointsADay(): number | null {
    return this.#pointsADay > 0 ? this.#pointsADay : null;
  }

  /** Null until a whole stretch can be compared, and while a mean is not complete. `intervalS`: seconds since the point before; null for the first. */
  observe(value: number, intervalS: number | null): number | null {
    if (this.#pointsADay < 0) return null;
    if (this.#pointsADay === 0) {
      this.#points.push(value);
      if (intervalS !== null && intervalS > 0) this.#intervalsS.push(intervalS);
      if (this.#intervalsS.length >= sampledIntervals) this.#settle();
      return null;
    }
    return this.#enter(value) ? this.#distance() : null;
  }

  stored(): StoredDayDistance {
    if (this.#pointsADay <= 0) {
      return {
        pointsADay: this.#pointsADay,
        partSum: 0,
        partPoints: 0,
        intervalsS: [...this.#intervalsS],
        points: [...this.#points],
        count: 0,
        sums: [],
      };
    }
    const kept = Math.min(this.#count, this.#ring.length);
    const points = Array.from({ length: kept }, (_, i) => this.#point(kept - 1 - i));
    return {
      pointsADay: this.#pointsADay,
      partSum: this.#numbers[this.#at + sumAt] ?? 0,
      partPoints: this.#numbers[this.#at + pointsAt] ?? 0,
      intervalsS: [],
      points,
      count: this.#count,
      sums: [...this.#sums],
      origin: this.#origin,
    };
  }

  #settle(): void {
    const sorted = [...this.#intervalsS].sort((a, b) => a - b);
    const median = sorted[Math.floor(sorted.length / 2)] ?? dayS;
    const pointsADay = Math.round(dayS / median);
    this.#intervalsS = [];
    if (pointsADay < 1 || pointsADay > mostPointsADay) {
      this.#pointsADay = -1;
      this.#points = [];
      return;
    }
    this.#pointsADay = pointsADay;
    this.#begin();
  }

  #begin(): void {
    this.#makeRoom();
    const points = this.#points;
    this.#origin = middleOf(points);
    this.#points = [];
    for (const point of points) this.#enter(point);
  }

  /** Whether a point or mean was added. */
  #enter(value: number): boolean {
    const numbers = this.#numbers;
    const at = this.#at;
    if (gathered(numbers, at, value)) return false;
    const group = numbers[at + groupAt] ?? 1;
    this.#push(group === 1 ? value : ((numbers[at + sumAt] ?? 0) + value) / group);
    numbers[at + sumAt] = 0;
    numbers[at + pointsAt] = 0;
    return true;
  }

  #makeRoom(): void {
    const group = Math.ceil(this.#pointsADay / mostKeptADay);
    this.#numbers[this.#at + groupAt] = group;
    this.#keptADay = Math.round(this.#pointsADay / group);
    this.#lags = lagsOf(this.#keptADay);
    this.#sums = new Float64Array(this.#lags.length);
    this.#ring = new Float32Array(days * this.#keptADay + slack + stretchPoints + 2);
  }

  /** The point that came `back` points ago, 0 the newest. */
  #point(back: number): number {
    const length = this.#ring.length;
    return this.#ring[(((this.#count - 1 - back) % length) + length) % length] ?? 0;
  }

  #push(point: number): void {
    const value = Math.fround(point - this.#origin);
    this.#ring[this.#count % this.#ring.length] = value;
    this.#count += 1;
    if (this.#count % refreshPoints === 0) {
      this.#refresh();
      return;
    }
    const ring = this.#ring;
    const length = ring.length;
    const newest = this.#count - 1;
    // A point enters the stretch and the one 24 before it leaves, here and at the other end of each lag.
    const enters = newest % length;
    const leaves = (newest - stretchPoints + length) % length;
    const left = ring[leaves] ?? 0;
    for (let i = 0; i < this.#lags.length; i++) {
      const lag = this.#lags[i] ?? 0;
      if (newest < lag) continue;
      const entering = value - (ring[enters < lag ? enters - lag + length : enters - lag] ?? 0);
      let sum = (this.#sums[i] ?? 0) + entering * entering;
      if (newest - stretchPoints >= lag) {
        const leaving = left - (ring[leaves < lag ? leaves - lag + length : leaves - lag] ?? 0);
        sum -= leaving * leaving;
      }
      this.#sums[i] = sum;
    }
  }

  #refresh(): void {
    for (let i = 0; i < this.#lags.length; i++) {
      const lag = this.#lags[i] ?? 0;
      let sum = 0;
      for (let back = 0; back < stretchPoints; back++) {
        if (this.#count - 1 - back - lag < 0) break;
        const difference = this.#point(back) - this.#point(back + lag);
        sum += difference * difference;
      }
      this.#sums[i] = sum;
    }
  }

  #distance(): number | null {
    let least = Number.POSITIVE_INFINITY;
    for (let i = 0; i < this.#lags.length; i++) {
      const lag = this.#lags[i] ?? 0;
      if (this.#count - stretchPoints < lag) continue;
      const sum = this.#sums[i] ?? 0;
      if (sum < least) least = sum;
    }
    return least === Number.POSITIVE_INFINITY ? null : Math.sqrt(Math.max(0, least) / stretchPoints);
  }
}

function middleOf(points: readonly number[]): number {
  return [...points].sort((a, b) => a - b)[Math.floor(points.length / 2)] ?? 0;
}

/** Those of one rate are the same for every signal. */
const lagsByRate = new Map<number, readonly number[]>();

/** Points between a stretch and those that it is compared with. */
function lagsOf(keptADay: number): readonly number[] {
  const known = lagsByRate.get(keptADay);
  if (known !== undefined) return known;
  const lags: number[] = [];
  for (let day = 1; day <= days; day++) {
    for (let shift = -slack; shift <= slack; shift++) {
      const lag = day * keptADay + shift;
      if (lag >= stretchPoints && !lags.includes(lag)) lags.push(lag);
    }
  }
  lagsByRate.set(keptADay, lags);
  return lags;
}
