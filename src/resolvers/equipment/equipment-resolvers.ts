/** Resolves equipment, its sensors, and its registration. */
import type { Criticality, Equipment, EquipmentKey, SensorDefinition } from '../../domain/equipment/equipment.ts';
import { plantId } from '../../domain/equipment/plant-id.ts';
import type { SensorStatus } from '../../domain/equipment/status.ts';
import { permittedFilter, permittedSite } from '../access/permitted.ts';
import type { Context } from '../context.ts';
import { type ConnectionArguments, type CountedConnection, connectCounted } from '../relay/connection.ts';
import { givenEquipment, siteOf } from '../relay/given-id.ts';
import { cursors } from '../relay/page-cursor.ts';

export async function equipmentById(
  args: { id: string; siteId?: string | null | undefined },
  context: Context,
): Promise<Equipment | null> {
  const key = givenEquipment(args.id, 'id');
  if (key !== null) {
    return context.loaders.equipment.load({ ...key, siteId: permittedSite(siteOf(key, args.siteId, 'id'), context) });
  }
  const siteId = permittedSite(args.siteId, context);
  const equipmentId = plantId(args.id);
  const found = await context.loaders.equipment.load({ siteId, equipmentId: args.id });
  // Rows that were stored before ids were trimmed are found by their own ids.
  return found !== null || equipmentId === args.id ? found : context.loaders.equipment.load({ siteId, equipmentId });
}

/** The equipment that a row names; null when it was neither registered nor sent a reading. */
export function equipmentOf({ siteId, equipmentId }: EquipmentKey, { loaders }: Context): Promise<Equipment | null> {
  return loaders.equipment.load({ siteId, equipmentId });
}

export function sensorsOf(
  { siteId, equipmentId }: EquipmentKey,
  { loaders }: Context,
): Promise<readonly SensorDefinition[]> {
  return loaders.sensors.load({ siteId, equipmentId });
}

export function statusOf(
  { siteId, equipmentId }: EquipmentKey,
  { loaders }: Context,
): Promise<readonly SensorStatus[]> {
  return loaders.status.load({ siteId, equipmentId });
}

interface EquipmentFilterInput {
  readonly siteIds?: readonly string[] | null | undefined;
  readonly equipmentIds?: readonly string[] | null | undefined;
  readonly equipmentTypes?: readonly string[] | null | undefined;
  readonly criticalities?: readonly Criticality[] | null | undefined;
  readonly isActive?: boolean | null | undefined;
}

export async function listEquipment(
  args: ConnectionArguments & { readonly filter?: EquipmentFilterInput | null | undefined },
  context: Context,
): Promise<CountedConnection<Equipment>> {
  const filter = permittedFilter(args.filter ?? {}, context);
  return connectCounted(context, args, {
    codec: cursors.equipment,
    keyOf: ({ siteId, equipmentId }) => ({ siteId, equipmentId }),
    list: (page) => context.services.equipment.list(filter, page),
    count: () => context.services.equipment.count(filter),
  });
}
