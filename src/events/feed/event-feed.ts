/** The ordered feed of recommendation events. */
import { readEvents, readLogExtent } from '../../db/recommendations/event-rows.ts';
import type { RecommendationEvent } from '../../domain/recommendations/recommendation.ts';
import { AndonError } from '../../errors.ts';
import { intoRecommendations } from './cursor-of-stream.ts';
import { type EventPage, type EventPageRequest, readEventPage } from './event-page.ts';
import type { EventFeedOptions } from './feed-options.ts';
import { OrderedFeed } from './ordered-feed.ts';
import type { RecommendationFeed } from './recommendation-feed.ts';
import { type EventSelection, isWanted } from './selection.ts';

export class EventFeed extends OrderedFeed<RecommendationEvent, EventSelection> implements RecommendationFeed {
  readonly #pool: EventFeedOptions['pool'];

  constructor(options: EventFeedOptions) {
    super(options, { ...intoRecommendations, read: readEvents, readExtent: readLogExtent, isWanted });
    this.#pool = options.pool;
  }

  async page(request: EventPageRequest): Promise<EventPage> {
    try {
      return await readEventPage(this.#pool, request);
    } catch (error) {
      // A subscriber without a cursor begins at the head of the present log.
      if (error instanceof AndonError && error.code === 'CURSOR_EXPIRED') await this.verify();
      throw error;
    }
  }
}
