/** Filters by site and equipment, and the rule by which something matches them. */
import type { EquipmentKey } from './equipment.ts';

/** Where something is to be. Absent members do not restrict; a machine matches by its name alone or by site and name. */
export interface PlaceFilter {
  readonly siteIds?: readonly string[];
  readonly equipmentIds?: readonly string[];
  readonly equipmentKeys?: readonly EquipmentKey[];
}

/** The same rule that the queries' SQL applies (`Conditions.atPlace`). */
export function isAtPlace({ siteIds, equipmentIds, equipmentKeys }: PlaceFilter, place: EquipmentKey): boolean {
  if (siteIds !== undefined && !siteIds.includes(place.siteId)) return false;
  if (equipmentIds === undefined && equipmentKeys === undefined) return true;
  return (
    (equipmentIds?.includes(place.equipmentId) ?? false) || (equipmentKeys?.some((key) => isSame(key, place)) ?? false)
  );
}

function isSame(a: EquipmentKey, b: EquipmentKey): boolean {
  return a.siteId === b.siteId && a.equipmentId === b.equipmentId;
}
