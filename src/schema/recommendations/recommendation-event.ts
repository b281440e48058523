import { encodeCursor } from '../../events/feed/cursor.ts';
import type { FeedEvent } from '../../events/feed/event-broadcast.ts';
import { builder } from '../builder.ts';
import { recommendationEventKindType } from './recommendation-event-kind.ts';
import { recommendationFindingType } from './recommendation-finding.ts';
import { recommendationStatusType } from './recommendation-status.ts';
import { recommendationType } from './recommendation-type.ts';

export const recommendationEventType = builder.objectRef<FeedEvent>('RecommendationEvent').implement({
  description: 'One entry of the ordered feed: gapless and in the order of commits.',
  fields: (t) => ({
    cursor: t.exposeString('cursor', {
      description: 'Cursor of this event: pass the last one as `after` to get exactly the events that followed.',
    }),
    previousCursor: t.string({
      description:
        'Cursor of the event before it in the log, whether that matched or not. With all kinds and no filter it equals the cursor of the event that the subscriber got before; if not, events in between are missing.',
      resolve: ({ epoch, event }) => encodeCursor(epoch, { number: event.number - 1, token: event.previousToken }),
    }),
    number: t.float({
      description:
        'Number of the event in the log, from 1, gapless and in the order of commits: with all kinds and no filter each number is the one before plus 1. After a restore or a fail-over with loss other events get the same numbers; `previousCursor` tells them apart.',
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
    joined: t.field({
      type: [recommendationFindingType],
      description:
        'Of CHANGED: the findings that have joined the recommendation by it. Empty for every other event, and for other changes.',
      resolve: ({ event: { kind, recommendation } }) =>
        kind === 'changed' ? recommendation.findings.filter(({ version }) => version === recommendation.version) : [],
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
      description: 'The operator who decided; null for CREATED and for changes without an operator.',
      resolve: ({ event }) => event.operatorId,
    }),
    operatorNotes: t.string({
      nullable: true,
      description: 'The operator’s notes.',
      resolve: ({ event }) => event.operatorNotes,
    }),
  }),
});
