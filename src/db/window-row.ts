import type { SensorKey } from '../domain/equipment.ts';
import { isFinal, type PerformanceWindow, standardDeviation } from '../domain/window.ts';
import { dateFromDatabase } from './timestamps.ts';

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
    revision: row.revision,
    isFinal: isFinal(windowEnd.getTime(), newest === null ? null : newest.valueOf(), watermarkMs),
  };
}
