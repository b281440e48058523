import type { ReceivedReading } from '../domain/reading.ts';
import { AndonError } from '../errors.ts';

/** Many readings of one sensor as columns of equal length. */
export interface ReceivedSeries {
  readonly siteId?: unknown;
  readonly equipmentId?: unknown;
  readonly sensorType?: unknown;
  readonly tagPath?: unknown;
  readonly units?: unknown;
  readonly timestamps: readonly unknown[];
  readonly values: readonly unknown[];
  readonly qualities?: readonly unknown[];
}

/** Columns of unequal length cannot be paired, so they fail the request; everything else is judged reading by reading. */
export function readingsOf(series: readonly ReceivedSeries[], maxReadings: number): ReceivedReading[] {
  const total = series.reduce((sum, { timestamps }) => sum + timestamps.length, 0);
  if (total > maxReadings) {
    throw new AndonError('BAD_USER_INPUT', `${total} readings in one request; send at most ${maxReadings}`);
  }
  const readings: ReceivedReading[] = [];
  series.forEach(({ timestamps, values, qualities, ...source }, i) => {
    if (values.length !== timestamps.length || (qualities !== undefined && qualities.length !== timestamps.length)) {
      throw new AndonError(
        'BAD_USER_INPUT',
        `series ${i}: timestamps (${timestamps.length}), values (${values.length})` +
          `${qualities === undefined ? '' : ` and qualities (${qualities.length})`} must have the same length`,
      );
    }
    timestamps.forEach((timestamp, j) => {
      readings.push({ index: readings.length, ...source, timestamp, value: values[j], quality: qualities?.[j] });
    });
  });
  return readings;
}
