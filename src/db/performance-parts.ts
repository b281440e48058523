import { minuteMs, type PerformanceWindow, standardDeviation } from '../domain/window.ts';
import { numberArray } from './array-literal.ts';
import type { Queryable } from './queryable.ts';

/** The given one-minute windows as gold holds them now. */
export async function readWindowsOfParts(
  db: Queryable,
  parts: readonly { sensorId: number; windowMs: number }[],
  watermarkMs: number,
): Promise<PerformanceWindow[]> {
  const { rows } = await db.query<{
    sensor_id: number;
    site_id: string;
    equipment_id: string;
    sensor_type: string;
    window_start: Date;
    reading_count: number;
    mean: number;
    m2: number;
    min_value: number;
    max_value: number;
    revision: number;
    newest_event_time: Date | null;
  }>({
    name: 'windows-of-parts',
    text: `SELECT gold.*, sensor.site_id, sensor.equipment_id, sensor.sensor_type,
        (SELECT max(status.event_time) FROM andon.current_status AS status JOIN andon.sensor AS other USING (sensor_id)
         WHERE other.site_id = sensor.site_id AND other.equipment_id = sensor.equipment_id) AS newest_event_time
      FROM unnest($1::int[], $2::float8[]) AS part(sensor_id, window_ms)
      JOIN andon.performance_1min AS gold ON gold.sensor_id = part.sensor_id AND gold.window_start = to_timestamp(part.window_ms / 1000)
      JOIN andon.sensor AS sensor ON sensor.sensor_id = part.sensor_id`,
    values: [numberArray(parts.map((part) => part.sensorId)), numberArray(parts.map((part) => part.windowMs))],
  });
  return rows.map((row) => {
    const windowEnd = new Date(row.window_start.getTime() + minuteMs);
    return {
      sensorId: row.sensor_id,
      siteId: row.site_id,
      equipmentId: row.equipment_id,
      sensorType: row.sensor_type,
      windowStart: row.window_start,
      windowEnd,
      avgValue: row.mean,
      minValue: row.min_value,
      maxValue: row.max_value,
      stddevValue: standardDeviation({ count: row.reading_count, m2: row.m2 }),
      readingCount: row.reading_count,
      revision: row.revision,
      isFinal: row.newest_event_time !== null && windowEnd.getTime() + watermarkMs <= row.newest_event_time.getTime(),
    };
  });
}
