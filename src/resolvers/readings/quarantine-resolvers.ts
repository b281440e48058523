/** Resolves the query `quarantine` and the mutation `replayQuarantine`. */
import type { QuarantineReplayResult } from '../../domain/readings/reading.ts';
import { isRecord, receivedReading } from '../../domain/readings/received-reading.ts';
import type { QuarantinedReading } from '../../services/queries.ts';
import { permittedFilter } from '../access/permitted.ts';
import type { Context } from '../context.ts';
import { type Connection, type ConnectionArguments, connect } from '../relay/connection.ts';
import { givenQuarantined } from '../relay/given-id.ts';
import { timeRange } from '../relay/instant.ts';
import { cursors } from '../relay/page-cursor.ts';
import { listOf } from './ingest-resolvers.ts';

interface QuarantineFilterInput {
  readonly siteIds?: readonly string[] | null | undefined;
  readonly equipmentIds?: readonly string[] | null | undefined;
  readonly sensorTypes?: readonly string[] | null | undefined;
  readonly codes?: readonly string[] | null | undefined;
  readonly replayed?: boolean | null | undefined;
  readonly from?: unknown;
  readonly to?: unknown;
}

export async function listQuarantine(
  args: ConnectionArguments & { readonly filter?: QuarantineFilterInput | null | undefined },
  context: Context,
): Promise<Connection<QuarantinedReading>> {
  const { from, to, ...rest } = args.filter ?? {};
  const filter = { ...permittedFilter(rest, context), ...timeRange({ from, to }) };
  return connect(context, args, {
    codec: cursors.quarantine,
    keyOf: ({ receivedAt, id }) => ({ receivedAt, id }),
    list: (page) => context.services.quarantine.list(filter, page),
  });
}

export async function replayQuarantine(
  { entries }: { readonly entries: unknown },
  { quarantineReplay, identity }: Context,
): Promise<QuarantineReplayResult> {
  return quarantineReplay.replay(
    listOf(entries).map((entry, index) => {
      const { id, reading } = isRecord(entry) ? entry : {};
      return { id: givenQuarantined(id), reading: receivedReading(reading, index) };
    }),
    identity,
  );
}
