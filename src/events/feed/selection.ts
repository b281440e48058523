/** Which events a subscriber wants: kinds and filter. */
import {
  matchesRecommendation,
  type RecommendationEvent,
  type RecommendationEventKind,
  type RecommendationFilter,
  usualEventKinds,
} from '../../domain/recommendations/recommendation.ts';

/** The events that a subscriber wants. Without `kinds` the usual ones; an absent filter does not restrict. */
export interface EventSelection {
  readonly kinds?: readonly RecommendationEventKind[];
  readonly filter?: RecommendationFilter;
}

export function isWanted({ kind, recommendation }: RecommendationEvent, { kinds, filter }: EventSelection): boolean {
  return (
    (kinds ?? usualEventKinds).includes(kind) && (filter === undefined || matchesRecommendation(filter, recommendation))
  );
}
