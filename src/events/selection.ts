import {
  matchesRecommendation,
  type RecommendationEvent,
  type RecommendationEventKind,
  type RecommendationFilter,
} from '../domain/recommendation.ts';

/** Which events somebody wants; absent members do not restrict. */
export interface EventSelection {
  readonly kinds?: readonly RecommendationEventKind[];
  readonly filter?: RecommendationFilter;
}

export function isWanted({ kind, recommendation }: RecommendationEvent, { kinds, filter }: EventSelection): boolean {
  return (
    (kinds === undefined || kinds.includes(kind)) &&
    (filter === undefined || matchesRecommendation(filter, recommendation))
  );
}
