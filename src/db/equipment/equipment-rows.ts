/** Reads equipment: by keys, or as a filtered list, a page at a time. */
import type { Criticality, Equipment, EquipmentKey } from '../../domain/equipment/equipment.ts';
import type { PlaceFilter } from '../../domain/equipment/place.ts';
import type { Page, PageRequest } from '../../domain/page.ts';
import { oneByPlace } from '../query/by-place.ts';
import { Conditions, countRows, matchable } from '../query/conditions.ts';
import { pageOf } from '../query/page-rows.ts';
import type { Queryable } from '../query/queryable.ts';
import { nullableDateFromDatabase } from '../query/timestamps.ts';

interface EquipmentRow {
  readonly site_id: string;
  readonly equipment_id: string;
  readonly equipment_type: string;
  readonly manufacturer: string | null;
  readonly model: string | null;
  readonly location: string | null;
  readonly criticality: Criticality;
  readonly max_capacity: number | null;
  readonly installation_date: Date | number | null;
  readonly last_maintenance_date: Date | number | null;
  readonly maintenance_interval_days: number | null;
  readonly is_active: boolean;
}

/** Absent members do not restrict. */
export interface EquipmentFilter extends PlaceFilter {
  readonly equipmentTypes?: readonly string[];
  readonly criticalities?: readonly Criticality[];
  readonly isActive?: boolean;
}

// A date has no zone; node-postgres would read it as midnight of the server's own.
const columns = `
  equipment.site_id, equipment.equipment_id, equipment.equipment_type, equipment.manufacturer, equipment.model, equipment.location,
  equipment.criticality, equipment.max_capacity,
  equipment.installation_date::timestamp AT TIME ZONE 'UTC' AS installation_date,
  equipment.last_maintenance_date::timestamp AT TIME ZONE 'UTC' AS last_maintenance_date,
  equipment.maintenance_interval_days, equipment.is_active`;

/** In the order of the keys, null for a key that nothing has. */
export async function readEquipmentByKeys(db: Queryable, keys: readonly EquipmentKey[]): Promise<(Equipment | null)[]> {
  const { rows } = await db.query<EquipmentRow & { place: number }>(
    `SELECT ${columns}, wanted.place::int AS place
     FROM unnest($1::text[], $2::text[]) WITH ORDINALITY AS wanted (site_id, equipment_id, place)
     JOIN andon.equipment USING (site_id, equipment_id) WHERE equipment.removed_at IS NULL`,
    keyParameters(keys),
  );
  return oneByPlace(rows, keys.length, equipmentFromRow);
}

export async function listEquipment(
  db: Queryable,
  filter: EquipmentFilter,
  page: PageRequest<EquipmentKey>,
): Promise<Page<Equipment>> {
  const conditions = conditionsOf(filter);
  if (page.after !== null) {
    const siteId = conditions.parameter(matchable(page.after.siteId));
    const equipmentId = conditions.parameter(matchable(page.after.equipmentId));
    conditions.and(`(site_id, equipment_id) > (${siteId}, ${equipmentId})`);
  }
  const { rows } = await db.query<EquipmentRow>(
    `SELECT ${columns} FROM andon.equipment ${conditions.where}
     ORDER BY equipment.site_id, equipment.equipment_id LIMIT ${conditions.parameter(page.first + 1)}`,
    conditions.values,
  );
  return pageOf(rows, page.first, equipmentFromRow);
}

export function countEquipment(db: Queryable, filter: EquipmentFilter): Promise<number> {
  return countRows(db, 'andon.equipment', conditionsOf(filter));
}

function conditionsOf(filter: EquipmentFilter): Conditions {
  const conditions = new Conditions();
  conditions.and('removed_at IS NULL');
  conditions.atPlace('', filter);
  conditions.oneOf('equipment_type', filter.equipmentTypes);
  conditions.oneOf('criticality', filter.criticalities);
  if (filter.isActive !== undefined) conditions.and(`is_active = ${conditions.parameter(filter.isActive)}`);
  return conditions;
}

/** The two columns that `unnest` turns back into keys. */
export function keyParameters(keys: readonly EquipmentKey[]): [(string | null)[], (string | null)[]] {
  return [keys.map((key) => matchable(key.siteId)), keys.map((key) => matchable(key.equipmentId))];
}

function equipmentFromRow(row: EquipmentRow): Equipment {
  return {
    siteId: row.site_id,
    equipmentId: row.equipment_id,
    equipmentType: row.equipment_type,
    manufacturer: row.manufacturer,
    model: row.model,
    location: row.location,
    criticality: row.criticality,
    maxCapacity: row.max_capacity,
    installationDate: nullableDateFromDatabase(row.installation_date),
    lastMaintenanceDate: nullableDateFromDatabase(row.last_maintenance_date),
    maintenanceIntervalDays: row.maintenance_interval_days,
    isActive: row.is_active,
  };
}
