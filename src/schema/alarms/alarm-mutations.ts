/** The mutations by which people act on alarms. */
import type { AlarmEventKind } from '../../domain/alarms/transitions.ts';
import { type AlarmResult, act, shelve } from '../../resolvers/alarms/alarm-actions.ts';
import type { RootFieldExtensions } from '../access/guard-root-fields.ts';
import { builder } from '../builder.ts';
import { alarmType } from './alarm-type.ts';

const decides: RootFieldExtensions & Record<string, unknown> = { scope: 'decide', rows: 100 };

const alarmReference = builder.inputType('AlarmReference', {
  description: 'An alarm that something is done about.',
  fields: (t) => ({
    id: t.id({ required: true, description: 'By its global id, that of a snapshot, or `alarmId`.' }),
    expectedVersion: t.int({
      description: 'The version that was seen: if the alarm has changed since, the answer is CONFLICT.',
    }),
  }),
});

const alarmResultType = builder.objectRef<AlarmResult>('AlarmResult').implement({
  description: 'What became of one alarm: as it is now, or why nothing was done.',
  fields: (t) => ({
    id: t.exposeID('id', { description: 'As it was asked for.' }),
    alarm: t.field({
      type: alarmType,
      nullable: true,
      description: 'After it; null where nothing was done.',
      resolve: ({ alarm }) => alarm,
    }),
    code: t.exposeString('code', { nullable: true, description: 'NOT_FOUND or CONFLICT; null where it was done.' }),
    message: t.exposeString('message', { nullable: true, description: 'Why nothing was done.' }),
  }),
});

builder.mutationFields((t) => {
  const alarms = t.arg({
    type: [alarmReference],
    required: true,
    description: 'At most 1,000; each has a result, in their order.',
  });
  const note = t.arg.string({ description: 'What to remember about it, 1…4,000 characters.' });
  const reason = t.arg.string({ required: true, description: 'Why, 1…4,000 characters.' });
  const action = (kind: AlarmEventKind, description: string) =>
    t.field({
      extensions: decides,
      type: [alarmResultType],
      description,
      args: { alarms, note },
      resolve: (_, args, context) => act(kind, args, context),
    });
  const reasoned = (kind: AlarmEventKind, description: string) =>
    t.field({
      extensions: decides,
      type: [alarmResultType],
      description,
      args: { alarms, reason },
      resolve: (_, args, context) => act(kind, { alarms: args.alarms, note: args.reason }, context),
    });
  return {
    acknowledgeAlarms: action('acknowledged', 'Says that they were seen.'),
    confirmAlarms: action('confirmed', 'Says that what was to be done about them is done.'),
    commentAlarms: t.field({
      extensions: decides,
      type: [alarmResultType],
      description: 'Writes a note to them.',
      args: { alarms, note: t.arg.string({ required: true, description: 'The note, 1…4,000 characters.' }) },
      resolve: (_, args, context) => act('commented', args, context),
    }),
    shelveAlarms: t.field({
      extensions: decides,
      type: [alarmResultType],
      description: 'Shelves them. A higher severity ends it at once.',
      args: {
        alarms,
        reason,
        until: t.arg({
          type: 'DateTime',
          description: 'Until when, within the next 24 hours; absent: until each returns to normal.',
        }),
      },
      resolve: (_, args, context) => shelve(args, context),
    }),
    unshelveAlarms: action('unshelved', 'Ends their shelves.'),
    resetAlarms: action('reset', 'Lets go of latched ones.'),
    silenceAlarms: action('silenced', 'Turns their horn off, on every screen of the site.'),
    takeOutOfService: reasoned('taken_out_of_service', 'Takes them out of service.'),
    returnToService: reasoned('returned_to_service', 'Puts them back into service.'),
  };
});
