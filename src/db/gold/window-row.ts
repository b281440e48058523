/** Turns a row of gold into a window. */
import type { SensorKey } from '../../domain/equipment/equipment.ts';
import { isFinal, type PerformanceWindow, standardDeviation } from '../../domain/window.ts';
import { dateFromDatabase } from '../query/timestamps.ts';

/** A window as statements give it, of whatever length. */
export interface WindowRow {
  readonly sensor_id: number;
  readonly window_start: Date | number;
  readonly reading_count: number;
  readonly mean: number;
  readonly mean_low: number;
  readonly m2: number;
  readonly min_value: number;
  readonly max_value: number;
  readonly revision: number;
  readonly bad_count: number;
  readonly increase: number | null;
  readonly newest_event_time: Date | number | null;
}

/** The newest event time of one piece of equipment, of whichever of its sensors; the arguments are SQL. */
export function newestEventTimeOf(siteId: string, equipmentId: string): string {
  return `
    (SELECT max(status.event_time) FROM andon.current_status AS status JOIN andon.sensor AS any_sensor USING (sensor_id)
     WHERE any_sensor.site_id = ${siteId} AND any_sensor.equipment_id = ${equipmentId})`;
}

/** BAD readings within a window of the given length, which is SQL for an interval; `window` is the row that has it. */
export function badCountOf(window: string, length: string): string {
  return `
    coalesce((SELECT sum(bad.bad_count) FROM andon.bad_minute AS bad
      WHERE bad.sensor_id = ${window}.sensor_id AND bad.window_start >= ${window}.window_start
        AND bad.window_start < ${window}.window_start + ${length}), 0)::double precision AS bad_count`;
}

/**
 * How much a counter rose in a window of the given length, with the step from the last reading before it; null for gauges. Of a
 * window in which its unit became another one, only what rose in the newer one. What a fall counts is said in counter-minute-merge.sql; the analysts' views say the same.
 */
export function increaseOf(window: string, length: string): string {
  return `
    (SELECT CASE WHEN counter.kind = 'counter' THEN (
       SELECT sum(counted.increase + CASE WHEN counted.before IS NULL THEN 0
           WHEN counted.first_value >= counted.before THEN counted.first_value - counted.before
           WHEN counted.before <= counter.roll_over_at AND counted.before - counted.first_value > counter.roll_over_at / 2
             THEN counter.roll_over_at - counted.before + counted.first_value
           ELSE greatest(counted.first_value, 0) END)
       FROM (
         SELECT CASE WHEN part.last_unit = max(part.last_unit) OVER () THEN part.increase END AS increase, part.first_value,
           CASE part.first_unit = part.last_unit AND lag(part.last_unit) OVER (ORDER BY part.window_start) = part.first_unit
             WHEN true THEN lag(part.last_value) OVER (ORDER BY part.window_start) WHEN false THEN NULL
             ELSE (SELECT CASE WHEN earlier.last_unit = part.first_unit THEN earlier.last_value END
                   FROM andon.counter_minute AS earlier
                   WHERE earlier.sensor_id = ${window}.sensor_id AND earlier.window_start < ${window}.window_start
                   ORDER BY earlier.window_start DESC LIMIT 1) END AS before
         FROM andon.counter_minute AS part
         WHERE part.sensor_id = ${window}.sensor_id AND part.window_start >= ${window}.window_start
           AND part.window_start < ${window}.window_start + ${length}
       ) AS counted) END
     FROM andon.sensor AS counter WHERE counter.sensor_id = ${window}.sensor_id) AS increase`;
}

export function windowFromRow(
  row: WindowRow,
  sensor: SensorKey,
  { windowMs, watermarkMs }: { readonly windowMs: number; readonly watermarkMs: number },
): PerformanceWindow {
  const windowStart = dateFromDatabase(row.window_start);
  const windowEnd = new Date(windowStart.getTime() + windowMs);
  const { newest_event_time: newest } = row;
  return {
    sensorId: row.sensor_id,
    siteId: sensor.siteId,
    equipmentId: sensor.equipmentId,
    sensorType: sensor.sensorType,
    windowStart,
    windowEnd,
    avgValue: row.mean + row.mean_low,
    minValue: row.min_value,
    maxValue: row.max_value,
    stddevValue: standardDeviation({ count: row.reading_count, m2: row.m2 }),
    readingCount: row.reading_count,
    badCount: row.bad_count,
    increase: row.increase,
    revision: row.revision,
    isFinal: isFinal(windowEnd.getTime(), newest === null ? null : newest.valueOf(), watermarkMs),
  };
}
