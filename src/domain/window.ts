/** One-minute windows: statistics of readings, how to merge them, and when a window is final. */

export const minuteMs = 60_000;
export const hourMs = 60 * minuteMs;

/** Count, mean and sum of squared differences from the mean (M2) of readings. */
export interface Moments {
  readonly count: number;
  readonly mean: number;
  /**
   * What rounding has taken from the mean; the mean proper is the sum of both. Without it a spread of thousandths around 10⁹, where
   * neighbouring doubles are 10⁻⁷ apart, would be wrong in its fourth digit.
   */
  readonly meanLow: number;
  readonly m2: number;
}

/** The readings of one window: their moments, and their range. */
export interface WindowStats extends Moments {
  readonly min: number;
  readonly max: number;
}

export function windowStartMs(eventTimeMs: number): number {
  return Math.floor(eventTimeMs / minuteMs) * minuteMs;
}

export function singleReading(value: number): WindowStats {
  return { count: 1, mean: value, meanLow: 0, m2: 0, min: value, max: value };
}

/**
 * The moments of both together, without the cancellation of sum-of-squares.
 * Source: Chan, Golub, LeVeque, "Updating formulae and a pairwise algorithm for computing sample variances", 1979; the compensation
 * of the mean: Kahan, "Further remarks on reducing truncation errors", 1965.
 */
export function mergeMoments(a: Moments, b: Moments): Moments {
  const count = a.count + b.count;
  const delta = b.mean - a.mean + (b.meanLow - a.meanLow);
  const step = (delta * b.count) / count;
  const mean = a.mean + step;
  return {
    count,
    mean,
    meanLow: a.meanLow + (step - (mean - a.mean)),
    m2: a.m2 + b.m2 + (delta * delta * a.count * b.count) / count,
  };
}

export function mergeWindows(a: WindowStats, b: WindowStats): WindowStats {
  const { count, mean, meanLow, m2 } = mergeMoments(a, b);
  return { count, mean, meanLow, m2, min: Math.min(a.min, b.min), max: Math.max(a.max, b.max) };
}

/** Sample standard deviation (n − 1), in the sensor's unit; 0 for a single reading. */
export function standardDeviation(stats: { readonly count: number; readonly m2: number }): number {
  return stats.count < 2 ? 0 : Math.sqrt(stats.m2 / (stats.count - 1));
}

/**
 * Whether a window's end lies behind the watermark, which is `watermarkMs` behind the newest event time of the window's equipment: that
 * of whichever of its sensors, and of no other equipment, whose clock may be wrong. Late readings restate a final window all the same.
 */
export function isFinal(windowEndMs: number, newestEventMs: number | null, watermarkMs: number): boolean {
  return newestEventMs !== null && windowEndMs <= newestEventMs - watermarkMs;
}

/** The end of the last final window, or of the minute that would be one: `isFinal` is true up to it, and false beyond. */
export function lastFinalEndMs(newestEventMs: number, watermarkMs: number): number {
  return windowStartMs(newestEventMs - watermarkMs);
}

export interface PerformanceWindow {
  readonly sensorId: number;
  readonly siteId: string;
  readonly equipmentId: string;
  readonly sensorType: string;
  readonly windowStart: Date;
  readonly windowEnd: Date;
  readonly avgValue: number;
  readonly minValue: number;
  readonly maxValue: number;
  readonly stddevValue: number;
  readonly readingCount: number;
  /** Readings of quality BAD in the window's time, which are in none of its statistics. */
  readonly badCount: number;
  /** Of a counter: how much it rose since the last reading before the window; null for gauges. */
  readonly increase: number | null;
  /** Grows each time readings are added to the window. */
  readonly revision: number;
  /** True once the watermark of the window's equipment has passed its end. */
  readonly isFinal: boolean;
}
