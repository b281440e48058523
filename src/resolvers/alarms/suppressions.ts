/** Resolves suppression by design: planned maintenance and rules. */
import { authorOf } from '../../auth/identity.ts';
import type { Suppression } from '../../domain/alarms/suppression.ts';
import type { EquipmentKey } from '../../domain/equipment/equipment.ts';
import { plantId } from '../../domain/equipment/plant-id.ts';
import type { SuppressionOutcome } from '../../services/alarms/suppression-service.ts';
import { maySee, permittedFilter, permittedSite } from '../access/permitted.ts';
import type { Context } from '../context.ts';
import { type ConnectionArguments, type CountedConnection, connectCounted } from '../relay/connection.ts';
import { givenEquipment, siteOf } from '../relay/given-id.ts';
import { instant } from '../relay/instant.ts';
import { cursors } from '../relay/page-cursor.ts';

/** What became of one machine, or of one suppression, with the id by which it was asked for. */
export interface SuppressionResult extends SuppressionOutcome {
  readonly id: string;
}

interface Machines {
  readonly equipmentIds: readonly string[];
  readonly siteId?: string | null | undefined;
}

type Caller = Pick<Context, 'identity' | 'services'>;

export async function listSuppressions(
  args: ConnectionArguments & {
    readonly filter?:
      | {
          readonly siteIds?: readonly string[] | null | undefined;
          readonly equipmentIds?: readonly string[] | null | undefined;
          readonly isInForce?: boolean | null | undefined;
          readonly isOver?: boolean | null | undefined;
        }
      | null
      | undefined;
  },
  context: Context,
): Promise<CountedConnection<Suppression>> {
  const filter = permittedFilter(args.filter ?? {}, context);
  return connectCounted(context, args, {
    codec: cursors.suppressions,
    keyOf: ({ suppressionId }) => suppressionId,
    list: (page) => context.services.suppressions.list(filter, page),
    count: () => context.services.suppressions.count(filter),
  });
}

export async function planMaintenance(
  args: Machines & { readonly from?: unknown; readonly until?: unknown; readonly reason: string },
  context: Caller,
): Promise<SuppressionResult[]> {
  const outcomes = await context.services.suppressions.plan({
    machines: machinesOf(args, context),
    from: args.from == null ? null : instant(args.from, 'from'),
    until: instant(args.until, 'until'),
    reason: args.reason,
    author: authorOf(context.identity),
  });
  return withIds(args.equipmentIds, outcomes);
}

export async function addSuppressionRules(
  args: Machines & {
    readonly cause: {
      readonly equipmentId: string;
      readonly problem?: string | null | undefined;
      readonly sensorType?: string | null | undefined;
      readonly states?: readonly string[] | null | undefined;
    };
    readonly reason: string;
  },
  context: Caller,
): Promise<SuppressionResult[]> {
  const { equipmentId, problem, sensorType, states } = args.cause;
  const key = givenEquipment(equipmentId, 'cause');
  const outcomes = await context.services.suppressions.addRules({
    machines: machinesOf(args, context),
    cause: {
      equipmentId: key?.equipmentId ?? plantId(equipmentId),
      problem: problem ?? null,
      sensorType: sensorType == null ? null : plantId(sensorType),
      states: states ?? null,
    },
    reason: args.reason,
    author: authorOf(context.identity),
  });
  return withIds(args.equipmentIds, outcomes);
}

export async function endSuppressions(
  isMaintenance: boolean,
  { ids }: { readonly ids: readonly string[] },
  { identity, services }: Caller,
): Promise<SuppressionResult[]> {
  const outcomes = await services.suppressions.end({
    ids: ids.map((id) => (/^[1-9]\d{0,14}$/.test(id) ? Number(id) : null)),
    isMaintenance,
    author: authorOf(identity),
    siteIds: identity.siteIds,
  });
  return withIds(ids, outcomes);
}

/** Null for a machine that the caller does not reach: it does not exist for them. */
function machinesOf({ equipmentIds, siteId }: Machines, context: Caller): (EquipmentKey | null)[] {
  return equipmentIds.map((id) => {
    const key = givenEquipment(id, 'equipmentIds');
    if (key === null) return { siteId: permittedSite(siteId, context), equipmentId: plantId(id) };
    const site = siteOf(key, siteId, 'equipmentIds');
    return maySee(site, context) ? { siteId: site, equipmentId: key.equipmentId } : null;
  });
}

function withIds(ids: readonly string[], outcomes: readonly SuppressionOutcome[]): SuppressionResult[] {
  return outcomes.flatMap((outcome, place) => {
    const id = ids[place];
    return id === undefined ? [] : [{ ...outcome, id }];
  });
}
