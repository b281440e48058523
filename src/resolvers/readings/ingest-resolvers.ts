/** Resolves the mutations `ingestReadings`, `ingestSeries` and `registerEquipment`. */
import { authorOf } from '../../auth/identity.ts';
import type { Equipment } from '../../domain/equipment/equipment.ts';
import type { IngestResult } from '../../domain/readings/reading.ts';
import { receivedReading } from '../../domain/readings/received-reading.ts';
import { AndonError } from '../../errors.ts';
import { maxBatchReadings } from '../../limits.ts';
import type { EquipmentRegistration } from '../../services/equipment/equipment-service.ts';
import { permittedSite } from '../access/permitted.ts';
import type { Context } from '../context.ts';
import { givenEquipment, siteOf } from '../relay/given-id.ts';
import { instant } from '../relay/instant.ts';

/** Variables of these arguments are handed on as they were sent, see server/lenient-variables.ts: the gateway rejects each bad reading by itself. */
export async function ingestReadings(
  { readings }: { readonly readings: unknown },
  { ingest, identity, budget }: Context,
): Promise<IngestResult> {
  const given = listOf(readings);
  const { length } = given;
  if (length > maxBatchReadings) {
    throw new AndonError('BAD_USER_INPUT', `${length} readings in one request; send at most ${maxBatchReadings}`);
  }
  budget.take(length);
  return ingest.submit(given.map(receivedReading), identity);
}

export function ingestSeries(
  { series }: { readonly series: unknown },
  { ingest, identity }: Context,
): Promise<IngestResult> {
  return ingest.submitSeries(listOf(series), identity);
}

/** As in GraphQL, a value that is no list stands for a list of one. */
export function listOf(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : [value];
}

type EquipmentInput = Omit<EquipmentRegistration, 'installationDate' | 'lastMaintenanceDate'> & {
  readonly installationDate?: unknown;
  readonly lastMaintenanceDate?: unknown;
};

export async function registerEquipment(
  { equipment }: { readonly equipment: readonly EquipmentInput[] },
  context: Context,
): Promise<Equipment[]> {
  return context.services.equipment.register(
    equipment.map(({ installationDate, lastMaintenanceDate, siteId, id, ...rest }) => ({
      ...rest,
      ...registered(id, siteId, context),
      ...day('installationDate', installationDate),
      ...day('lastMaintenanceDate', lastMaintenanceDate),
    })),
    authorOf(context.identity),
  );
}

/** A machine that is there already may be named by its global id. */
function registered(
  id: string,
  siteId: string | null | undefined,
  context: Context,
): { readonly id: string; readonly siteId: string } {
  const key = givenEquipment(id, 'id');
  if (key === null) return { id, siteId: permittedSite(siteId, context) };
  return { id: key.equipmentId, siteId: permittedSite(siteOf(key, siteId, 'id'), context) };
}

/** Left out stays left out, and null stays null: the one keeps a value, the other clears it. */
function day<Name extends string>(name: Name, value: unknown): { [Key in Name]?: Date | null };
function day(name: string, value: unknown): Record<string, Date | null> {
  if (value === undefined) return {};
  return { [name]: value === null ? null : instant(value, name) };
}
