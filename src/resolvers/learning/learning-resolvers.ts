/** Resolves queries and mutations about what was learnt from decisions. */
import { authorOf } from '../../auth/identity.ts';
import { AndonError } from '../../errors.ts';
import type {
  LearntSilence,
  QueuedWithheld,
  WithheldFilter,
  WithheldRecommendation,
} from '../../services/learning/learning-service.ts';
import { permittedFilter, permittedSites } from '../access/permitted.ts';
import type { Context } from '../context.ts';
import { type Connection, type ConnectionArguments, connect } from '../relay/connection.ts';
import { given } from '../relay/given.ts';
import { timeRange } from '../relay/instant.ts';
import { cursors } from '../relay/page-cursor.ts';

export interface WithheldFilterInput {
  readonly siteIds?: readonly string[] | null | undefined;
  readonly equipmentIds?: readonly string[] | null | undefined;
  readonly issueTypes?: readonly string[] | null | undefined;
  readonly waiting?: boolean | null | undefined;
  readonly from?: unknown;
  readonly to?: unknown;
}

export async function learntSilences(
  { siteIds }: { readonly siteIds?: readonly string[] | null | undefined },
  context: Context,
): Promise<LearntSilence[]> {
  return context.services.learning.silences(permittedSites(siteIds, context));
}

export async function listWithheld(
  args: ConnectionArguments & { readonly filter?: WithheldFilterInput | null | undefined },
  context: Context,
): Promise<Connection<WithheldRecommendation>> {
  const { from, to, ...rest } = args.filter ?? {};
  const filter: WithheldFilter = { ...permittedFilter(given(rest), context), ...timeRange({ from, to }) };
  return connect(context, args, {
    codec: cursors.withheld,
    keyOf: ({ lastAt, id }) => ({ lastAt, id }),
    list: (page) => context.services.learning.withheld(filter, page),
  });
}

export async function queueWithheld(
  { ids }: { readonly ids: readonly string[] },
  { services, identity: { operatorId, siteIds } }: Context,
): Promise<QueuedWithheld[]> {
  return services.learning.queue(ids, { operatorId, siteIds });
}

/** The operator comes from the connection, never from an argument. */
export async function liftSilence(
  { silenceId, reason }: { readonly silenceId: string; readonly reason?: string | null | undefined },
  { services, identity }: Context,
): Promise<LearntSilence> {
  if (!/^\d{1,15}$/.test(silenceId)) {
    const shown = JSON.stringify(silenceId.slice(0, 50));
    throw new AndonError('BAD_USER_INPUT', `${shown} is no number of a silence; learntSilences lists them.`, {
      argument: 'silenceId',
    });
  }
  return services.learning.lift(Number(silenceId), authorOf(identity), identity.siteIds, reason ?? null);
}
