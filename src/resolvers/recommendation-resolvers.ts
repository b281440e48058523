import type { Anomaly } from '../domain/anomaly.ts';
import type {
  Recommendation,
  RecommendationFilter,
  RecommendationHistoryEntry,
  RecommendationStatus,
} from '../domain/recommendation.ts';
import type { Severity } from '../domain/severity.ts';
import type { Effectiveness } from '../services/recommendation-service.ts';
import { type Connection, type ConnectionArguments, connect } from './connection.ts';
import type { Context } from './context.ts';
import { cursors } from './cursor.ts';
import { given } from './given.ts';
import { timeRange } from './instant.ts';

export interface RecommendationFilterInput {
  readonly siteIds?: readonly string[] | null | undefined;
  readonly equipmentIds?: readonly string[] | null | undefined;
  readonly issueTypes?: readonly string[] | null | undefined;
  readonly severities?: readonly Severity[] | null | undefined;
  readonly statuses?: readonly RecommendationStatus[] | null | undefined;
  readonly from?: unknown;
  readonly to?: unknown;
}

export function recommendationFilter(input: RecommendationFilterInput | null | undefined): RecommendationFilter {
  const { from, to, ...rest } = input ?? {};
  return { ...given(rest), ...timeRange({ from, to }) };
}

export async function recommendationById(
  { id }: { readonly id: string },
  { services }: Context,
): Promise<Recommendation | null> {
  const [recommendation] = await services.recommendations.byIds([id]);
  return recommendation ?? null;
}

export async function listRecommendations(
  args: ConnectionArguments & { readonly filter?: RecommendationFilterInput | null | undefined },
  context: Context,
): Promise<Connection<Recommendation>> {
  const filter = recommendationFilter(args.filter);
  return connect(context, args, {
    codec: cursors.recommendations,
    keyOf: ({ createdAt, id }) => ({ createdAt, id }),
    list: (page) => context.services.recommendations.list(filter, page),
  });
}

export function anomalyOf({ anomalyId }: Recommendation, { loaders }: Context): Promise<Anomaly | null> | null {
  return anomalyId === null ? null : loaders.anomaly.load(anomalyId);
}

export function historyOf(
  { id }: Recommendation,
  { loaders }: Context,
): Promise<readonly RecommendationHistoryEntry[]> {
  return loaders.history.load(id);
}

export async function recommendationEffectiveness(
  range: { readonly from?: unknown; readonly to?: unknown },
  { services }: Context,
): Promise<Effectiveness[]> {
  return services.recommendations.effectiveness(timeRange(range));
}
