/** The interface of the feed of recommendations for resolvers and health. */
import type { RecommendationEvent } from '../../domain/recommendations/recommendation.ts';
import type { EventPage, EventPageRequest } from './event-page.ts';
import type { OrderedEvents } from './ordered-events.ts';
import type { EventSelection } from './selection.ts';

export type { FeedHealth } from './ordered-events.ts';

/** The options of a subscriber with an execution of its own. */
export interface EventsOptions extends EventSelection {
  readonly signal?: AbortSignal;
}

/** The feed as its subscribers use it. */
export interface RecommendationFeed extends OrderedEvents<RecommendationEvent, EventSelection> {
  /** A batch range, with the same rejections. */
  page(request: EventPageRequest): Promise<EventPage>;
}
