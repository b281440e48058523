/** Decides which table of gold answers which part of a time range: minutes or hours. */
import { minuteMs, type PerformanceWindow } from '../../domain/window.ts';
import { numberArray, textArray } from '../query/array-literal.ts';
import type { Queryable } from '../query/queryable.ts';
import { badCountOf, increaseOf, newestEventTimeOf, type WindowRow, windowFromRow } from './window-row.ts';

// The newest event time is looked up once for each piece of equipment, not for each of its windows.
const windowsOf = (wanted: string) => `
  WITH part AS MATERIALIZED (
    SELECT gold.*, ${badCountOf('gold', "interval '1 minute'")}, ${increaseOf('gold', "interval '1 minute'")},
      sensor.site_id, sensor.equipment_id, sensor.sensor_type
    FROM ${wanted}
    JOIN andon.performance_1min AS gold ON gold.sensor_id = sensor.sensor_id AND gold.window_start = to_timestamp(wanted.window_ms / 1000)
  ), equipment AS MATERIALIZED (
    SELECT site_id, equipment_id, ${newestEventTimeOf('touched.site_id', 'touched.equipment_id')} AS newest_event_time
    FROM (SELECT DISTINCT site_id, equipment_id FROM part) AS touched
  )
  SELECT * FROM part JOIN equipment USING (site_id, equipment_id)`;

const windowsOfParts = windowsOf(`
  unnest($1::int[], $2::float8[]) AS wanted(sensor_id, window_ms)
  JOIN andon.sensor AS sensor ON sensor.sensor_id = wanted.sensor_id`);

const finishedWindows = windowsOf(`
  unnest($1::text[], $2::text[], $3::float8[]) AS wanted(site_id, equipment_id, window_ms)
  JOIN andon.sensor AS sensor ON sensor.site_id = wanted.site_id AND sensor.equipment_id = wanted.equipment_id`);

type SensorWindowRow = WindowRow & { site_id: string; equipment_id: string; sensor_type: string };

/** The given one-minute windows as gold holds them now. */
export async function readWindowsOfParts(
  db: Queryable,
  parts: readonly { sensorId: number; windowMs: number }[],
  watermarkMs: number,
): Promise<PerformanceWindow[]> {
  const { rows } = await db.query<SensorWindowRow>({
    name: 'windows-of-parts',
    text: windowsOfParts,
    values: [numberArray(parts.map((part) => part.sensorId)), numberArray(parts.map((part) => part.windowMs))],
  });
  return rows.map((row) => minuteFromRow(row, watermarkMs));
}

/** The one-minute windows of these minutes, of all sensors of the equipment. */
export async function readFinishedWindows(
  db: Queryable,
  minutes: readonly { siteId: string; equipmentId: string; windowMs: number }[],
  watermarkMs: number,
): Promise<PerformanceWindow[]> {
  const { rows } = await db.query<SensorWindowRow>({
    name: 'finished-windows',
    text: finishedWindows,
    values: [
      textArray(minutes.map(({ siteId }) => siteId)),
      textArray(minutes.map(({ equipmentId }) => equipmentId)),
      numberArray(minutes.map(({ windowMs }) => windowMs)),
    ],
  });
  return rows.map((row) => minuteFromRow(row, watermarkMs));
}

function minuteFromRow(row: SensorWindowRow, watermarkMs: number): PerformanceWindow {
  const sensor = { siteId: row.site_id, equipmentId: row.equipment_id, sensorType: row.sensor_type };
  return windowFromRow(row, sensor, { windowMs: minuteMs, watermarkMs });
}
