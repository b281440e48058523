/** Reads which equipment is out of service. */
import type { EquipmentKey } from '../../domain/equipment/equipment.ts';
import type { Queryable } from '../query/queryable.ts';

/** All equipment that is not in service: machines in the workshop, or gone; few beside those that run. */
export async function readOutOfService(db: Queryable): Promise<EquipmentKey[]> {
  const { rows } = await db.query<{ site_id: string; equipment_id: string }>(
    'SELECT site_id, equipment_id FROM andon.equipment WHERE NOT is_active',
  );
  return rows.map((row) => ({ siteId: row.site_id, equipmentId: row.equipment_id }));
}
