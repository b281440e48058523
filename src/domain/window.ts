export const minuteMs = 60_000;

/** Count, mean, sum of squared differences from the mean (M2), and range of the readings of one window. */
export interface WindowStats {
  readonly count: number;
  readonly mean: number;
  readonly m2: number;
  readonly min: number;
  readonly max: number;
}

export function windowStartMs(eventTimeMs: number): number {
  return Math.floor(eventTimeMs / minuteMs) * minuteMs;
}

export function singleReading(value: number): WindowStats {
  return { count: 1, mean: value, m2: 0, min: value, max: value };
}

/**
 * The statistics of both together, without the cancellation of sum-of-squares.
 * Source: Chan, Golub, LeVeque, "Updating formulae and a pairwise algorithm for computing sample variances", 1979.
 */
export function mergeWindows(a: WindowStats, b: WindowStats): WindowStats {
  const count = a.count + b.count;
  const delta = b.mean - a.mean;
  return {
    count,
    mean: a.mean + (delta * b.count) / count,
    m2: a.m2 + b.m2 + (delta * delta * a.count * b.count) / count,
    min: Math.min(a.min, b.min),
    max: Math.max(a.max, b.max),
  };
}

/** Sample standard deviation (n − 1), in the sensor's unit; 0 for a single reading. */
export function standardDeviation(stats: { readonly count: number; readonly m2: number }): number {
  return stats.count < 2 ? 0 : Math.sqrt(stats.m2 / (stats.count - 1));
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
  /** Grows each time readings are added to the window. */
  readonly revision: number;
  /** True once the watermark of the window's equipment has passed its end. */
  readonly isFinal: boolean;
}
