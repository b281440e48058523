/** What is remembered of how often sensors report. */
import type { EquipmentKey } from '../../domain/equipment/equipment.ts';
import { numberArray, textArray } from '../query/array-literal.ts';
import type { Queryable } from '../query/queryable.ts';

/** A sensor with a rhythm, or that is told to be silent. */
export interface KnownSpeech extends EquipmentKey {
  readonly sensorId: number;
  /** As it was stored; null where nothing is. */
  readonly memory: unknown;
  /** Server time of its newest reading, and when that was measured, epoch ms; null when there is none. */
  readonly lastWordMs: number | null;
  readonly lastEventMs: number | null;
  /** Since when it is silent, as operators were told; null when they were not. */
  readonly toldSinceMs: number | null;
}

/** Of sensors that were not removed, at machines of these shards. Told ones come from all shards, since a row of theirs does not name it. */
export async function readSpeeches(db: Queryable, shards: readonly number[]): Promise<KnownSpeech[]> {
  const { rows } = await db.query<{
    sensor_id: number;
    site_id: string;
    equipment_id: string;
    memory: unknown;
    received_at: Date | null;
    event_time: Date | null;
    silent_since: Date | null;
  }>({
    name: 'speeches',
    text: `SELECT sensor_id, site_id, equipment_id, memory, received_at, event_time, silent_since
      FROM (SELECT * FROM andon.rhythm WHERE shard_no = ANY($1::int[])) AS rhythm
      FULL JOIN andon.silence USING (sensor_id)
      JOIN andon.sensor USING (sensor_id)
      LEFT JOIN andon.current_status USING (sensor_id)
      WHERE sensor.removed_at IS NULL`,
    values: [numberArray(shards)],
  });
  return rows.map((row) => ({
    sensorId: row.sensor_id,
    siteId: row.site_id,
    equipmentId: row.equipment_id,
    memory: row.memory,
    lastWordMs: row.received_at?.getTime() ?? null,
    lastEventMs: row.event_time?.getTime() ?? null,
    toldSinceMs: row.silent_since?.getTime() ?? null,
  }));
}

export interface RhythmRow {
  readonly sensorId: number;
  readonly shardNo: number;
  readonly memory: object;
}

export async function storeRhythms(db: Queryable, rows: readonly RhythmRow[]): Promise<void> {
  const sorted = [...rows].sort((a, b) => a.sensorId - b.sensorId);
  await db.query({
    name: 'rhythms-store',
    text: `INSERT INTO andon.rhythm (sensor_id, shard_no, memory)
      SELECT sensor_id, shard_no, memory::jsonb FROM unnest($1::int[], $2::smallint[], $3::text[]) AS r (sensor_id, shard_no, memory)
      ON CONFLICT (sensor_id) DO UPDATE SET shard_no = excluded.shard_no, memory = excluded.memory`,
    values: [
      numberArray(sorted.map(({ sensorId }) => sensorId)),
      numberArray(sorted.map(({ shardNo }) => shardNo)),
      textArray(sorted.map(({ memory }) => JSON.stringify(memory))),
    ],
  });
}

/** What is remembered of the sensors of the machine of this one, by their ids. */
export async function readRhythmsWith(db: Queryable, sensorId: number): Promise<Map<number, unknown>> {
  const { rows } = await db.query<{ sensor_id: number; memory: unknown }>({
    name: 'rhythms-with',
    text: `SELECT rhythm.sensor_id, rhythm.memory FROM andon.sensor AS one
      JOIN andon.sensor AS its USING (site_id, equipment_id) JOIN andon.rhythm ON rhythm.sensor_id = its.sensor_id
      WHERE one.sensor_id = $1 AND its.removed_at IS NULL`,
    values: [sensorId],
  });
  return new Map(rows.map((row) => [row.sensor_id, row.memory]));
}
