/** Predictions, as a detector of windows: a sensor whose trend will reach a limit, told before any limit is crossed. */
import { durationText, periodText, withUnit } from '../../../domain/quantity-text.ts';
import type { RemainingTime } from '../../../domain/trend/remaining-time.ts';
import { leastZ, type TimeToLimit, timeToLimit } from '../../../domain/trend/remaining-time.ts';
import { hourMs, minuteMs } from '../../../domain/window.ts';
import type { Definition } from '../../sensor-definition.ts';
import type { Direction, Finding } from '../detector.ts';
import {
  nothingEnded,
  type ObservedWindow,
  type WindowDetector,
  type WindowEnding,
  type WindowFinding,
  type WindowMemory,
  type WindowRestatement,
} from '../window-detector.ts';
import { changeHours, type KnownRange, partMs, RecentCourse, type StoredCourse } from './recent-course.ts';
import { hasLimits, type Target, targetOf } from './target.ts';

/** How far outside the range of two weeks the hourly mean has to be, in parts of that range: the days alone are trends as well. */
const leastExcess = 0.1;
/** The same while fewer than five days are known. */
const youngExcess = 1;
/** So often in a row, every ten minutes, the limit has to be ahead before it is told, and not be before it is over. */
const toldAfter = 3;
const overAfter = 6;
/** How far from chance a trend has to be that is told already; to be told it has to be `leastZ` from it. */
export const heldZ = 2;
/** Beyond so many horizons the trend has slowed down enough to be over. */
const slowedDown = 2;
const severity = 'high';

/** A standing estimate is told anew so often, and sooner when the likeliest time has moved by so much of what was left. */
const restatedAfterMs = hourMs;
const muchMoved = 0.25;
const leastMoveMs = 15 * minuteMs;

/** What was told last. */
interface ToldTime {
  readonly atMs: number;
  readonly p50Ms: number;
  readonly limit: number;
}

interface StoredTrend {
  readonly course: StoredCourse;
  readonly ahead: number;
  readonly missed: number;
  readonly isTold: boolean;
  /** Absent where it was stored before estimates were brought up to date. */
  readonly time?: ToldTime | null;
}

/** A limit ahead, and what says so. */
interface Ahead {
  readonly side: Direction;
  readonly target: Target;
  readonly time: TimeToLimit;
  readonly hourMean: number;
  /** How many days it is compared with. */
  readonly days: number;
  /** It moves faster than in all those days. */
  readonly isFast: boolean;
}

class TrendMemory implements WindowMemory {
  readonly #course: RecentCourse;
  #ahead: number;
  #missed: number;
  #isTold: boolean;
  #time: ToldTime | null;
  #ended = nothingEnded;
  #restated: readonly WindowRestatement[] = [];

  constructor(stored?: StoredTrend) {
    this.#course = new RecentCourse(stored?.course);
    this.#ahead = stored?.ahead ?? 0;
    this.#missed = stored?.missed ?? 0;
    this.#isTold = stored?.isTold ?? false;
    this.#time = stored?.time ?? null;
  }

  observe({ sensorId, windowMs, mean }: ObservedWindow, definition: Definition): WindowFinding | null {
    this.#ended = nothingEnded;
    this.#restated = [];
    if (!this.#course.take(windowMs, mean, !this.#isTold)) return null;
    const { horizon_h: horizon } = definition.detection.trend.parameters;
    const ahead = limitAhead(this.#course, definition);
    const isAhead = ahead !== null && (this.#isTold ? isStillNear(ahead, horizon) : isNear(ahead, horizon));
    this.#ahead = isAhead ? this.#ahead + 1 : 0;
    this.#missed = isAhead ? 0 : this.#missed + 1;
    if (this.#isTold && this.#missed >= overAfter) {
      this.#isTold = false;
      this.#time = null;
      const note = endOf(ahead, this.#course, definition);
      this.#ended = [{ sensorId, issue: predictedIssue(definition), note, isMoot: true }];
      return null;
    }
    const atMs = Math.floor(windowMs / partMs) * partMs;
    if (this.#isTold) {
      if (isAhead) this.#restate(sensorId, remainingOf(ahead, atMs), atMs, definition);
      return null;
    }
    if (!isAhead || this.#ahead < toldAfter) return null;
    this.#isTold = true;
    const remaining = remainingOf(ahead, atMs);
    this.#time = toldTime(remaining, atMs);
    return { finding: findingOf(ahead, definition, remaining), sensorId, value: ahead.hourMean };
  }

  restated(): readonly WindowRestatement[] {
    return this.#restated;
  }

  #restate(sensorId: number, remaining: RemainingTime, atMs: number, definition: Definition): void {
    const told = this.#time;
    if (told !== null && atMs - told.atMs < restatedAfterMs && !hasMoved(told, remaining)) return;
    this.#time = toldTime(remaining, atMs);
    this.#restated = [{ sensorId, issueType: `${predictedIssue(definition)}_${severity}`, atMs, remaining }];
  }

  ended(): readonly WindowEnding[] {
    return this.#ended;
  }

  standing(definition: Definition): readonly string[] {
    return this.#isTold ? [predictedIssue(definition)] : [];
  }

  stored(): StoredTrend {
    return {
      course: this.#course.stored(),
      ahead: this.#ahead,
      missed: this.#missed,
      isTold: this.#isTold,
      time: this.#time,
    };
  }
}

/** Told of while it lasts: `ended` says when it no longer does. */
export const trendDetector: WindowDetector = {
  name: 'trend',
  version: 1,
  scope: 'sensor',
  historyDays: 15,
  looksAt: (definition) => definition.kind === 'gauge' && hasLimits(definition),
  begin: () => new TrendMemory(),
  load: (stored) => new TrendMemory(stored as StoredTrend),
};

function isNear({ time: { p50, z }, isFast }: Ahead, horizon: number): boolean {
  return isFast && p50 <= horizon && Math.abs(z) >= leastZ;
}

function isStillNear({ time: { p50 } }: Ahead, horizon: number): boolean {
  return p50 <= horizon * slowedDown;
}

/** Each morning is a trend of its own: only what rises or falls by more than on any of those days is none. */
function isFast(change: number, { fall, rise }: KnownRange): boolean {
  const beyond = leastExcess * (rise - fall);
  return change > rise + beyond || change < fall - beyond;
}

function predictedIssue({ issueName }: Definition): string {
  return `${issueName}_predicted`;
}

function limitAhead(course: RecentCourse, definition: Definition): Ahead | null {
  const { hourMean, range } = course;
  if (hourMean === null || range === null) return null;
  const width = Math.max(range.high - range.low, Math.abs(range.high) * 1e-3);
  const excess = width * (range.isKnown ? leastExcess : youngExcess);
  const side = hourMean > range.high + excess ? 'high' : hourMean < range.low - excess ? 'low' : null;
  if (side === null) return null;
  const target = targetOf(definition, side, hourMean);
  if (target === null) return null;
  const time = timeToLimit(course.points, target.value, { scatter: course.scatter, leastZ: heldZ });
  return time === null
    ? null
    : { side, target, time, hourMean, days: range.days, isFast: isFast(time.trend.slope * changeHours, range) };
}

function remainingOf({ time, target }: Ahead, atMs: number): RemainingTime {
  const msOf = (hours: number): number => atMs + hours * hourMs;
  return {
    fromMs: msOf(time.from),
    p50Ms: msOf(time.p50),
    toMs: time.to === null ? null : msOf(time.to),
    limit: target,
  };
}

function toldTime({ p50Ms, limit }: RemainingTime, atMs: number): ToldTime {
  return { atMs, p50Ms, limit: limit.value };
}

function hasMoved({ atMs, p50Ms, limit }: ToldTime, now: RemainingTime): boolean {
  return limit !== now.limit.value || Math.abs(now.p50Ms - p50Ms) > Math.max(leastMoveMs, muchMoved * (p50Ms - atMs));
}

function findingOf(
  { side, target, time, hourMean, days }: Ahead,
  definition: Definition,
  remaining: RemainingTime,
): Finding {
  const { unit } = definition;
  const { trend, z } = time;
  const moving = side === 'high' ? 'rising' : 'falling';
  const limit = `${target.name.replace('_', ' ')} limit of ${withUnit(target.value, unit)}`;
  return {
    detector: 'trend',
    severity,
    score: Math.min(0.95, 0.6 + Math.abs(z) / 40),
    direction: side,
    confirmed: true,
    limit: null,
    baseline: null,
    issue: predictedIssue(definition),
    remaining,
    reason: {
      clause: `the mean of the last hour, ${moving} ${withUnit(Math.abs(trend.slope), unit)} an hour and ${
        side === 'high' ? 'above' : 'below'
      } what it was in the ${periodText(
        days * 1_440,
      )} up to a day ago, so by this trend it reaches the ${limit} ${spanText(time)}`,
      evidence: {
        hourly_mean: hourMean,
        slope_per_hour: trend.slope,
        slope_per_hour_low: trend.slopeLow,
        slope_per_hour_high: trend.slopeHigh,
        z,
      },
    },
  };
}

/** Such as `in 7 to 12 hours, most likely in 9 hours`. */
function spanText({ from, p50, to }: TimeToLimit): string {
  const [first, likely] = [durationText(from * hourMs), durationText(p50 * hourMs)];
  if (to === null) return `in ${first} at the earliest, most likely in ${likely}`;
  const last = durationText(to * hourMs);
  const [number, unit] = first.split(' ');
  const start = last.endsWith(` ${unit ?? ''}`) ? number : first;
  return first === last ? `in ${likely}` : `in ${start} to ${last}, most likely in ${likely}`;
}

function endOf(ahead: Ahead | null, { hourMean }: RecentCourse, { unit }: Definition): string {
  const mean = hourMean === null ? '' : `; the mean of the last hour is ${withUnit(hourMean, unit)}`;
  return ahead === null
    ? `Expired: the trend that was predicted to reach its limit is over${mean}.`
    : `Expired: the trend has slowed down, and its limit is far ahead now${mean}.`;
}
