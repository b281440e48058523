/** Range novelty of a sensor's one-minute means, as a detector of windows: its memory, its thresholds and its sentence. */
import { periodText, withUnit } from '../../../domain/quantity-text.ts';
import type { Severity } from '../../../domain/recommendations/severity.ts';
import type { Definition } from '../../sensor-definition.ts';
import { issueOf } from '../issue.ts';
import { type OverSide, type StoredTold, ToldBounds } from '../told-bounds.ts';
import {
  nothingEnded,
  type ObservedWindow,
  type WindowDetector,
  type WindowEnding,
  type WindowFinding,
  type WindowMemory,
} from '../window-detector.ts';
import { isViewName, Novelty, type NoveltyPoint, type StoredNovelty, type ViewName } from './novelty.ts';

const mediumScore = 0.15;
/** A week with its weekend: before it is known, days and shifts are new by nature, and only what is far out is told. */
const knownWeekS = 6.9 * 86_400;
const youngScore = 0.95;
/** Views against other days; with few of those they say little. */
const dailyViews: ReadonlySet<ViewName> = new Set(['same_hour', 'hour_score', 'day_distance']);
/** A sensor that has completed fewer windows costs two numbers for each, not a memory of its own. */
const beginWindows = 30;
const daySeconds = 86_400;
const rememberedDays = 14;
/** A quarter of an hour back within the range that it had left; what is as new after a day is a new level, not an event. */
const toldRule = { insideToEnd: 15, usualAfterMs: daySeconds * 1_000 };

interface StoredNoveltyMemory {
  /** Times (s) and means of the first windows, one after the other. */
  readonly begun: readonly number[];
  readonly novelty: StoredNovelty | null;
  readonly standing?: readonly StoredTold[];
}

class NoveltyMemory implements WindowMemory {
  #begun: number[];
  #novelty: Novelty | null;
  readonly #standing: ToldBounds;
  #ended = nothingEnded;

  constructor(stored: StoredNoveltyMemory = { begun: [], novelty: null }) {
    this.#begun = [...stored.begun];
    this.#novelty = stored.novelty === null ? null : new Novelty(stored.novelty);
    this.#standing = new ToldBounds(toldRule, stored.standing);
  }

  observe(window: ObservedWindow, definition: Definition): WindowFinding | null {
    const timeS = window.windowMs / 1_000;
    if (this.#novelty === null) {
      this.#begun.push(timeS, window.mean);
      if (this.#begun.length >= 2 * beginWindows) this.#begin();
      return null;
    }
    const novelty = this.#novelty;
    const point = novelty.observe(timeS, window.mean);
    this.#ended = this.#standing.isEmpty ? nothingEnded : this.#over(novelty, window, definition);
    if (point.view === null || point.score < definition.detection.novelty.parameters.record_score) return null;
    const finding = findingOf(point, point.view, novelty.knownS, definition);
    if (finding.confirmed) this.#stand(point, point.view, window.windowMs);
    return { finding, sensorId: window.sensorId, value: window.mean };
  }

  ended(): readonly WindowEnding[] {
    return this.#ended;
  }

  standing(definition: Definition): readonly string[] {
    return this.#standing.sides.map((direction) => issueOf({ direction }, definition));
  }

  stored(): StoredNoveltyMemory {
    return { begun: this.#begun, novelty: this.#novelty?.stored() ?? null, standing: this.#standing.stored() };
  }

  #over(novelty: Novelty, { sensorId, windowMs }: ObservedWindow, definition: Definition): readonly WindowEnding[] {
    return this.#standing
      .observe(windowMs, (view) => (isViewName(view) ? novelty.shownBy(view) : null))
      .map((one) => endingOf(one, sensorId, definition));
  }

  #stand({ side, value, range }: NoveltyPoint, view: ViewName, toldMs: number): void {
    const bound = (side === 'high' ? range?.high : range?.low) ?? value;
    this.#standing.tell({ side, of: view, bound, toldMs });
  }

  #begin(): void {
    this.#novelty = new Novelty();
    for (let i = 0; i < this.#begun.length; i += 2) {
      this.#novelty.observe(this.#begun[i] ?? Number.NaN, this.#begun[i + 1] ?? Number.NaN);
    }
    this.#begun = [];
  }
}

/** A sensor's one-minute means that leave, in one of eleven views, the range of the last 14 days. */
export const noveltyDetector: WindowDetector = {
  name: 'novelty',
  version: 1,
  scope: 'sensor',
  historyDays: rememberedDays,
  looksAt: ({ kind }) => kind === 'gauge',
  begin: () => new NoveltyMemory(),
  load: (stored) => new NoveltyMemory(stored as StoredNoveltyMemory),
};

function endingOf({ side, isUsual }: OverSide, sensorId: number, definition: Definition): WindowEnding {
  const note = isUsual
    ? 'It has been so for a day, and is what the sensor is compared with now.'
    : 'Expired: it has been back for a quarter of an hour within the range that it had left.';
  return { sensorId, issue: issueOf({ direction: side }, definition), note, isMoot: !isUsual };
}

/** `queueScore` holds once a week is known; on healthy one-minute signals 0.3 is reached once in half a year and sensor. */
function isWorthTelling(score: number, view: ViewName, knownS: number, queueScore: number): boolean {
  if (knownS >= knownWeekS) return score >= queueScore;
  const missing = 1 - knownS / knownWeekS;
  return !dailyViews.has(view) && score >= queueScore + Math.max(0, youngScore - queueScore) * missing;
}

function severityOf(score: number, isTold: boolean): Severity {
  if (isTold) return 'high';
  return score >= mediumScore ? 'medium' : 'low';
}

function findingOf(
  point: NoveltyPoint,
  view: ViewName,
  knownS: number,
  definition: Definition,
): WindowFinding['finding'] {
  const { score, side, excess, value, range } = point;
  const isTold = isWorthTelling(score, view, knownS, definition.detection.novelty.parameters.queue_score);
  const unit = view === 'hour_score' ? 'standard deviations' : definition.unit;
  return {
    detector: 'novelty',
    severity: severityOf(score, isTold),
    // A rank, laid between what nobody would bet on and certainty.
    score: 0.5 + score / 2,
    direction: side,
    confirmed: isTold,
    limit: null,
    baseline: null,
    reason: {
      clause: clauseOf(view, side, value, range, unit, periodText(Math.min(rememberedDays * daySeconds, knownS) / 60)),
      evidence: {
        view,
        score,
        excess_in_ranges: excess,
        view_value: value,
        range_low: range?.low ?? null,
        range_high: range?.high ?? null,
        unit,
        known_days: Math.min(rememberedDays, knownS / daySeconds),
      },
    },
  };
}

/** What each view shows, as a sentence goes on from "temperature of PUMP-1 is 71 °C, ". Views count windows, however far apart they are. */
const shown: Readonly<Record<ViewName, (value: string) => string>> = {
  same_hour: (value) => `${value} the mean of this hour of the day on the days before`,
  hour_score: (value) => `its last six one-minute means ${value} what this hour of the day is used to`,
  residual: (value) => `${value} its recent level`,
  held_high_5: (value) => `no less than ${value} in 5 one-minute means in a row`,
  held_high_10: (value) => `no less than ${value} in 10 one-minute means in a row`,
  held_high_80: (value) => `no less than ${value} in 80 one-minute means in a row`,
  held_low_5: (value) => `no more than ${value} in 5 one-minute means in a row`,
  held_low_10: (value) => `no more than ${value} in 10 one-minute means in a row`,
  held_low_80: (value) => `no more than ${value} in 80 one-minute means in a row`,
  mean: (value) => `${value} in the mean of its last 20 one-minute means`,
  day_distance: (value) => `its course of the last hours ${value} away from the most alike one of the days before`,
};
/** Those whose value is a difference, which has a side. */
const differences: ReadonlySet<ViewName> = new Set(['same_hour', 'hour_score', 'residual']);

function clauseOf(
  view: ViewName,
  side: 'high' | 'low',
  value: number,
  range: NoveltyPoint['range'],
  unit: string | null,
  period: string,
): string {
  const textOf = (number: number) => {
    if (!differences.has(view)) return withUnit(number, unit);
    return `${withUnit(Math.abs(number), unit)} ${number < 0 ? 'below' : 'above'}`;
  };
  const bound = side === 'high' ? range?.high : range?.low;
  const against =
    bound === undefined ? '' : `; the ${side === 'high' ? 'highest' : 'lowest'} in ${period} was ${textOf(bound)}`;
  return `${shown[view](textOf(value))}${against}, so the machine, its load or the sensor is not as it was`;
}
