/** When a signal reaches a limit by its present trend: an interval and the likeliest time, or nothing without a trend towards it. */
import type { LimitName } from '../recommendations/anomaly.ts';
import { leastPoints, type Points, type RobustTrend, robustTrend } from './theil-sen.ts';

/** As it is told: when the limit is reached, epoch ms. */
export interface RemainingTime {
  readonly fromMs: number;
  readonly p50Ms: number;
  /** Null: by the slower of what is likely it is never reached. */
  readonly toMs: number | null;
  readonly limit: { readonly name: LimitName; readonly value: number };
}

/** In the unit of the points' times, from the newest point on. */
export interface TimeToLimit {
  readonly from: number;
  readonly p50: number;
  readonly to: number | null;
  /** The trend of the newer half, which is what goes on. */
  readonly trend: RobustTrend;
  /** Of all points or of the newer half; at least as far from chance as was asked for. */
  readonly z: number;
}

/** Rarer than once in 700 signals without a trend. */
export const leastZ = 3.2;
/** The slope may have become so many times larger or smaller from the older half to the newer; beyond it is another regime. */
const mostBending = 2.5;
/** So many times the spread of the points around their line. */
const mostBeyond = 2;
/** A latest time so many times the likeliest says that it may never be. */
const mostSpread = 12;

export interface TrendRules {
  /** Standard deviation of single values around the line: a limit is crossed by those. */
  readonly scatter?: number;
  /** How far from chance the trend has to be. */
  readonly leastZ?: number;
}

/**
 * The slope is taken to go on as it went: by the same factor over the same time as from the older half of the points to the newer, which is
 * how damage that feeds on itself grows, and how what leaks away slows down. The interval reaches from the steepest that the intervals of both
 * slopes allow to the shallower of that course and of straight lines.
 */
export function timeToLimit(points: Points, limit: number, rules: TrendRules = {}): TimeToLimit | null {
  const whole = robustTrend(points);
  const half = points.times.length >> 1;
  const newer = robustTrend(part(points, half));
  const older = robustTrend(part(points, 0, half));
  if (whole === null || newer === null || older === null || newer.slope * whole.slope <= 0) return null;
  // A smooth signal that began to move within the points bends, and is like chance over all of them.
  const z = Math.abs(newer.z) > Math.abs(whole.z) ? newer.z : whole.z;
  if (Math.abs(z) < (rules.leastZ ?? leastZ)) return null;
  const side = Math.sign(newer.slope);
  if (hasJumped(part(points, half), newer)) return null;
  const distance = side * (limit - newer.value);
  if (distance <= 0) return null;
  const span = spanOf(points);
  // The line's end is not known better than that, at 95 %.
  const unsure = (4 * newer.spread) / Math.sqrt(half);
  const first = Math.max(0, distance - unsure - 2 * (rules.scatter ?? 0));
  const last = distance + unsure;
  const slope = side * newer.slope;
  const [olderLow, olderHigh] = sidesOf(older, side);
  const [newerLow, newerHigh] = sidesOf(newer, side);
  const [wholeLow] = sidesOf(whole, side);
  const bending = bendingOf(slope, side * older.slope, span);
  const likely = goesOn(distance, slope, bending, span);
  const from = Math.min(
    first / newerHigh,
    goesOn(first, slope, bendingOf(newerHigh, olderLow, span), span) ?? first / newerHigh,
  );
  const shallow = Math.max(Math.min(newerLow, wholeLow), 0);
  const slowest = goesOn(last, slope, bendingOf(newerLow, olderHigh, span), span);
  const p50 = likely ?? distance / slope;
  const latest = shallow === 0 || slowest === null ? Number.POSITIVE_INFINITY : Math.max(last / shallow, slowest, p50);
  const to = latest > mostSpread * p50 ? null : latest;
  return { from: Math.min(from, p50), p50, to, trend: newer, z };
}

/** The newest points are far beyond the line of those before them: that is no trend yet, and no time can be said. */
function hasJumped({ times, values }: Points, { slope, value, spread }: RobustTrend): boolean {
  const newest = times.at(-1) ?? 0;
  const from = times.length - Math.max(3, Math.round(times.length / 6));
  const beyond = values.slice(from).map((one, i) => one - value - slope * ((times[from + i] ?? 0) - newest));
  const middle = beyond.sort((a, b) => a - b)[beyond.length >> 1] ?? 0;
  // Of a signal without noise the spread is what rounding leaves.
  return Math.abs(middle) > mostBeyond * spread + Math.abs(slope * (newest - (times[0] ?? 0))) / 50;
}

/** By how much the slope's logarithm grows by unit of time. */
function bendingOf(newer: number, older: number, span: number): number {
  const ratio = older <= 0 ? mostBending : Math.min(mostBending, Math.max(1 / mostBending, newer / older));
  return Math.log(ratio) / (span / 2);
}

/** The time in which a slope that was measured a quarter of the span ago, and bends, covers a distance; null when it comes to rest before. */
function goesOn(distance: number, slope: number, bending: number, span: number): number | null {
  if (Math.abs(bending) < 1e-9) return distance / slope;
  const grown = 1 + (bending * distance) / (slope * Math.exp((bending * span) / 4));
  return grown <= 0 ? null : Math.log(grown) / bending;
}

/** The slope's interval towards the limit, the lower first. */
function sidesOf({ slopeLow, slopeHigh }: RobustTrend, side: number): readonly [number, number] {
  return side > 0 ? [slopeLow, slopeHigh] : [-slopeHigh, -slopeLow];
}

function spanOf({ times }: Points): number {
  return (times.at(-1) ?? 0) - (times[0] ?? 0);
}

function part({ times, values }: Points, from: number, to?: number): Points {
  return { times: times.slice(from, to), values: values.slice(from, to) };
}

/** How many points a time to a limit takes: each half has a trend of its own. */
export const leastPointsToLimit = 2 * leastPoints;
