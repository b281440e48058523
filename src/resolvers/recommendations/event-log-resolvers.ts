/** Resolves the query `recommendationEventLog`. */
import type { RecommendationEventKind } from '../../domain/recommendations/recommendation.ts';
import type { EventPage } from '../../events/feed/event-page.ts';
import type { Context } from '../context.ts';
import { type ConnectionArguments, pageSize } from '../relay/connection.ts';
import { given } from '../relay/given.ts';
import { type RecommendationFilterInput, recommendationFilter } from './recommendation-resolvers.ts';

interface EventLogArguments extends ConnectionArguments {
  readonly kinds?: readonly RecommendationEventKind[] | null | undefined;
  readonly filter?: RecommendationFilterInput | null | undefined;
}

export async function recommendationEventLog(args: EventLogArguments, context: Context): Promise<EventPage> {
  const first = pageSize(args.first);
  context.budget.take(first);
  const { after, kinds } = args;
  const filter = recommendationFilter(args.filter, context);
  const selection = Object.keys(filter).length === 0 ? {} : { filter };
  return context.feed.page({ ...given({ after, kinds }), ...selection, first });
}
