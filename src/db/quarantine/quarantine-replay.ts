/** Locks entries of quarantine that are sent again, and marks those that were taken. */
import { numberArray } from '../query/array-literal.ts';
import type { Queryable } from '../query/queryable.ts';
import { run, statement } from '../query/statement.ts';

const lock = statement('quarantine-lock');

export interface LockedEntry {
  readonly id: number;
  /** The source that it came in by, or the pipeline. */
  readonly source: string;
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
    source: row.door,
    siteId: row.site_id,
    equipmentId: row.equipment_id,
    sensorType: row.sensor_type,
    eventTimeMs: row.event_ms === null ? null : Math.round(row.event_ms),
    isReplayed: row.replayed_at !== null,
  }));
}

export async function markReplayed(db: Queryable, ids: readonly number[], atMs: number): Promise<void> {
  await db.query('UPDATE andon.quarantine SET replayed_at = $2 WHERE quarantine_id = ANY($1::bigint[])', [
    numberArray(ids),
    new Date(atMs),
  ]);
}
