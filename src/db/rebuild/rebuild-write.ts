/** Replaces silver, gold, anomalies and quarantine of a slice of history by what was computed anew. */
import { detectorCatalogue, isKeptByRebuild } from '../../domain/detection/catalogue.ts';
import type { ReadingSpan } from '../../domain/readings/bronze-log.ts';
import {
  type AnomalyColumns,
  addBadMinutes,
  anomalyArrays,
  type BadMinute,
  type CountedMinute,
  mergeCounterMinutes,
  type WindowPart,
  windowColumns,
} from '../pipeline/pipeline-write.ts';
import { type QuarantinedReading, quarantineReadings } from '../quarantine/quarantine-write.ts';
import { numberArray, textArray } from '../query/array-literal.ts';
import type { Queryable } from '../query/queryable.ts';
import { run, statement } from '../query/statement.ts';
import { bounds } from './rebuild-read.ts';
import type { RestatedWindow } from './restatement-rows.ts';

const silverDelete = statement('rebuild-silver-delete');
const silverInsert = statement('rebuild-silver-insert');
const gold = statement('rebuild-gold');
const anomaly = statement('rebuild-anomalies');

export interface SilverColumns {
  readonly sensorId: number;
  readonly eventTimeMs: number;
  readonly value: number;
  readonly quality: number;
  readonly flags: number;
  readonly batchNo: number;
}

/** Makes silver of the slice what is given; returns how many rows changed, appeared or went. */
export async function replaceSilver(
  db: Queryable,
  slice: ReadingSpan,
  readings: readonly SilverColumns[],
): Promise<number> {
  const columns = [
    numberArray(readings.map((reading) => reading.sensorId)),
    numberArray(readings.map((reading) => reading.eventTimeMs)),
    numberArray(readings.map((reading) => reading.value)),
    numberArray(readings.map((reading) => reading.quality)),
    numberArray(readings.map((reading) => reading.flags)),
  ];
  const batchNos = numberArray(readings.map((reading) => reading.batchNo));
  const deleted = await db.query({ ...silverDelete, values: [...bounds(slice), ...columns] });
  const inserted = await db.query({ ...silverInsert, values: [...columns, batchNos] });
  return Math.max(inserted.rowCount ?? 0, deleted.rowCount ?? 0);
}

/** Makes gold of the slice what is given; returns the windows that changed, appeared or went. */
export async function replaceGold(
  db: Queryable,
  slice: ReadingSpan,
  windows: readonly WindowPart[],
): Promise<RestatedWindow[]> {
  const rows = await run<{ sensor_id: number; window_ms: number }>(db, gold, [
    ...bounds(slice),
    ...windowColumns(windows),
  ]);
  return rows.map((row) => ({ sensorId: row.sensor_id, windowMs: row.window_ms }));
}

/** Makes the counts of BAD readings of the slice what is given. */
export async function replaceBadMinutes(
  db: Queryable,
  slice: ReadingSpan,
  minutes: readonly BadMinute[],
): Promise<void> {
  await db.query(
    'DELETE FROM andon.bad_minute WHERE sensor_id = ANY($1::int[]) AND window_start >= $2 AND window_start < $3',
    bounds(slice),
  );
  if (minutes.length > 0) await addBadMinutes(db, minutes);
}

/** Makes what counters rose in the slice anew from its silver, for the given minutes and no others; returns the windows restated by it. */
export async function replaceCounterMinutes(
  db: Queryable,
  slice: ReadingSpan,
  minutes: readonly CountedMinute[],
): Promise<RestatedWindow[]> {
  await db.query(
    `DELETE FROM andon.counter_minute AS counted
     WHERE sensor_id = ANY($1::int[]) AND window_start >= $2 AND window_start < $3
       AND NOT EXISTS (
         SELECT FROM unnest($4::int[], $5::float8[]) AS fresh(sensor_id, window_ms)
         WHERE fresh.sensor_id = counted.sensor_id AND to_timestamp(fresh.window_ms / 1000) = counted.window_start)`,
    [
      ...bounds(slice),
      numberArray(minutes.map(({ sensorId }) => sensorId)),
      numberArray(minutes.map(({ windowMs }) => windowMs)),
    ],
  );
  return minutes.length === 0 ? [] : mergeCounterMinutes(db, minutes, null);
}

/** Detectors whose findings no rebuild replaces. */
const keptDetectors = detectorCatalogue.map(({ name }) => name).filter(isKeptByRebuild);

/** Makes the anomalies of the slice what is given, but for those a recommendation points at; returns how many changed or went. */
export async function replaceAnomalies(
  db: Queryable,
  slice: ReadingSpan,
  anomalies: readonly AnomalyColumns[],
): Promise<number> {
  const rows = await run<{ gone: number; changed: number }>(db, anomaly, [
    ...bounds(slice),
    ...anomalyArrays(anomalies),
    textArray(keptDetectors),
  ]);
  return (rows[0]?.gone ?? 0) + (rows[0]?.changed ?? 0);
}

/**
 * Makes the pipeline's open entries of quarantine for the slice what is given; one that is there already stays as it is, and so does one
 * whose reading was mended and taken since: it alone still holds the first form.
 */
export async function replaceQuarantine(
  db: Queryable,
  slice: ReadingSpan,
  readings: readonly QuarantinedReading[],
): Promise<number> {
  const { rows } = await db.query<{
    quarantine_id: number;
    site_id: string;
    equipment_id: string;
    sensor_type: string;
    event_time: Date;
    code: string;
    is_open: boolean;
  }>(
    `SELECT quarantine_id, site_id, equipment_id, sensor_type, event_time, code, replayed_at IS NULL AS is_open
     FROM andon.quarantine JOIN andon.sensor USING (site_id, equipment_id, sensor_type)
     WHERE door = 'pipeline' AND sensor_id = ANY($1::int[]) AND event_time >= $2 AND event_time < $3
     ORDER BY is_open DESC`,
    bounds(slice),
  );
  const fresh = new Map(
    readings.map((reading) => {
      const { siteId, equipmentId, sensorType, eventTimeMs, code } = reading;
      return [JSON.stringify([siteId, equipmentId, sensorType, eventTimeMs, code]), reading];
    }),
  );
  const gone = rows.filter((row) => {
    const { site_id, equipment_id, sensor_type, event_time, code } = row;
    const isStill = fresh.delete(JSON.stringify([site_id, equipment_id, sensor_type, event_time.getTime(), code]));
    return row.is_open && !isStill;
  });
  if (gone.length > 0) {
    const ids = numberArray(gone.map((row) => row.quarantine_id));
    await db.query('DELETE FROM andon.quarantine WHERE quarantine_id = ANY($1::bigint[])', [ids]);
  }
  if (fresh.size > 0) await quarantineReadings(db, 'pipeline', [...fresh.values()]);
  return gone.length + fresh.size;
}

/** Makes every server's pipeline read definitions and sensors' baselines anew, instead of going on with what it remembers. */
export async function forgetPipelineMemory(db: Queryable): Promise<void> {
  await db.query('UPDATE andon.master_data_version SET version = version + 1');
}
