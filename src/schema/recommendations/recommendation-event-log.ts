import type { EventPage } from '../../events/feed/event-page.ts';
import { builder } from '../builder.ts';
import { recommendationEventType } from './recommendation-event.ts';

export const recommendationEventLogType = builder.objectRef<EventPage>('RecommendationEventLog').implement({
  description: 'A stretch of the ordered feed, for programs that ask instead of subscribing.',
  fields: (t) => ({
    events: t.field({
      type: [recommendationEventType],
      description: 'The matching events, oldest first. May be empty while `hasMore` is true.',
      resolve: ({ events }) => events,
    }),
    endCursor: t.exposeString('endCursor', {
      description:
        'Where to go on, as `after` here or in a subscription: behind the last event looked at, which need not match.',
    }),
    hasMore: t.exposeBoolean('hasMore', { description: 'Whether the log goes on behind `endCursor`.' }),
  }),
});
