import type { QuarantinedReading } from '../services/quarantine-service.ts';
import { type Connection, type ConnectionArguments, connect } from './connection.ts';
import type { Context } from './context.ts';
import { cursors } from './cursor.ts';
import { given } from './given.ts';
import { timeRange } from './instant.ts';

interface QuarantineFilterInput {
  readonly siteIds?: readonly string[] | null | undefined;
  readonly equipmentIds?: readonly string[] | null | undefined;
  readonly codes?: readonly string[] | null | undefined;
  readonly from?: unknown;
  readonly to?: unknown;
}

export async function listQuarantine(
  args: ConnectionArguments & { readonly filter?: QuarantineFilterInput | null | undefined },
  context: Context,
): Promise<Connection<QuarantinedReading>> {
  const { from, to, ...rest } = args.filter ?? {};
  const filter = { ...given(rest), ...timeRange({ from, to }) };
  return connect(context, args, {
    codec: cursors.quarantine,
    keyOf: ({ receivedAt, id }) => ({ receivedAt, id }),
    list: (page) => context.services.quarantine.list(filter, page),
  });
}
