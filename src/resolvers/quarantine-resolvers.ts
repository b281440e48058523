import type { QuarantineReplayResult } from '../domain/reading.ts';
import { AndonError } from '../errors.ts';
import type { QuarantinedReading } from '../services/quarantine-service.ts';
import { type Connection, type ConnectionArguments, connect } from './connection.ts';
import type { Context } from './context.ts';
import { cursors } from './cursor.ts';
import type { ReadingInput } from './ingest-resolvers.ts';
import { timeRange } from './instant.ts';
import { permittedFilter } from './permitted.ts';

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
  { entries }: { readonly entries: readonly { readonly id: string; readonly reading: ReadingInput }[] },
  { quarantineReplay, identity }: Context,
): Promise<QuarantineReplayResult> {
  return quarantineReplay.replay(
    entries.map(({ id, reading }, index) => ({
      id: entryId(id),
      reading: { ...reading, value: reading.value, timestamp: reading.timestamp, index },
    })),
    identity,
  );
}

function entryId(text: string): number {
  const id = Number(text);
  if (/^\d{1,15}$/.test(text) && id > 0) return id;
  throw new AndonError('BAD_USER_INPUT', `${JSON.stringify(text.slice(0, 50))} is no id of an entry of quarantine.`, {
    argument: 'id',
  });
}
