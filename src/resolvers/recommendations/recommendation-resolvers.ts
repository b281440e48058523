/** Resolves recommendations and their fields. */
import type { Anomaly } from '../../domain/recommendations/anomaly.ts';
import type {
  Recommendation,
  RecommendationFilter,
  RecommendationHistoryEntry,
  RecommendationStatus,
} from '../../domain/recommendations/recommendation.ts';
import type { Severity } from '../../domain/recommendations/severity.ts';
import { maySee, permittedFilter } from '../access/permitted.ts';
import type { Context } from '../context.ts';
import { type ConnectionArguments, type CountedConnection, connectCounted } from '../relay/connection.ts';
import { givenRecommendation } from '../relay/given-id.ts';
import { timeRange } from '../relay/instant.ts';
import { cursors } from '../relay/page-cursor.ts';

export interface RecommendationFilterInput {
  readonly siteIds?: readonly string[] | null | undefined;
  readonly equipmentIds?: readonly string[] | null | undefined;
  readonly issueTypes?: readonly string[] | null | undefined;
  readonly severities?: readonly Severity[] | null | undefined;
  readonly statuses?: readonly RecommendationStatus[] | null | undefined;
  readonly from?: unknown;
  readonly to?: unknown;
}

export function recommendationFilter(
  input: RecommendationFilterInput | null | undefined,
  context: Pick<Context, 'identity'>,
): RecommendationFilter {
  const { from, to, ...rest } = input ?? {};
  return { ...permittedFilter(rest, context), ...timeRange({ from, to }) };
}

export async function recommendationById(
  { id }: { readonly id: string },
  context: Context,
): Promise<Recommendation | null> {
  const [recommendation] = await context.services.recommendations.byIds([givenRecommendation(id)]);
  if (recommendation === undefined || recommendation === null) return null;
  return maySee(recommendation.siteId, context) ? recommendation : null;
}

export async function listRecommendations(
  args: ConnectionArguments & { readonly filter?: RecommendationFilterInput | null | undefined },
  context: Context,
): Promise<CountedConnection<Recommendation>> {
  const filter = recommendationFilter(args.filter, context);
  return connectCounted(context, args, {
    codec: cursors.recommendations,
    keyOf: ({ createdAt, id }) => ({ createdAt, id }),
    list: (page) => context.services.recommendations.list(filter, page),
    count: () => context.services.recommendations.count(filter),
  });
}

export async function anomalyOf({ anomalyId }: Recommendation, context: Context): Promise<Anomaly | null> {
  return anomalyById(anomalyId, context);
}

export async function anomalyById(anomalyId: number | null, context: Context): Promise<Anomaly | null> {
  const anomaly = anomalyId === null ? null : await context.loaders.anomaly.load(anomalyId);
  // Another program may have linked a recommendation to whatever it liked.
  return anomaly !== null && maySee(anomaly.siteId, context) ? anomaly : null;
}

export function historyOf(
  { id }: Recommendation,
  { loaders }: Context,
): Promise<readonly RecommendationHistoryEntry[]> {
  return loaders.history.load(id);
}
