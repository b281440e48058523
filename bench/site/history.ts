/** Fills a site with history, so that a measurement does not run on empty tables. */
import { DayPartitions } from '../../src/db/upkeep/day-partitions.ts';
import { whole } from '../statistics.ts';
import type { Site } from './site.ts';

const dayMs = 86_400_000;

/** Rows of the past, written by SQL straight into their layers; they end two days ago, so that no new reading falls among them. */
export interface History {
  /** Sensors that have it, each on a machine of its own; there must be as many. */
  readonly sensors: number;
  /** Days with gold windows. */
  readonly goldDays: number;
  /** Minute windows of each sensor on each of these days, from midnight on. */
  readonly windowsPerDay: number;
  /** Days with bronze and silver rows; within retention. */
  readonly readingDays: number;
  /** Rows of each sensor on each of these days, in bronze and in silver. */
  readonly readingsPerDay: number;
}

/** The midnight at which a history of so many days begins. */
export function historyStart(days: number): Date {
  return new Date((Math.floor(Date.now() / dayMs) - 1 - days) * dayMs);
}

/** What of the history lies on disk, in words. */
export function describeHistory(history: History): string {
  const windows = history.sensors * history.goldDays * history.windowsPerDay;
  const readings = history.sensors * history.readingDays * history.readingsPerDay;
  return `${whole(windows)} windows, ${whole(readings)} readings`;
}

const sensors = `(SELECT sensor_id FROM andon.sensor WHERE sensor_type = 'sensor_0' ORDER BY sensor_id LIMIT $1) AS sensor`;

/** Leaves the database as a long quiet time would, but for hours, which nothing here asks for: vacuumed, analysed, written to disk. */
export async function loadHistory({ database: { pool }, superuser }: Site, history: History): Promise<void> {
  const partitions = new DayPartitions(pool);
  // Without the trigger that marks hours to be merged anew: these were written when they were young.
  await superuser.query('SET session_replication_role = replica');
  for (let day = 0; day < history.goldDays; day++) {
    const from = historyStart(history.goldDays - day);
    await partitions.ensure(['performance_1min'], [from.getTime()]);
    await superuser.query(
      `INSERT INTO andon.performance_1min (sensor_id, window_start, reading_count, mean, m2, min_value, max_value)
       SELECT sensor_id, $2::timestamptz + minute * interval '1 minute', 60, 50 + sin(minute), 60, 47, 53
       FROM ${sensors}, generate_series(0, $3::int - 1) AS minute`,
      [history.sensors, from, history.windowsPerDay],
    );
  }
  for (let day = 0; day < history.readingDays; day++) {
    const from = historyStart(history.readingDays - day);
    await partitions.ensure(['telemetry_bronze', 'telemetry_silver'], [from.getTime()]);
    const values = [history.sensors, from, history.readingsPerDay];
    const rows = `${sensors}, generate_series(0, $3::int - 1) AS second`;
    const time = `$2::timestamptz + second * interval '1 second'`;
    await pool.query(
      `INSERT INTO andon.telemetry_bronze (ingest_id, ordinal, partition_no, sensor_id, event_time, value_number)
       SELECT 0, 0, 0, sensor_id, ${time}, 50 + sin(second) FROM ${rows}`,
      values,
    );
    await pool.query(
      `INSERT INTO andon.telemetry_silver (batch_no, sensor_id, event_time, value, quality)
       SELECT 0, sensor_id, ${time}, 50 + sin(second), 0 FROM ${rows}`,
      values,
    );
  }
  await superuser.query('RESET session_replication_role');
  await superuser.query('VACUUM (ANALYZE)');
  await superuser.query('CHECKPOINT');
}
