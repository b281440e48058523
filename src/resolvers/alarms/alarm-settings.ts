/** Resolves how the alarms of sites are judged. */
import { authorOf } from '../../auth/identity.ts';
import { plantId } from '../../domain/equipment/plant-id.ts';
import type { AlarmSiteSettings, LatchingRule } from '../../services/alarms/alarm-settings-service.ts';
import { permittedSite, permittedSites } from '../access/permitted.ts';
import type { Context } from '../context.ts';
import { givenEquipment, siteOf } from '../relay/given-id.ts';

export async function alarmSettings(
  { siteIds }: { readonly siteIds?: readonly string[] | null | undefined },
  context: Context,
): Promise<AlarmSiteSettings[]> {
  return context.services.alarmSettings.list(permittedSites(siteIds, context));
}

export async function setAlarmSettings(
  {
    siteId,
    operatorPositions,
    floodAbove,
  }: {
    readonly siteId?: string | null | undefined;
    readonly operatorPositions?: number | null | undefined;
    readonly floodAbove?: number | null | undefined;
  },
  context: Context,
): Promise<AlarmSiteSettings> {
  return context.services.alarmSettings.set(
    permittedSite(siteId, context),
    { operatorPositions: operatorPositions ?? undefined, floodAbove: floodAbove ?? undefined },
    authorOf(context.identity),
  );
}

export function latchingOf({ siteId }: AlarmSiteSettings, { services }: Context): Promise<LatchingRule[]> {
  return services.alarmSettings.latching(siteId);
}

export async function setAlarmLatching(
  args: {
    readonly siteId?: string | null | undefined;
    readonly equipmentId?: string | null | undefined;
    readonly problem?: string | null | undefined;
    readonly latching: boolean;
  },
  context: Context,
): Promise<LatchingRule[]> {
  const key = args.equipmentId == null ? null : givenEquipment(args.equipmentId, 'equipmentId');
  const asked = key === null ? args.siteId : siteOf(key, args.siteId, 'equipmentId');
  const siteId = permittedSite(asked, context);
  await context.services.alarmSettings.setLatching(
    {
      siteId,
      equipmentId: args.equipmentId == null ? null : (key?.equipmentId ?? plantId(args.equipmentId)),
      problem: args.problem ?? null,
      latching: args.latching,
    },
    authorOf(context.identity),
  );
  return context.services.alarmSettings.latching(siteId);
}
