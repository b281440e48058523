/**
 * A robust trend: Theil and Sen's slope with its interval (Sen 1968), and the test of Mann and Kendall, both corrected for autocorrelation
 * after Yue and Wang (2004). Nearly a third of the values may be anything at all without moving it.
 */

/** Points of a signal, oldest first, without gaps: what is not known is left out. Times in any unit. */
export interface Points {
  readonly times: readonly number[];
  readonly values: readonly number[];
}

export interface RobustTrend {
  /** Change by unit of time. */
  readonly slope: number;
  /** Interval of 95 % for it; the lower in value first. */
  readonly slopeLow: number;
  readonly slopeHigh: number;
  /** Where the line is at the newest time. */
  readonly value: number;
  /** Standard deviation of the points around the line, as their median deviation tells it. */
  readonly spread: number;
  /** How far from chance: of a signal without a trend normal with mean 0 and standard deviation 1. */
  readonly z: number;
}

/** Fewer points have a trend by chance too often. */
export const leastPoints = 8;
const z95 = 1.96;
/** Of a normal distribution, the standard deviation over the median deviation. */
const normalRatio = 1.4826;

/** Null with fewer than eight points, and where no two of them differ in time. */
export function robustTrend({ times, values }: Points): RobustTrend | null {
  const count = times.length;
  if (count < leastPoints) return null;
  const { slopes, concordance } = pairsOf(times, values);
  if (slopes.length === 0) return null;
  const slope = middleOf(slopes);
  const newest = times[count - 1] ?? 0;
  // Where each point would put the newest one.
  const levels = Float64Array.from(values, (value, i) => value + slope * (newest - (times[i] ?? 0))).sort();
  const value = middleOf(levels);
  const residuals = values.map((one, i) => one - value - slope * ((times[i] ?? 0) - newest));
  const spread = normalRatio * middleOf(Float64Array.from(residuals, Math.abs).sort());
  const deviation = Math.sqrt(kendallVariance(values) * inflation(residuals));
  const z = deviation === 0 ? 0 : (concordance - Math.sign(concordance)) / deviation;
  const reach = z95 * deviation;
  return {
    slope,
    slopeLow: slopes[clamped(Math.floor((slopes.length - reach) / 2), slopes.length)] ?? slope,
    slopeHigh: slopes[clamped(Math.ceil((slopes.length + reach) / 2), slopes.length)] ?? slope,
    value,
    spread,
    z,
  };
}

/** The slopes between all points, sorted, and how many more of them rise than fall. */
function pairsOf(times: readonly number[], values: readonly number[]): { slopes: Float64Array; concordance: number } {
  const count = times.length;
  const slopes = new Float64Array((count * (count - 1)) / 2);
  let pairs = 0;
  let concordance = 0;
  for (let i = 0; i < count; i++) {
    const time = times[i] ?? 0;
    const value = values[i] ?? 0;
    for (let j = i + 1; j < count; j++) {
      const span = (times[j] ?? 0) - time;
      if (span <= 0) continue;
      const change = (values[j] ?? 0) - value;
      slopes[pairs] = change / span;
      pairs += 1;
      concordance += Math.sign(change);
    }
  }
  return { slopes: slopes.subarray(0, pairs).sort(), concordance };
}

/** Of Kendall's sum of signs, where points are independent; equal values count as ties. */
function kendallVariance(values: readonly number[]): number {
  const sorted = Float64Array.from(values).sort();
  const term = (n: number): number => n * (n - 1) * (2 * n + 5);
  let ties = 0;
  for (let from = 0; from < sorted.length; ) {
    let to = from + 1;
    while (to < sorted.length && sorted[to] === sorted[from]) to += 1;
    ties += term(to - from);
    from = to;
  }
  return Math.max(0, term(sorted.length) - ties) / 18;
}

/** By how much neighbours that are alike inflate that variance: 1 for independent ones. Only likeness counts, never what alternates. */
function inflation(residuals: readonly number[]): number {
  const count = residuals.length;
  const mean = residuals.reduce((sum, one) => sum + one, 0) / count;
  let variance = 0;
  let covariance = 0;
  residuals.forEach((one, i) => {
    variance += (one - mean) ** 2;
    if (i > 0) covariance += (one - mean) * ((residuals[i - 1] ?? 0) - mean);
  });
  const likeness = variance === 0 ? 0 : Math.min(0.95, covariance / variance);
  if (likeness <= 0) return 1;
  let sum = 0;
  let power = 1;
  for (let lag = 1; lag < count; lag++) {
    power *= likeness;
    sum += (1 - lag / count) * power;
  }
  return 1 + 2 * sum;
}

function middleOf(sorted: Float64Array): number {
  const half = sorted.length >> 1;
  const upper = sorted[half] ?? 0;
  return sorted.length % 2 === 1 ? upper : ((sorted[half - 1] ?? 0) + upper) / 2;
}

function clamped(place: number, length: number): number {
  return Math.min(length - 1, Math.max(0, place));
}
