/** Stores which equipment lags behind, for the health of every server. */
import type { EquipmentKey } from '../../domain/equipment/equipment.ts';
import type { LaggingEquipment } from '../../domain/equipment/lagging-equipment.ts';
import { numberArray, textArray } from '../query/array-literal.ts';
import type { Queryable } from '../query/queryable.ts';

/** Each machine at most once. A lag that another server has seen before goes on since then. */
export async function noteLagging(db: Queryable, lagging: readonly LaggingEquipment[]): Promise<void> {
  await db.query(
    `INSERT INTO andon.lagging_equipment AS known (site_id, equipment_id, lag_ms, since, last_received, readings)
     SELECT site_id, equipment_id, lag_ms, to_timestamp(since_ms / 1000), to_timestamp(last_ms / 1000), readings
     FROM unnest($1::text[], $2::text[], $3::float8[], $4::float8[], $5::float8[], $6::bigint[])
       AS r(site_id, equipment_id, lag_ms, since_ms, last_ms, readings)
     ORDER BY site_id, equipment_id
     ON CONFLICT (site_id, equipment_id) DO UPDATE SET
       lag_ms = excluded.lag_ms, last_received = excluded.last_received, readings = excluded.readings,
       since = CASE WHEN abs(known.lag_ms - excluded.lag_ms) <= 30000 AND known.last_received > excluded.since - interval '5 minutes'
                 THEN least(known.since, excluded.since) ELSE excluded.since END`,
    [
      textArray(lagging.map(({ siteId }) => siteId)),
      textArray(lagging.map(({ equipmentId }) => equipmentId)),
      numberArray(lagging.map(({ lagMs }) => lagMs)),
      numberArray(lagging.map(({ sinceMs }) => sinceMs)),
      numberArray(lagging.map(({ lastMs }) => lastMs)),
      numberArray(lagging.map(({ readings }) => readings)),
    ],
  );
}

export async function forgetLagging(db: Queryable, equipment: readonly EquipmentKey[]): Promise<void> {
  await db.query(
    `DELETE FROM andon.lagging_equipment AS known USING unnest($1::text[], $2::text[]) AS r(site_id, equipment_id)
     WHERE known.site_id = r.site_id AND known.equipment_id = r.equipment_id`,
    [textArray(equipment.map(({ siteId }) => siteId)), textArray(equipment.map(({ equipmentId }) => equipmentId))],
  );
}
