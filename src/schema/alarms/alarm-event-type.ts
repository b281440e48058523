/** The type AlarmEvent. */
import type { AlarmEvent } from '../../domain/alarms/alarm.ts';
import { encodeCursor } from '../../events/feed/cursor.ts';
import type { FeedEvent } from '../../events/feed/event-broadcast.ts';
import { builder } from '../builder.ts';
import { alarmEventKindType } from './alarm-enums.ts';
import { alarmType } from './alarm-type.ts';

export const alarmEventType = builder.objectRef<FeedEvent<AlarmEvent>>('AlarmEvent').implement({
  description: 'One transition of an alarm: an entry of the one ordered log, gapless among its like.',
  fields: (t) => ({
    cursor: t.exposeString('cursor', {
      description: 'Cursor of this event, a place in the log: good as `after` here and of `recommendationEvents`.',
    }),
    previousCursor: t.string({
      description: 'Cursor of the alarm event before it, whether that matched or not: proves that nothing is missing.',
      resolve: ({ epoch, event }) =>
        encodeCursor(epoch, { number: event.number - 1, token: event.previousToken }, 'alarm'),
    }),
    number: t.float({
      description: 'Number of the event among those of alarms, from 1, gapless and in the order of commits.',
      resolve: ({ event }) => event.number,
    }),
    kind: t.field({ type: alarmEventKindType, description: 'What happened.', resolve: ({ event }) => event.kind }),
    occurredAt: t.field({
      type: 'DateTime',
      description: 'When it was committed.',
      resolve: ({ event }) => event.occurredAt,
    }),
    operatorId: t.string({
      nullable: true,
      description: 'Who did it; null for the process and for time.',
      resolve: ({ event }) => event.operatorId,
    }),
    note: t.string({ nullable: true, description: 'Their note or reason.', resolve: ({ event }) => event.note }),
    alarm: t.field({
      type: alarmType,
      description: 'A snapshot: the alarm as it was after the transition.',
      resolve: ({ event }) => event.alarm,
    }),
  }),
});
