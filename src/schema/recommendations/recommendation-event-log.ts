import type { EventPage } from '../../events/feed/event-page.ts';
import { builder } from '../builder.ts';
import { recommendationEventType } from './recommendation-event.ts';

export const recommendationEventLogType = builder.objectRef<EventPage>('RecommendationEventLog').implement({
  description: 'A page of the ordered feed, for programs that poll instead of subscribing.',
  fields: (t) => ({
    events: t.field({
      type: [recommendationEventType],
      description: 'The matching events, oldest first. May be empty while `hasMore` is true.',
      resolve: ({ events }) => events,
    }),
    endCursor: t.exposeString('endCursor', {
      description:
        'Pass it as `after` here or in a subscription to continue. It is the cursor of the last event examined, which need not match.',
    }),
    hasMore: t.exposeBoolean('hasMore', { description: 'Whether the log holds events after `endCursor`.' }),
  }),
});
