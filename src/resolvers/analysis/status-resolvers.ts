/** Resolves the query `currentStatus`. */
import { type Freshness, freshnessOf, type SensorStatus } from '../../domain/equipment/status.ts';
import type { Quality } from '../../domain/readings/quality.ts';
import { permittedFilter } from '../access/permitted.ts';
import type { Context } from '../context.ts';
import { type Connection, type ConnectionArguments, connect } from '../relay/connection.ts';
import { cursors } from '../relay/page-cursor.ts';

interface StatusFilterInput {
  readonly siteIds?: readonly string[] | null | undefined;
  readonly equipmentIds?: readonly string[] | null | undefined;
  readonly sensorTypes?: readonly string[] | null | undefined;
  readonly qualities?: readonly Quality[] | null | undefined;
  readonly freshness?: readonly Freshness[] | null | undefined;
  readonly isActive?: boolean | null | undefined;
}

export async function listStatus(
  args: ConnectionArguments & { readonly filter?: StatusFilterInput | null | undefined },
  context: Context,
): Promise<Connection<SensorStatus>> {
  const filter = permittedFilter(args.filter ?? {}, context);
  return connect(context, args, {
    codec: cursors.status,
    keyOf: ({ sensorId }) => sensorId,
    list: (page) => context.services.status.list(filter, page),
  });
}

export function freshness({ lastUpdated }: SensorStatus, { now }: Context): Freshness {
  return freshnessOf(lastUpdated.getTime(), now());
}
