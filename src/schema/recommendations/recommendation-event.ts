import { encodeCursor } from '../../events/feed/cursor.ts';
import type { FeedEvent } from '../../events/feed/event-broadcast.ts';
import { builder } from '../builder.ts';
import { recommendationEventKindType } from './recommendation-event-kind.ts';
import { recommendationStatusType } from './recommendation-status.ts';
import { recommendationType } from './recommendation-type.ts';

export const recommendationEventType = builder.objectRef<FeedEvent>('RecommendationEvent').implement({
  description: 'One entry of the ordered feed: gapless and in the order of commits.',
  fields: (t) => ({
    cursor: t.exposeString('cursor', {
      description: 'Names this event: hand the last one back as `after` to get exactly what followed.',
    }),
    previousCursor: t.string({
      description:
        'Cursor of the event before it in the log, whether that was wanted or not. With every kind named and no filter it is the cursor of the event that you had before: if it is not, something between is missing.',
      resolve: ({ epoch, event }) => encodeCursor(epoch, { number: event.number - 1, token: event.previousToken }),
    }),
    number: t.float({
      description:
        'Its place in the log, from 1, gapless and in the order of commits: with every kind named and no filter each event’s number is the one before plus 1. After a restore or a fail-over with loss numbers are given again to other events; `previousCursor` tells these apart.',
      resolve: ({ event }) => event.number,
    }),
    kind: t.field({
      type: recommendationEventKindType,
      description: 'What happened.',
      resolve: ({ event }) => event.kind,
    }),
    occurredAt: t.field({
      type: 'DateTime',
      description: 'When it was committed.',
      resolve: ({ event }) => event.occurredAt,
    }),
    recommendation: t.field({
      type: recommendationType,
      description: 'A snapshot: the recommendation as it was when the event happened; for DELETED its last state.',
      resolve: ({ event }) => event.recommendation,
    }),
    oldStatus: t.field({
      type: recommendationStatusType,
      nullable: true,
      description: 'Status before; null for CREATED.',
      resolve: ({ event }) => event.oldStatus,
    }),
    newStatus: t.field({
      type: recommendationStatusType,
      nullable: true,
      description: 'Status after; null for DELETED.',
      resolve: ({ event }) => event.newStatus,
    }),
    operatorId: t.string({
      nullable: true,
      description: 'Who decided; null for CREATED and when nobody did.',
      resolve: ({ event }) => event.operatorId,
    }),
    operatorNotes: t.string({
      nullable: true,
      description: 'What the operator noted.',
      resolve: ({ event }) => event.operatorNotes,
    }),
  }),
});
