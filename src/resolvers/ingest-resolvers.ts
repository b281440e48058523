import type { Equipment } from '../domain/equipment.ts';
import type { IngestResult, ReceivedReading } from '../domain/reading.ts';
import type { ReceivedSeries } from '../ingest/series.ts';
import type { EquipmentRegistration } from '../services/equipment-service.ts';
import type { Context } from './context.ts';
import { instant } from './instant.ts';
import { permittedSite } from './permitted.ts';

/** A reading as the schema lets it through: hardly checked, because the gateway rejects each bad one by itself. */
export type ReadingInput = Partial<Omit<ReceivedReading, 'index'>>;

type SeriesInput = Omit<ReceivedSeries, 'qualities'> & { readonly qualities?: readonly unknown[] | null | undefined };

export function ingestReadings(
  { readings }: { readonly readings: readonly ReadingInput[] },
  { ingest, identity }: Context,
): Promise<IngestResult> {
  return ingest.submit(
    readings.map((reading, index) => ({ ...reading, value: reading.value, timestamp: reading.timestamp, index })),
    identity,
  );
}

export function ingestSeries(
  { series }: { readonly series: readonly SeriesInput[] },
  { ingest, identity }: Context,
): Promise<IngestResult> {
  // A null column means an absent one.
  return ingest.submitSeries(
    series.map(({ qualities, ...rest }) => (qualities == null ? rest : { ...rest, qualities })),
    identity,
  );
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
    equipment.map(({ installationDate, lastMaintenanceDate, siteId, ...rest }) => ({
      ...rest,
      siteId: permittedSite(siteId, context),
      ...day('installationDate', installationDate),
      ...day('lastMaintenanceDate', lastMaintenanceDate),
    })),
  );
}

/** Left out stays left out, and null stays null: the one keeps a value, the other clears it. */
function day<Name extends string>(name: Name, value: unknown): { [Key in Name]?: Date | null };
function day(name: string, value: unknown): Record<string, Date | null> {
  if (value === undefined) return {};
  return { [name]: value === null ? null : instant(value, name) };
}
