/** The course of a value that is beyond a limit: how it stands to its day, how fast it moves, and when it reaches the next limit. */
import type { RecommendationContext } from '../../db/recommendations/recommendation-write.ts';
import { rounded, withUnit } from '../../domain/quantity-text.ts';
import { leastPointsToLimit, leastZ, type RemainingTime, timeToLimit } from '../../domain/trend/remaining-time.ts';
import { type Points, type RobustTrend, robustTrend } from '../../domain/trend/theil-sen.ts';
import { minuteMs } from '../../domain/window.ts';
import { targetOf } from '../detect/trend/target.ts';
import type { Candidate } from './candidate.ts';

/** A mean of less than an hour is none of a day. */
const leastWindows = 60;
/** With fewer every minute counts. */
const fewMinutes = 48;
/** What takes longer than a year is no prediction. */
const mostMinutes = 365 * 1_440;

/**
 * A sensor's minutes of the last hour, oldest first, times in minutes and 0 for the newest; none where nobody remembers them. Asked for only when
 * a recommendation is written.
 */
export type LastHour = (sensorId: number) => Points;

export const noLastHour: LastHour = () => ({ times: [], values: [] });

export interface Course {
  /** By which the value lies above its 24 h mean, or below if negative; null while there is no such mean. */
  readonly aboveDayMean: number | null;
  /** Of the last hour, by the minute; null where it is chance. */
  readonly trend: RobustTrend | null;
  /** Whether enough minutes are known for a trend, whatever it is. */
  readonly isKnown: boolean;
  /** Null without a trend towards a further limit. */
  readonly remaining: RemainingTime | null;
}

/** Null for what has no course: states, counters, and what does not come from a limit. */
export function courseOf(
  { reading, finding }: Candidate,
  { windows, mean }: RecommendationContext,
  lastHour: LastHour,
): Course | null {
  const { definition, value, eventTimeMs } = reading;
  if (definition.kind !== 'gauge' || finding.limit === null) return null;
  const points = coarse(lastHour(reading.sensorId));
  const found = robustTrend(points);
  const trend = found === null || Math.abs(found.z) < leastZ ? null : found;
  const target = targetOf(definition, finding.direction, value);
  const time = trend === null || target === null ? null : timeToLimit(points, target.value);
  // Times to a limit count from the newest point, which may be the middle of some minutes.
  const newest = points.times.at(-1) ?? 0;
  const msOf = (minutes: number): number => eventTimeMs + (newest + minutes) * minuteMs;
  return {
    aboveDayMean: windows < leastWindows || mean === null ? null : value - mean,
    trend,
    isKnown: points.times.length >= leastPointsToLimit,
    remaining:
      time === null || target === null || time.p50 > mostMinutes
        ? null
        : {
            fromMs: msOf(time.from),
            p50Ms: msOf(time.p50),
            toMs: time.to === null ? null : msOf(time.to),
            limit: target,
          },
  };
}

/** A whole hour by its middle values of three minutes: a third of the points, a ninth of the work, which an alarm waits for. */
function coarse(points: Points): Points {
  if (points.times.length < fewMinutes) return points;
  const times: number[] = [];
  const values: number[] = [];
  for (let from = points.times.length % 3; from < points.times.length; from += 3) {
    times.push(points.times[from + 1] ?? 0);
    const [, middle = 0] = points.values.slice(from, from + 3).sort((a, b) => a - b);
    values.push(middle);
  }
  return { times, values };
}

/** Such as `, 14.2 °C above its 24 h mean, rising 3.1 °C a minute`; empty where nothing is known. */
export function courseText({ aboveDayMean, trend }: Course, unit: string | null): string {
  const parts: string[] = [];
  if (aboveDayMean !== null && rounded(aboveDayMean) !== '0') {
    const side = aboveDayMean > 0 ? 'above' : 'below';
    parts.push(`${withUnit(Math.abs(aboveDayMean), unit)} ${side} its 24 h mean`);
  }
  if (trend !== null && trend.slope !== 0) {
    const moving = trend.slope > 0 ? 'rising' : 'falling';
    parts.push(`${moving} ${speedText(Math.abs(trend.slope), unit)}`);
  }
  return parts.map((part) => `, ${part}`).join('');
}

/** By the minute where that is a number that somebody would say. */
function speedText(perMinute: number, unit: string | null): string {
  return perMinute >= 0.1 ? `${withUnit(perMinute, unit)} a minute` : `${withUnit(perMinute * 60, unit)} an hour`;
}
