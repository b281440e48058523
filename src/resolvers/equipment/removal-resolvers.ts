/** Resolves the mutation `removeSensors`. */
import { authorOf } from '../../auth/identity.ts';
import type { SensorKey } from '../../domain/equipment/equipment.ts';
import { plantId } from '../../domain/equipment/plant-id.ts';
import { AndonError } from '../../errors.ts';
import type { NamedRemoval, SensorRemoval } from '../../services/equipment/sensor-removal-service.ts';
import { maySee, permittedFilter, permittedSite } from '../access/permitted.ts';
import type { Context } from '../context.ts';
import { given } from '../relay/given.ts';
import { givenEquipment, siteOf } from '../relay/given-id.ts';
import { instant } from '../relay/instant.ts';

interface SensorArgument {
  readonly siteId?: string | null | undefined;
  readonly equipmentId: string;
  readonly sensorType: string;
}

interface RemovalArguments {
  readonly filter?:
    | {
        readonly siteIds?: readonly string[] | null | undefined;
        readonly equipmentIds?: readonly string[] | null | undefined;
        readonly sensorTypes?: readonly string[] | null | undefined;
        readonly equipmentIdPrefix?: string | null | undefined;
        readonly registered?: boolean | null | undefined;
        readonly firstSeenFrom?: unknown;
        readonly firstSeenTo?: unknown;
        readonly silentSince?: unknown;
      }
    | null
    | undefined;
  readonly sensors?: readonly SensorArgument[] | null | undefined;
  readonly reason?: string | null | undefined;
  readonly dryRun?: boolean | null | undefined;
}

/** What became of one sensor that was named. */
export interface RemovalResult extends SensorKey {
  readonly outcome: 'removed' | 'notFound' | 'forbidden';
}

export async function removeSensors(
  { filter, sensors, reason, dryRun }: RemovalArguments,
  context: Context,
): Promise<SensorRemoval & { readonly results: readonly RemovalResult[] }> {
  const { identity } = context;
  const by = { author: authorOf(identity), credentialId: identity.credential?.id ?? null, reason: reason ?? null };
  const { sensorRemoval } = context.services;
  const isDryRun = dryRun ?? false;
  if ((filter == null) === (sensors == null)) {
    throw new AndonError('BAD_USER_INPUT', 'Give either filter or sensors.', { argument: 'filter' });
  }
  if (sensors == null) {
    return { ...(await sensorRemoval.byFilter(removalFilter(filter ?? {}, context), by, isDryRun)), results: [] };
  }
  const keys = sensors.map((sensor) => keyOf(sensor, context));
  const within = keys.filter(({ siteId }) => maySee(siteId, context));
  const { results, ...removal } = await sensorRemoval.byName(within, by, isDryRun);
  const named = results[Symbol.iterator]();
  return {
    ...removal,
    results: keys.map((key) => resultOf(key, maySee(key.siteId, context) ? named.next().value : undefined)),
  };
}

function resultOf(key: SensorKey, result: NamedRemoval | undefined): RemovalResult {
  if (result === undefined) return { ...key, outcome: 'forbidden' };
  return { ...key, outcome: result.isRemoved ? 'removed' : 'notFound' };
}

function keyOf({ siteId, equipmentId, sensorType }: SensorArgument, context: Context): SensorKey {
  const machine = givenEquipment(equipmentId, 'equipmentId');
  // A site that was named is judged later, for each sensor by itself.
  const site = machine === null ? siteId : siteOf(machine, siteId, 'equipmentId');
  return {
    siteId: site == null ? permittedSite(site, context) : plantId(site),
    equipmentId: machine?.equipmentId ?? plantId(equipmentId),
    sensorType: plantId(sensorType),
  };
}

function removalFilter(filter: NonNullable<RemovalArguments['filter']>, context: Context) {
  const { firstSeenFrom, firstSeenTo, silentSince, ...rest } = filter;
  const time = (value: unknown, name: string) => (value == null ? undefined : instant(value, name));
  return {
    ...permittedFilter(rest, context),
    ...given({
      firstSeenFrom: time(firstSeenFrom, 'firstSeenFrom'),
      firstSeenTo: time(firstSeenTo, 'firstSeenTo'),
      silentSince: time(silentSince, 'silentSince'),
    }),
  };
}
