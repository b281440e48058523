/** Sensors that are silent and told of, and the recommendations that tell of them. */
import { numberArray } from '../query/array-literal.ts';
import type { Queryable } from '../query/queryable.ts';

/** What a sensor last said. */
export interface LastWord {
  readonly sensorId: number;
  readonly receivedAtMs: number;
  readonly eventTimeMs: number;
  /** Null for text and where there is none. */
  readonly value: number | null;
}

/** Of those sensors that have reported and were not removed. */
export async function readLastWords(db: Queryable, sensorIds: readonly number[]): Promise<LastWord[]> {
  const { rows } = await db.query<{ sensor_id: number; received_at: Date; event_time: Date; value: number | null }>({
    name: 'last-words',
    text: `SELECT sensor_id, received_at, event_time, value_number AS value
      FROM andon.current_status JOIN andon.sensor USING (sensor_id) WHERE sensor_id = ANY($1::int[]) AND removed_at IS NULL`,
    values: [numberArray(sensorIds)],
  });
  return rows.map((row) => ({
    sensorId: row.sensor_id,
    receivedAtMs: row.received_at.getTime(),
    eventTimeMs: row.event_time.getTime(),
    value: row.value,
  }));
}

/** A sensor that is silent and told of, with its names; those without a row of their own any more are left out. */
export interface SilenceRow {
  readonly sensorId: number;
  /** Null when operators were not told. */
  readonly recommendationId: string | null;
  readonly equipmentId: string;
  readonly label: string;
  /** Server time of its last reading, epoch ms. */
  readonly sinceMs: number;
  readonly usualPauseMs: number;
  readonly watchedSensors: number;
}

interface Row {
  readonly sensor_id: number;
  readonly recommendation_id: string | null;
  readonly equipment_id: string;
  readonly label: string;
  readonly silent_since: Date;
  readonly usual_pause_ms: number;
  readonly watched_sensors: number;
}

const columns = `sensor_id, silence.recommendation_id, sensor.equipment_id, coalesce(sensor.name, sensor.sensor_type) AS label,
  silent_since, usual_pause_ms, watched_sensors`;

/** Only one server at a time tells of silences at a site, or of their end, until the end of its transaction. */
export async function lockSilencesOf(db: Queryable, siteId: string): Promise<void> {
  await db.query({
    name: 'silence-lock',
    text: 'SELECT pg_advisory_xact_lock(1634624625, hashtext($1))',
    values: [siteId],
  });
}

/** Since when which of these sensors is told to be silent, epoch ms. */
export async function readToldSince(db: Queryable, sensorIds: readonly number[]): Promise<Map<number, number>> {
  const { rows } = await db.query<{ sensor_id: number; silent_since: Date }>({
    name: 'silences-told',
    text: 'SELECT sensor_id, silent_since FROM andon.silence WHERE sensor_id = ANY($1::int[])',
    values: [numberArray(sensorIds)],
  });
  return new Map(rows.map((row) => [row.sensor_id, row.silent_since.getTime()]));
}

/** What stands before the operators of a site, or was put off by them. */
export async function readOpenSilences(db: Queryable, siteId: string): Promise<SilenceRow[]> {
  const { rows } = await db.query<Row>({
    name: 'silences-open',
    text: `SELECT ${columns} FROM andon.silence JOIN andon.sensor USING (sensor_id)
      JOIN agentic_hmi.agent_recommendations AS told USING (recommendation_id)
      WHERE sensor.site_id = $1 AND told.status IN ('pending', 'deferred') ORDER BY silent_since DESC, sensor_id`,
    values: [siteId],
  });
  return rows.map(silenceOf);
}

/** What a recommendation tells of. */
export async function readSilencesOf(db: Queryable, recommendationId: string): Promise<SilenceRow[]> {
  const { rows } = await db.query<Row>({
    name: 'silences-of',
    text: `SELECT ${columns} FROM andon.silence JOIN andon.sensor USING (sensor_id) WHERE silence.recommendation_id = $1
      ORDER BY sensor_id`,
    values: [recommendationId],
  });
  return rows.map(silenceOf);
}

/** A sensor that was told of already is then told of by the given recommendation. */
export async function writeSilences(
  db: Queryable,
  recommendationId: string | null,
  silences: readonly Omit<SilenceRow, 'recommendationId' | 'equipmentId' | 'label'>[],
): Promise<void> {
  await db.query({
    name: 'silence-write',
    text: `INSERT INTO andon.silence (sensor_id, recommendation_id, silent_since, usual_pause_ms, watched_sensors)
      SELECT sensor_id, $1, to_timestamp(silent_ms / 1000), usual_ms, watched
      FROM unnest($2::int[], $3::float8[], $4::float8[], $5::int[]) AS r (sensor_id, silent_ms, usual_ms, watched)
      ORDER BY sensor_id
      ON CONFLICT (sensor_id) DO UPDATE SET recommendation_id = excluded.recommendation_id`,
    values: [
      recommendationId,
      numberArray(silences.map(({ sensorId }) => sensorId)),
      numberArray(silences.map(({ sinceMs }) => sinceMs)),
      numberArray(silences.map(({ usualPauseMs }) => usualPauseMs)),
      numberArray(silences.map(({ watchedSensors }) => watchedSensors)),
    ],
  });
}

/** These sensors are silent no more. Returns the recommendations that told of them. */
export async function deleteSilences(db: Queryable, sensorIds: readonly number[]): Promise<string[]> {
  const { rows } = await db.query<{ recommendation_id: string }>({
    name: 'silence-delete',
    text: `WITH ended AS (DELETE FROM andon.silence WHERE sensor_id = ANY($1::int[]) RETURNING recommendation_id)
      SELECT DISTINCT recommendation_id FROM ended WHERE recommendation_id IS NOT NULL ORDER BY recommendation_id`,
    values: [numberArray(sensorIds)],
  });
  return rows.map((row) => row.recommendation_id);
}

/** Told of, and removed since. */
export async function readVanishedSilences(db: Queryable): Promise<number[]> {
  const { rows } = await db.query<{ sensor_id: number }>({
    name: 'silences-vanished',
    text: `SELECT sensor_id FROM andon.silence
      WHERE NOT EXISTS (SELECT FROM andon.sensor WHERE sensor.sensor_id = silence.sensor_id AND removed_at IS NULL)`,
    values: [],
  });
  return rows.map((row) => row.sensor_id);
}

function silenceOf(row: Row): SilenceRow {
  return {
    sensorId: row.sensor_id,
    recommendationId: row.recommendation_id,
    equipmentId: row.equipment_id,
    label: row.label,
    sinceMs: row.silent_since.getTime(),
    usualPauseMs: row.usual_pause_ms,
    watchedSensors: row.watched_sensors,
  };
}
