/** Reads the windows of one sensor by minute, hour or day, a page at a time. */
import type { SensorKey } from '../../domain/equipment/equipment.ts';
import type { Page } from '../../domain/page.ts';
import { hourMs, minuteMs, type PerformanceWindow } from '../../domain/window.ts';
import { matchable } from '../query/conditions.ts';
import { pageOf } from '../query/page-rows.ts';
import type { Queryable } from '../query/queryable.ts';
import { dateFromDatabase } from '../query/timestamps.ts';
import { mergeWindowsSql, partColumns } from './merge-windows.ts';
import { badCountOf, increaseOf, newestEventTimeOf, type WindowRow, windowFromRow } from './window-row.ts';

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
  (SELECT sensor_id FROM andon.sensor WHERE site_id = $1 AND equipment_id = $2 AND sensor_type = $3 AND removed_at IS NULL)`;
const newestEventTime = `${newestEventTimeOf('$1', '$2')} AS newest_event_time`;

const minuteWindows = `
  SELECT sensor_id, window_start, reading_count, mean, mean_low, m2, min_value, max_value, revision, ${newestEventTime},
         ${badCountOf('minute', "interval '1 minute'")}, ${increaseOf('minute', "interval '1 minute'")}
  FROM andon.performance_1min AS minute
  WHERE sensor_id = ${sensorId} AND window_start >= $4 AND window_start < $5
  ORDER BY window_start
  LIMIT $6`;

const rolledUntil = '(SELECT rolled_until FROM andon.performance_rolled)';
const mergedLength = "$7::double precision * interval '1 millisecond'";
const mostMinutes = `LIMIT $6 * $7::bigint / ${minuteMs}`;
const mostHours = `LIMIT $6 * $7::bigint / ${hourMs}`;

// Hours as far as they are rolled up, minutes after that, and minutes of the hours that were written since. The inner limits read no more
// of each than can belong to the windows asked for: a window cut off by one is never among the first ones.
const mergedWindows = `
  SELECT merged.*, ${newestEventTime}, ${badCountOf('merged', mergedLength)}, ${increaseOf('merged', mergedLength)}
  FROM (${mergeWindowsSql(`
    SELECT *, date_bin($7::double precision * interval '1 millisecond', window_start, 'epoch') AS merged_start
    FROM (
      (SELECT ${partColumns} FROM andon.performance_1hour AS hour
       WHERE sensor_id = ${sensorId} AND window_start >= $4 AND window_start < least($5, ${rolledUntil}) AND NOT EXISTS (
         SELECT FROM andon.performance_stale_hour AS stale
         WHERE stale.sensor_id = hour.sensor_id AND stale.window_start = hour.window_start)
       ORDER BY window_start ${mostHours})
      UNION ALL
      (SELECT ${partColumns} FROM andon.performance_1min
       WHERE sensor_id = ${sensorId} AND window_start >= greatest($4, ${rolledUntil}) AND window_start < $5
       ORDER BY window_start ${mostMinutes})
      UNION ALL
      (SELECT minute.* FROM andon.performance_stale_hour AS stale CROSS JOIN LATERAL (
         SELECT ${partColumns} FROM andon.performance_1min AS minute
         WHERE minute.sensor_id = stale.sensor_id AND minute.window_start >= stale.window_start
           AND minute.window_start < stale.window_start + interval '1 hour' AND minute.window_start >= $4 AND minute.window_start < $5
         OFFSET 0) AS minute
       WHERE stale.sensor_id = ${sensorId} AND stale.window_start >= $4 AND stale.window_start < least($5, ${rolledUntil})
       ORDER BY stale.window_start, minute.window_start ${mostMinutes})
    ) AS stored`)}) AS merged
  ORDER BY window_start
  LIMIT $6`;

/** Oldest first. */
export async function listWindows(
  db: Queryable,
  sensor: SensorKey,
  range: WindowRange,
): Promise<Page<PerformanceWindow>> {
  const minutes = range.windowMs === minuteMs;
  const values = [
    matchable(sensor.siteId),
    matchable(sensor.equipmentId),
    matchable(sensor.sensorType),
    range.from,
    range.to,
    range.first + 1,
  ];
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
    [
      matchable(sensor.siteId),
      matchable(sensor.equipmentId),
      matchable(sensor.sensorType),
      range.from,
      range.to,
      range.bucketMs,
    ],
  );
  return {
    timestamps: rows.map((row) => dateFromDatabase(row.bucket_start)),
    avg: rows.map((row) => row.avg),
    min: rows.map((row) => row.min),
    max: rows.map((row) => row.max),
  };
}
