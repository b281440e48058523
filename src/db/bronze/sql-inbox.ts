/** Takes the rows that other programs have inserted into `sensor_data` out of the inbox. */
import type { Queryable } from '../query/queryable.ts';
import { run, statement } from '../query/statement.ts';

const take = statement('sql-inbox-take');

/** A row of `sensor_data` as its writer left it; null where they left a column out. */
export interface InboxRow {
  readonly siteId: string | null;
  readonly equipmentId: string | null;
  readonly sensorType: string | null;
  readonly value: number | null;
  readonly units: string | null;
  readonly quality: string | null;
  readonly eventId: string | null;
  /** Epoch ms. */
  readonly timestamp: number | null;
}

/** Takes the oldest rows out of the inbox, inside the caller's transaction. */
export async function takeInboxRows(db: Queryable, limit: number): Promise<InboxRow[]> {
  const rows = await run<{
    inbox_id: number;
    site_id: string | null;
    equipment_id: string | null;
    sensor_type: string | null;
    sensor_value: number | null;
    units: string | null;
    quality: string | null;
    event_id: string | null;
    timestamp: Date | null;
  }>(db, take, [limit]);
  return rows
    .sort((a, b) => a.inbox_id - b.inbox_id)
    .map((row) => ({
      siteId: row.site_id,
      equipmentId: row.equipment_id,
      sensorType: row.sensor_type,
      value: row.sensor_value,
      units: row.units,
      quality: row.quality,
      eventId: row.event_id,
      timestamp: row.timestamp === null ? null : Number(row.timestamp),
    }));
}
