/** Builds Relay connections from pages of rows. */
import type { Page, PageRequest } from '../../domain/page.ts';
import { AndonError } from '../../errors.ts';
import { defaultPageSize, maxPageSize } from '../../limits.ts';
import type { Context } from '../context.ts';
import type { CursorCodec } from './page-cursor.ts';

export interface ConnectionArguments {
  readonly first?: number | null | undefined;
  readonly after?: string | null | undefined;
}

export interface PageInfo {
  readonly hasNextPage: boolean;
  readonly hasPreviousPage: boolean;
  readonly startCursor: string | null;
  readonly endCursor: string | null;
}

export interface Connection<Row> {
  readonly edges: readonly { readonly cursor: string; readonly node: Row }[];
  readonly pageInfo: PageInfo;
}

/** A connection whose rows can be counted cheaply, if somebody asks. */
export interface CountedConnection<Row> extends Connection<Row> {
  readonly count: () => Promise<number>;
}

interface ListSource<Row, Key> {
  readonly codec: CursorCodec<Key>;
  readonly keyOf: (row: Row) => Key;
  readonly list: (page: PageRequest<Key>) => Promise<Page<Row>>;
}

/** One page in the form of the Relay Cursor Connections Specification, forward only. */
export async function connect<Row, Key>(
  context: Context,
  { first, after }: ConnectionArguments,
  { codec, keyOf, list }: ListSource<Row, Key>,
): Promise<Connection<Row>> {
  const size = pageSize(first);
  context.budget.take(size);
  const { rows, hasNextPage } = await list({ first: size, after: after == null ? null : codec.decode(after) });
  const edges = rows.map((node) => ({ cursor: codec.encode(keyOf(node)), node }));
  return {
    edges,
    pageInfo: {
      hasNextPage,
      hasPreviousPage: after != null,
      startCursor: edges.at(0)?.cursor ?? null,
      endCursor: edges.at(-1)?.cursor ?? null,
    },
  };
}

/** The same of what can be counted cheaply: it is counted where somebody asks. */
export async function connectCounted<Row, Key>(
  context: Context,
  args: ConnectionArguments,
  source: ListSource<Row, Key> & Pick<CountedConnection<Row>, 'count'>,
): Promise<CountedConnection<Row>> {
  return { ...(await connect(context, args, source)), count: source.count };
}

/** `first` within its bounds; throws BAD_USER_INPUT. */
export function pageSize(first: number | null | undefined): number {
  const size = first ?? defaultPageSize;
  if (size < 1 || size > maxPageSize) {
    throw new AndonError('BAD_USER_INPUT', `first must be between 1 and ${maxPageSize}, not ${size}.`, {
      argument: 'first',
    });
  }
  return size;
}
