/** Resolves queries and mutations about knowledge of what may be wrong. */
import { authorOf } from '../../auth/identity.ts';
import type { KnowledgeChange } from '../../domain/knowledge/knowledge-change.ts';
import { AndonError } from '../../errors.ts';
import type { KnowledgeFilter, KnowledgeInput, ListedKnowledge } from '../../services/knowledge/knowledge-service.ts';
import { permittedSite, permittedSites } from '../access/permitted.ts';
import type { Context } from '../context.ts';
import {
  type Connection,
  type ConnectionArguments,
  type CountedConnection,
  connect,
  connectCounted,
} from '../relay/connection.ts';
import { given } from '../relay/given.ts';
import { cursors } from '../relay/page-cursor.ts';

interface FilterInput {
  readonly siteIds?: readonly string[] | null | undefined;
  readonly issue?: string | null | undefined;
  readonly equipmentType?: string | null | undefined;
  readonly sensorType?: string | null | undefined;
  readonly isOwn?: boolean | null | undefined;
}

export async function listKnowledge(
  args: ConnectionArguments & { readonly filter?: FilterInput | null | undefined },
  context: Context,
): Promise<CountedConnection<ListedKnowledge>> {
  const { siteIds, ...rest } = args.filter ?? {};
  const filter: KnowledgeFilter = given({ ...rest, siteIds: permittedSites(siteIds, context) });
  return connectCounted(context, args, {
    codec: cursors.knowledge,
    keyOf: ({ key }) => key,
    list: (page) => context.services.knowledge.list(filter, page),
    count: () => context.services.knowledge.count(filter),
  });
}

export async function knowledgeHistory(
  args: ConnectionArguments & {
    readonly siteIds?: readonly string[] | null | undefined;
    readonly entryId?: string | null | undefined;
  },
  context: Context,
): Promise<Connection<KnowledgeChange>> {
  const entryId = args.entryId == null ? undefined : entryNumber(args.entryId);
  const filter = given({ siteIds: permittedSites(args.siteIds, context), entryId });
  return connect(context, args, {
    codec: cursors.knowledgeHistory,
    keyOf: ({ id }) => id,
    list: (page) => context.services.knowledge.history(filter, page),
  });
}

/** With the site, which the caller has to reach; an entry for every site takes a caller who reaches every site. */
export async function setKnowledge(
  { input }: { readonly input: KnowledgeInput },
  context: Context,
): Promise<ListedKnowledge> {
  return context.services.knowledge.set({ ...input, siteId: siteOfInput(input, context) }, authorOf(context.identity));
}

export async function removeKnowledge(
  { entryId }: { readonly entryId: string },
  context: Context,
): Promise<ListedKnowledge> {
  return context.services.knowledge.remove(entryNumber(entryId), authorOf(context.identity), context.identity.siteIds);
}

function siteOfInput({ siteId }: KnowledgeInput, context: Context): string | null {
  const { siteIds } = context.identity;
  if (siteId != null) return permittedSite(siteId, context);
  if (siteIds === null) return null;
  const [only] = siteIds;
  if (siteIds.length === 1 && only !== undefined) return only;
  throw new AndonError(
    'FORBIDDEN',
    'An entry without siteId holds for every site, which your access does not reach: name one of your sites.',
    { argument: 'input.siteId' },
  );
}

function entryNumber(entryId: string): number {
  if (/^\d{1,15}$/.test(entryId)) return Number(entryId);
  const shown = JSON.stringify(entryId.slice(0, 50));
  throw new AndonError('BAD_USER_INPUT', `${shown} is no number of an entry; knowledge lists them.`, {
    argument: 'entryId',
  });
}
