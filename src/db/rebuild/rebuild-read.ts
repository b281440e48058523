/** Reads what a rebuild has to know besides bronze: sensors in its scope, windows in gold, a shard's checkpoint. */
import type { ReadingSpan } from '../../domain/readings/bronze-log.ts';
import { numberArray } from '../query/array-literal.ts';
import type { Queryable } from '../query/queryable.ts';

export interface ScopeSensor {
  readonly sensorId: number;
  readonly siteId: string;
  readonly equipmentId: string;
}

export interface ScopeFilter {
  readonly siteId?: string | undefined;
  readonly equipmentIds?: readonly string[] | undefined;
}

export async function readScopeSensors(db: Queryable, { siteId, equipmentIds }: ScopeFilter): Promise<ScopeSensor[]> {
  const { rows } = await db.query<{ sensor_id: number; site_id: string; equipment_id: string }>(
    `SELECT sensor_id, site_id, equipment_id FROM andon.sensor
     WHERE ($1::text IS NULL OR site_id = $1) AND ($2::text[] IS NULL OR equipment_id = ANY($2)) ORDER BY sensor_id`,
    [siteId ?? null, equipmentIds ?? null],
  );
  return rows.map((row) => ({ sensorId: row.sensor_id, siteId: row.site_id, equipmentId: row.equipment_id }));
}

/** Windows that gold holds for the sensors in that time. */
export async function countWindows(db: Queryable, slice: ReadingSpan): Promise<number> {
  const { rows } = await db.query<{ windows: number }>(
    `SELECT count(*)::int AS windows FROM andon.performance_1min
     WHERE sensor_id = ANY($1::int[]) AND window_start >= $2 AND window_start < $3`,
    bounds(slice),
  );
  return rows[0]?.windows ?? 0;
}

/** Keeps the live pipeline from processing the shard until the transaction ends; returns the last batch that it has processed. */
export async function lockShard(db: Queryable, shardNo: number): Promise<number> {
  const { rows } = await db.query<{ batch_no: number }>(
    'SELECT batch_no FROM andon.pipeline_partition WHERE partition_no = $1 FOR UPDATE',
    [shardNo],
  );
  if (rows[0] === undefined) throw new Error(`shard ${shardNo} has no checkpoint`);
  return rows[0].batch_no;
}

export function bounds({ sensorIds, fromMs, toMs }: ReadingSpan): [string, Date, Date] {
  return [numberArray(sensorIds), new Date(fromMs), new Date(toMs)];
}
