/** Judges one signal by several views of novelty. */
import { defaultDetection } from '../../../domain/detection/resolution.ts';
import { FallingQueue, queueOf, type StoredQueue } from '../falling-queue.ts';
import { DayDistance, gathered, placesOfDistance, type StoredDayDistance } from './day-distance.ts';
import {
  DayProfile,
  hourOf,
  isUnderWay,
  placesOfHour,
  type StoredHourMeans,
  type StoredHourScores,
  scoreOfHour,
  usualOfHour,
} from './day-profile.ts';
import { loadHeld, placesOfHeld, pushHeld, showHeld, storedHeld } from './held-levels.ts';
import {
  boundsOfRange,
  enteredWithin,
  RangeNovelty,
  type Side,
  type StoredRangeNovelty,
  type ValueRange,
} from './range-novelty.ts';
import { loadRecent, meanOfRecent, placesOfRecent, pushRecent, storedRecent } from './recent-points.ts';

/**
 * Range novelty: a signal is looked at in several ways, and each view is novel as far as it leaves the range that it has had lately.
 * One pass, no look-ahead, bounded memory. See docs for what it scored and where it fails.
 */

interface View {
  readonly name: string;
  readonly weight: number;
  /** Whether leaving the range upwards, or downwards, counts. */
  readonly isHigh: boolean;
  readonly isLow: boolean;
}

const both = { isHigh: true, isLow: true } as const;
const high = { isHigh: true, isLow: false } as const;
const low = { isHigh: false, isLow: true } as const;

/** The views; each name is the reason of a finding, each weight how much an excess of it counts: steadier views count for more. */
const views = [
  { name: 'same_hour', weight: 0.3, ...both },
  { name: 'hour_score', weight: 0.3, ...both },
  { name: 'residual', weight: 0.3, ...both },
  { name: 'held_high_5', weight: 0.1, ...high },
  { name: 'held_high_10', weight: 0.1, ...high },
  { name: 'held_high_80', weight: 0.1, ...high },
  { name: 'held_low_5', weight: 0.1, ...low },
  { name: 'held_low_10', weight: 0.1, ...low },
  { name: 'held_low_80', weight: 0.1, ...low },
  { name: 'mean', weight: 0.1, ...both },
  { name: 'day_distance', weight: 0.1, ...high },
] as const satisfies readonly View[];
export type ViewName = (typeof views)[number]['name'];

/** What each view shows of the point that is looked at, in their order; NaN where it does not know. Signals are looked at one after the other. */
const shown = new Float64Array(views.length);

export function isViewName(name: string): name is ViewName {
  return views.some((view) => view.name === name);
}

/** Points of the range's window, and at least so many days of it once it is known how many points a day has. */
const leastWindowPoints = 5_000;
const windowDays = 14;
/** An excess that counts so much has the score one half. */
const halfExcess = 0.1;
/** Only what exceeds every score of so many points before is told: one alarm an episode. */
const episodePoints = 110;
const smoothing = 0.02;
const scoredPoints = 6;
const meanPoints = 20;

/**
 * Where the numbers are that every point asks for, of one signal behind one another: of thousands of sensors in turn each piece of memory
 * that is somewhere else has to be fetched, which takes longer than what is done with it.
 */
const boundsAt = 0;
const levelAt = views.length * boundsOfRange;
const newestAt = levelAt + 1;
const hourAt = newestAt + 1;
const distanceAt = hourAt + placesOfHour;
const latelyAt = distanceAt + placesOfDistance;
const recentAt = latelyAt + placesOfRecent(scoredPoints);
const heldAt = recentAt + placesOfRecent(meanPoints);
const places = heldAt + placesOfHeld;

/** From this score on a point is worth recording, where nobody has chosen another. */
export const recordingScore = defaultDetection.novelty.parameters.record_score;

export interface NoveltyPoint {
  /** 0…1, and 0 unless it exceeds every score of the 110 points before. A rank, no probability. */
  readonly score: number;
  /** The view that left its range the furthest; null where none did. */
  readonly view: ViewName | null;
  readonly side: Side;
  /** How far that view is outside its range, in parts of the range. */
  readonly excess: number;
  /** What that view shows, in the signal's unit, but for `hour_score`, which is in deviations. */
  readonly value: number;
  /** What that view had shown until then. */
  readonly range: ValueRange | null;
}

export interface StoredNovelty {
  readonly seen: number;
  /** Time of the first point, seconds since 1970. */
  readonly firstS: number | null;
  readonly newestS: number | null;
  readonly level: number | null;
  readonly recent: readonly number[];
  /** Of the newest 80 points; absent in what an earlier version stored, of which `recent` has them. */
  readonly greatest?: StoredQueue;
  readonly least?: StoredQueue;
  readonly hourScoresLately: readonly number[];
  /** Of the newest 110 points: the scores that no later one exceeds; an earlier version has stored all of them as `scores`. */
  readonly highestScores?: StoredQueue;
  readonly scores?: readonly number[];
  readonly hourMeans: StoredHourMeans;
  readonly hourScores: StoredHourScores;
  readonly dayDistance: StoredDayDistance;
  readonly ranges: readonly StoredRangeNovelty[];
  readonly windowPoints: number;
}

function sideOf(excess: number): Side {
  return excess > 0 ? 'high' : 'low';
}

const nothing: NoveltyPoint = { score: 0, view: null, side: 'high', excess: 0, value: 0, range: null };

/** One for each view. */
function rangesOf(
  windowPoints: number,
  stored: readonly StoredRangeNovelty[],
  numbers: Float64Array,
): readonly RangeNovelty[] {
  return views.map((_, i) => new RangeNovelty(windowPoints, stored[i], numbers, boundsAt + i * boundsOfRange));
}

export class Novelty {
  /** NaN where it is not known yet. */
  readonly #numbers = new Float64Array(places);
  #seen: number;
  #firstS: number | null;
  /** Of the newest 110 points, those of 0 left out. */
  readonly #highestScores: FallingQueue;
  readonly #profile: DayProfile;
  readonly #dayDistance: DayDistance;
  #ranges: readonly RangeNovelty[];
  #windowPoints: number;

  constructor(stored: StoredNovelty | null = null) {
    const numbers = this.#numbers;
    this.#seen = stored?.seen ?? 0;
    this.#firstS = stored?.firstS ?? null;
    numbers[newestAt] = stored?.newestS ?? Number.NaN;
    numbers[levelAt] = stored?.level ?? Number.NaN;
    const { recent = [], greatest, least, highestScores, scores = [] } = stored ?? {};
    const queue = (sign: 1 | -1, its: StoredQueue | undefined, points: readonly number[]): FallingQueue =>
      its === undefined ? queueOf(sign, points, this.#seen - points.length) : new FallingQueue(sign, its);
    loadRecent(numbers, recentAt, meanPoints, recent);
    loadHeld(numbers, heldAt, this.#seen, {
      greatest: queue(1, greatest, recent).stored(),
      least: queue(-1, least, recent).stored(),
    });
    loadRecent(numbers, latelyAt, scoredPoints, stored?.hourScoresLately ?? []);
    this.#highestScores = queue(1, highestScores, scores);
    this.#profile = new DayProfile(numbers, hourAt, stored?.hourMeans, stored?.hourScores);
    this.#dayDistance = new DayDistance(stored?.dayDistance, numbers, distanceAt);
    this.#windowPoints = stored?.windowPoints ?? leastWindowPoints;
    this.#ranges = rangesOf(this.#windowPoints, stored?.ranges ?? [], numbers);
  }

  /** For how long the signal is known, in seconds; 14 days of that at most are remembered. */
  get knownS(): number {
    return this.#firstS === null ? 0 : (this.#numbers[newestAt] ?? Number.NaN) - this.#firstS;
  }

  /** `timeS` is seconds since 1970. A point that is no number, or not later than the newest, is not looked at and scores 0. */
  observe(timeS: number, value: number): NoveltyPoint {
    const numbers = this.#numbers;
    if (!Number.isFinite(value) || timeS <= (numbers[newestAt] ?? Number.NaN)) return nothing;
    this.#look(timeS, value);
    this.#firstS ??= timeS;
    numbers[newestAt] = timeS;
    let furthest: (typeof views)[number] | null = null;
    let most = 0;
    let excess = 0;
    let shownValue = 0;
    let range: ValueRange | null = null;
    for (let i = 0; i < views.length; i++) {
      const y = shown[i] ?? Number.NaN;
      if (Number.isNaN(y) || enteredWithin(numbers, boundsAt + i * boundsOfRange, y)) continue;
      const view = views[i];
      const known = this.#ranges[i];
      if (view === undefined || known === undefined) continue;
      const found = known.excess(y, this.#seen);
      const counted = Math.abs(found) * view.weight;
      if (counted > most && (found > 0 ? view.isHigh : view.isLow)) {
        furthest = view;
        most = counted;
        excess = found;
        shownValue = y;
        range = known.range;
      }
      known.enter(y);
    }
    const score = most / (most + halfExcess);
    const highest = this.#highestScores.greatest ?? 0;
    this.#highestScores.dropBefore(this.#seen - episodePoints + 1);
    if (score > 0) this.#highestScores.push(score, this.#seen);
    this.#seen += 1;
    if (furthest === null) return nothing;
    return {
      // The first points of a signal are novel by nature: they hold back what follows, but are not told.
      score: this.#seen > episodePoints && score > highest ? score : 0,
      view: furthest.name,
      side: sideOf(excess),
      excess: Math.abs(excess),
      value: shownValue,
      range,
    };
  }

  /** What that view shows of the point that was observed just now, before any other signal's; null where it does not know. */
  shownBy(view: ViewName): number | null {
    const value = shown[views.findIndex(({ name }) => name === view)] ?? Number.NaN;
    return Number.isNaN(value) ? null : value;
  }

  stored(): StoredNovelty {
    const numbers = this.#numbers;
    return {
      seen: this.#seen,
      firstS: this.#firstS,
      newestS: this.#firstS === null ? null : (numbers[newestAt] ?? null),
      level: this.#firstS === null ? null : (numbers[levelAt] ?? null),
      recent: storedRecent(numbers, recentAt, meanPoints),
      ...storedHeld(numbers, heldAt, this.#seen),
      hourScoresLately: storedRecent(numbers, latelyAt, scoredPoints),
      highestScores: this.#highestScores.stored(),
      ...this.#profile.stored(),
      dayDistance: this.#dayDistance.stored(),
      ranges: this.#ranges.map((range) => range.stored()),
      windowPoints: this.#windowPoints,
    };
  }

  /** Sets what each view shows of the point. */
  #look(timeS: number, value: number): void {
    const numbers = this.#numbers;
    const hour = hourOf(timeS);
    if (!isUnderWay(numbers, hourAt, hour)) this.#profile.begin(hour);
    shown[0] = value - usualOfHour(numbers, hourAt, value);
    pushRecent(numbers, latelyAt, scoredPoints, scoreOfHour(numbers, hourAt, value));
    shown[1] = meanOfRecent(numbers, latelyAt, scoredPoints);
    const level = this.#seen === 0 ? value : (numbers[levelAt] ?? value);
    const residual = value - level;
    numbers[levelAt] = level + smoothing * residual;
    shown[2] = residual;
    pushHeld(numbers, heldAt, value);
    showHeld(numbers, heldAt, shown, 3);
    pushRecent(numbers, recentAt, meanPoints, value);
    shown[9] = meanOfRecent(numbers, recentAt, meanPoints);
    shown[10] = gathered(numbers, distanceAt, value) ? Number.NaN : this.#distanceOf(timeS, value);
  }

  #distanceOf(timeS: number, value: number): number {
    const intervalS = this.#firstS === null ? null : timeS - (this.#numbers[newestAt] ?? timeS);
    const distance = this.#dayDistance.observe(value, intervalS);
    this.#widen();
    return distance ?? Number.NaN;
  }

  /** Once it is known how many points a day has, the window spans at least 14 days of them. */
  #widen(): void {
    const { pointsADay } = this.#dayDistance;
    if (pointsADay === null) return;
    const wanted = Math.max(leastWindowPoints, windowDays * pointsADay);
    if (wanted === this.#windowPoints) return;
    this.#windowPoints = wanted;
    this.#ranges = rangesOf(
      wanted,
      this.#ranges.map((range) => range.stored()),
      this.#numbers,
    );
  }
}
