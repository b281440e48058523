/** Resolves anomalies and their fields. */
import type { Anomaly } from '../../domain/recommendations/anomaly.ts';
import type { Severity } from '../../domain/recommendations/severity.ts';
import { permittedFilter } from '../access/permitted.ts';
import type { Context } from '../context.ts';
import { type Connection, type ConnectionArguments, connect } from '../relay/connection.ts';
import { timeRange } from '../relay/instant.ts';
import { cursors } from '../relay/page-cursor.ts';

interface AnomalyFilterInput {
  readonly siteIds?: readonly string[] | null | undefined;
  readonly equipmentIds?: readonly string[] | null | undefined;
  readonly sensorTypes?: readonly string[] | null | undefined;
  readonly severities?: readonly Severity[] | null | undefined;
  readonly detectors?: readonly string[] | null | undefined;
  readonly from?: unknown;
  readonly to?: unknown;
}

export async function listAnomalies(
  args: ConnectionArguments & { readonly filter?: AnomalyFilterInput | null | undefined },
  context: Context,
): Promise<Connection<Anomaly>> {
  const { from, to, ...rest } = args.filter ?? {};
  const filter = { ...permittedFilter(rest, context), ...timeRange({ from, to }) };
  return connect(context, args, {
    codec: cursors.anomalies,
    keyOf: ({ eventTime, id }) => ({ eventTime, id }),
    list: (page) => context.services.anomalies.list(filter, page),
  });
}
