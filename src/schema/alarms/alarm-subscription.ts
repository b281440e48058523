/** The subscription to alarms' transitions. */
import { alarmEvents } from '../../resolvers/alarms/alarm-events.ts';
import { builder } from '../builder.ts';
import { alarmEventKindType } from './alarm-enums.ts';
import { alarmEventType } from './alarm-event-type.ts';
import { alarmEventFilter } from './alarm-filter.ts';

builder.subscriptionField('alarmEvents', (t) =>
  t.field({
    type: alarmEventType,
    description:
      'Every matching transition of an alarm in order, at least once, also across disconnects if the client resumes with its last cursor.',
    args: {
      after: t.arg.string({
        description:
          'Cursor of the last event that the client has, of an alarm or of a recommendation: events after it come first, then new ones. Absent: new events only. Errors: CURSOR_EXPIRED, CURSOR_INVALID.',
      }),
      kinds: t.arg({ type: [alarmEventKindType], description: 'Events of these kinds only; absent: every kind.' }),
      filter: t.arg({ type: alarmEventFilter, description: 'Which alarms.' }),
    },
    subscribe: (_, args, context) => alarmEvents(args, context),
    resolve: (event) => event,
  }),
);
