/** Judges one signal by several views of novelty. */
import { defaultDetection } from '../../../domain/detection/resolution.ts';
import { DayDistance, type StoredDayDistance } from './day-distance.ts';
import { HourMeans, HourScores, type StoredHourMeans, type StoredHourScores } from './day-profile.ts';
import { RangeNovelty, type Side, type StoredRangeNovelty, type ValueRange } from './range-novelty.ts';
import { RecentPoints, SlidingExtreme } from './recent-points.ts';

/**
 * Range novelty: a signal is looked at in several ways, and each view is novel as far as it leaves the range that it has had lately.
 * One pass, no look-ahead, bounded memory. See docs for what it scored and where it fails.
 */

interface View {
  readonly name: string;
  readonly weight: number;
  readonly sides: readonly Side[];
}

/** The views; each name is the reason of a finding, each weight how much an excess of it counts: steadier views count for more. */
const views = [
  { name: 'same_hour', weight: 0.3, sides: ['high', 'low'] },
  { name: 'hour_score', weight: 0.3, sides: ['high', 'low'] },
  { name: 'residual', weight: 0.3, sides: ['high', 'low'] },
  { name: 'held_high_5', weight: 0.1, sides: ['high'] },
  { name: 'held_high_10', weight: 0.1, sides: ['high'] },
  { name: 'held_high_80', weight: 0.1, sides: ['high'] },
  { name: 'held_low_5', weight: 0.1, sides: ['low'] },
  { name: 'held_low_10', weight: 0.1, sides: ['low'] },
  { name: 'held_low_80', weight: 0.1, sides: ['low'] },
  { name: 'mean', weight: 0.1, sides: ['high', 'low'] },
  { name: 'day_distance', weight: 0.1, sides: ['high'] },
] as const satisfies readonly View[];
export type ViewName = (typeof views)[number]['name'];

/** Points of the range's window, and at least so many days of it once it is known how many points a day has. */
const leastWindowPoints = 5_000;
const windowDays = 14;
/** An excess that counts so much has the score one half. */
const halfExcess = 0.1;
/** Only what exceeds every score of so many points before is told: one alarm an episode. */
const episodePoints = 110;
const smoothing = 0.02;
const scoredPoints = 6;
const heldPoints = [5, 10, 80] as const;

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
  readonly hourScoresLately: readonly number[];
  readonly scores: readonly number[];
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

export class Novelty {
  #seen: number;
  #firstS: number | null;
  #newestS: number | null;
  #level: number | null;
  readonly #recent: RecentPoints;
  readonly #newest20: RecentPoints;
  /** Least of the newest 5, 10 and 80 points, then greatest of them. */
  readonly #extremes: readonly SlidingExtreme[];
  readonly #hourScoresLately: RecentPoints;
  readonly #scores: RecentPoints;
  readonly #highestScore: SlidingExtreme;
  readonly #hourMeans: HourMeans;
  readonly #hourScores: HourScores;
  readonly #dayDistance: DayDistance;
  #ranges: RangeNovelty[];
  #windowPoints: number;

  constructor(stored: StoredNovelty | null = null) {
    this.#seen = stored?.seen ?? 0;
    this.#firstS = stored?.firstS ?? null;
    this.#newestS = stored?.newestS ?? null;
    this.#level = stored?.level ?? null;
    this.#recent = new RecentPoints(80, stored?.recent);
    this.#newest20 = new RecentPoints(20, stored?.recent);
    this.#extremes = ([-1, 1] as const).flatMap((sign) =>
      heldPoints.map((size) => new SlidingExtreme(size, sign, stored?.recent)),
    );
    this.#hourScoresLately = new RecentPoints(scoredPoints, stored?.hourScoresLately);
    this.#scores = new RecentPoints(episodePoints, stored?.scores);
    this.#highestScore = new SlidingExtreme(episodePoints, 1, stored?.scores);
    this.#hourMeans = new HourMeans(stored?.hourMeans);
    this.#hourScores = new HourScores(stored?.hourScores);
    this.#dayDistance = new DayDistance(stored?.dayDistance);
    this.#windowPoints = stored?.windowPoints ?? leastWindowPoints;
    this.#ranges = views.map((_, i) => new RangeNovelty(this.#windowPoints, stored?.ranges[i]));
  }

  /** For how long the signal is known, in seconds; 14 days of that at most are remembered. */
  get knownS(): number {
    return this.#firstS === null || this.#newestS === null ? 0 : this.#newestS - this.#firstS;
  }

  /** `timeS` is seconds since 1970. A point that is no number, or not later than the newest, is not looked at and scores 0. */
  observe(timeS: number, value: number): NoveltyPoint {
    if (!Number.isFinite(value) || (this.#newestS !== null && timeS <= this.#newestS)) return nothing;
    const shown = this.#look(timeS, value);
    this.#firstS ??= timeS;
    this.#newestS = timeS;
    let furthest: ViewName | null = null;
    let most = 0;
    let excess = 0;
    let shownValue = 0;
    let range: ValueRange | null = null;
    for (let i = 0; i < views.length; i++) {
      const view = views[i];
      const y = shown[i];
      if (view === undefined || y === undefined || y === null) continue;
      const known = this.#ranges[i];
      const found = known?.observe(y, this.#seen) ?? 0;
      if (found === 0) continue;
      const counted = Math.abs(found) * view.weight;
      const sides: readonly Side[] = view.sides;
      if (counted <= most || !sides.includes(sideOf(found))) continue;
      furthest = view.name;
      most = counted;
      excess = found;
      shownValue = y;
      range = known?.rangeBefore ?? null;
    }
    this.#seen += 1;
    const score = most / (most + halfExcess);
    const highest = this.#highestScore.sofar ?? 0;
    this.#scores.push(score);
    this.#highestScore.push(score);
    if (furthest === null) return nothing;
    return {
      // The first points of a signal are novel by nature: they hold back what follows, but are not told.
      score: this.#seen > episodePoints && score > highest ? score : 0,
      view: furthest,
      side: sideOf(excess),
      excess: Math.abs(excess),
      value: shownValue,
      range,
    };
  }

  stored(): StoredNovelty {
    return {
      seen: this.#seen,
      firstS: this.#firstS,
      newestS: this.#newestS,
      level: this.#level,
      recent: this.#recent.stored(),
      hourScoresLately: this.#hourScoresLately.stored(),
      scores: this.#scores.stored(),
      hourMeans: this.#hourMeans.stored(),
      hourScores: this.#hourScores.stored(),
      dayDistance: this.#dayDistance.stored(),
      ranges: this.#ranges.map((range) => range.stored()),
      windowPoints: this.#windowPoints,
    };
  }

  /** What each view shows of the point, in the order of the views; null where it does not know yet. */
  #look(timeS: number, value: number): readonly (number | null)[] {
    const usual = this.#hourMeans.observe(timeS, value);
    this.#hourScoresLately.push(this.#hourScores.observe(timeS, value));
    const residual = value - (this.#level ?? value);
    this.#level = (this.#level ?? value) + smoothing * residual;
    this.#recent.push(value);
    this.#newest20.push(value);
    for (const extreme of this.#extremes) extreme.push(value);
    const distance = this.#dayDistance.observe(value, this.#newestS === null ? null : timeS - this.#newestS);
    this.#widen();
    return [
      usual === null ? null : value - usual,
      this.#hourScoresLately.mean(),
      residual,
      ...this.#extremes.map((extreme) => extreme.value),
      this.#newest20.mean(),
      distance,
    ];
  }

  /** Once it is known how many points a day has, the window spans at least 14 days of them. */
  #widen(): void {
    const { pointsADay } = this.#dayDistance;
    if (pointsADay === null) return;
    const wanted = Math.max(leastWindowPoints, windowDays * pointsADay);
    if (wanted === this.#windowPoints) return;
    this.#windowPoints = wanted;
    this.#ranges = this.#ranges.map((range) => new RangeNovelty(wanted, range.stored()));
  }
}
