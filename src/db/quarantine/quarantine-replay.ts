import { numberArray, textArray } from '../query/array-literal.ts';
import type { Queryable } from '../query/queryable.ts';
import { run, statement } from '../query/statement.ts';

const lock = statement('quarantine-lock');
const makeWay = statement('bronze-make-way');

export interface LockedEntry {
  readonly id: number;
  readonly door: string;
  readonly siteId: string | null;
  readonly equipmentId: string | null;
  readonly sensorType: string | null;
  readonly eventTimeMs: number | null;
  readonly isReplayed: boolean;
}

/** Those of the entries that exist, held for the caller's transaction. */
export async function lockEntries(db: Queryable, ids: readonly number[]): Promise<LockedEntry[]> {
  const rows = await run<{
    quarantine_id: number;
    door: string;
    site_id: string | null;
    equipment_id: string | null;
    sensor_type: string | null;
    event_ms: number | null;
    replayed_at: Date | null;
  }>(db, lock, [numberArray(ids)]);
  return rows.map((row) => ({
    id: row.quarantine_id,
    door: row.door,
    siteId: row.site_id,
    equipmentId: row.equipment_id,
    sensorType: row.sensor_type,
    eventTimeMs: row.event_ms === null ? null : Math.round(row.event_ms),
    isReplayed: row.replayed_at !== null,
  }));
}

/** Takes the readings with these keys out of bronze, unless silver has them, and gives their event ids free. */
export async function makeWayInBronze(
  db: Queryable,
  keys: readonly { readonly siteId: string; readonly sensorId: number; readonly eventTimeMs: number }[],
): Promise<void> {
  const removed = await run<{ sensor_id: number; event_ms: number; event_id: string | null }>(db, makeWay, [
    numberArray(keys.map(({ sensorId }) => sensorId)),
    numberArray(keys.map(({ eventTimeMs }) => eventTimeMs)),
  ]);
  const siteOf = new Map(keys.map(({ sensorId, siteId }) => [sensorId, siteId]));
  const named = removed.filter(({ event_id }) => event_id !== null);
  if (named.length === 0) return;
  await db.query(
    `DELETE FROM andon.event_id USING unnest($1::text[], $2::text[]) AS r(site_id, event_id)
     WHERE event_id.site_id = r.site_id AND event_id.event_id = r.event_id`,
    [
      textArray(named.map(({ sensor_id }) => siteOf.get(sensor_id) ?? null)),
      textArray(named.map(({ event_id }) => event_id)),
    ],
  );
}

export async function markReplayed(db: Queryable, ids: readonly number[], atMs: number): Promise<void> {
  await db.query('UPDATE andon.quarantine SET replayed_at = $2 WHERE quarantine_id = ANY($1::bigint[])', [
    numberArray(ids),
    new Date(atMs),
  ]);
}
