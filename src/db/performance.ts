import type { SensorKey } from '../domain/equipment.ts';
import type { Page } from '../domain/page.ts';
import { minuteMs, type PerformanceWindow } from '../domain/window.ts';
import { pageOf } from './page-rows.ts';
import type { Queryable } from './queryable.ts';
import { dateFromDatabase } from './timestamps.ts';
import { newestEventTimeOf, type WindowRow, windowFromRow } from './window-row.ts';

export interface WindowRange {
  /** Both on boundaries of windows; `to` is exclusive. */
  readonly from: Date;
  readonly to: Date;
  readonly windowMs: number;
  readonly first: number;
  readonly watermarkMs: number;
}

// Scalar subqueries, so that partitions are pruned by the time bounds and the sensor's rows are found through the index.
const sensorId = `
  (SELECT sensor_id FROM andon.sensor WHERE site_id = $1 AND equipment_id = $2 AND sensor_type = $3)`;
const newestEventTime = `${newestEventTimeOf('$1', '$2')} AS newest_event_time`;

const minuteWindows = `
  SELECT sensor_id, window_start, reading_count, mean, mean_low, m2, min_value, max_value, revision, ${newestEventTime}
  FROM andon.performance_1min
  WHERE sensor_id = ${sensorId} AND window_start >= $4 AND window_start < $5
  ORDER BY window_start
  LIMIT $6`;

// Merged exactly, as differences from one of the merged means, so that nothing is lost where the spread is small beside the value: the
// mean of the whole first, then M2 = Σ m2 + Σ n (mean − mean of the whole)². The inner limit reads no more minutes than can belong to
// the windows asked for: a window cut off by it is never among the first ones.
const mergedWindows = `
  WITH minute AS (
    SELECT sensor_id, date_bin($7::double precision * interval '1 millisecond', window_start, 'epoch') AS merged_start, window_start,
           reading_count::double precision AS n, mean, mean_low, m2, min_value, max_value, revision
    FROM andon.performance_1min
    WHERE sensor_id = ${sensorId} AND window_start >= $4 AND window_start < $5
    ORDER BY window_start
    LIMIT $6 * $7::bigint / ${minuteMs}
  ), shifted AS (
    SELECT *, first_value(mean) OVER merged AS pivot, mean - first_value(mean) OVER merged + mean_low AS shift
    FROM minute WINDOW merged AS (PARTITION BY merged_start)
  ), centred AS (
    SELECT *, sum(n * shift) OVER merged / sum(n) OVER merged AS merged_shift
    FROM shifted WINDOW merged AS (PARTITION BY merged_start)
  )
  SELECT sensor_id, merged_start AS window_start, sum(n) AS reading_count, pivot AS mean, merged_shift AS mean_low,
         sum(m2) + sum(n * (shift - merged_shift) * (shift - merged_shift)) AS m2,
         min(min_value) AS min_value, max(max_value) AS max_value, sum(revision)::double precision AS revision, ${newestEventTime}
  FROM centred
  GROUP BY sensor_id, merged_start, pivot, merged_shift
  ORDER BY merged_start
  LIMIT $6`;

/** Oldest first. */
export async function listWindows(
  db: Queryable,
  sensor: SensorKey,
  range: WindowRange,
): Promise<Page<PerformanceWindow>> {
  const minutes = range.windowMs === minuteMs;
  const values = [sensor.siteId, sensor.equipmentId, sensor.sensorType, range.from, range.to, range.first + 1];
  const { rows } = await db.query<WindowRow>(
    minutes ? minuteWindows : mergedWindows,
    minutes ? values : [...values, range.windowMs],
  );
  return pageOf(rows, range.first, (row) => windowFromRow(row, sensor, range));
}

/** Columns of equal length, one entry a bucket that has readings. */
export interface Series {
  /** Starts of the buckets. */
  readonly timestamps: readonly Date[];
  readonly avg: readonly number[];
  readonly min: readonly number[];
  readonly max: readonly number[];
}

export interface SeriesRange {
  readonly from: Date;
  readonly to: Date;
  readonly bucketMs: number;
}

interface BucketRow {
  readonly bucket_start: Date | number;
  readonly avg: number;
  readonly min: number;
  readonly max: number;
}

/** Buckets of whole windows from `from` on; each keeps its lowest and its highest reading, so that no peak is lost. */
export async function readSeries(db: Queryable, sensor: SensorKey, range: SeriesRange): Promise<Series> {
  const { rows } = await db.query<BucketRow>(
    `SELECT date_bin($6::double precision * interval '1 millisecond', window_start, $4) AS bucket_start,
            sum(reading_count * mean) / sum(reading_count) AS avg, min(min_value) AS min, max(max_value) AS max
     FROM andon.performance_1min
     WHERE sensor_id = ${sensorId} AND window_start >= $4 AND window_start < $5
     GROUP BY bucket_start ORDER BY bucket_start`,
    [sensor.siteId, sensor.equipmentId, sensor.sensorType, range.from, range.to, range.bucketMs],
  );
  return {
    timestamps: rows.map((row) => dateFromDatabase(row.bucket_start)),
    avg: rows.map((row) => row.avg),
    min: rows.map((row) => row.min),
    max: rows.map((row) => row.max),
  };
}
