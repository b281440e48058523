/** How the alarms of a site are judged: the type, the query and the mutation. */
import {
  alarmSettings,
  latchingOf,
  setAlarmLatching,
  setAlarmSettings,
} from '../../resolvers/alarms/alarm-settings.ts';
import type { AlarmSiteSettings, LatchingRule } from '../../services/alarms/alarm-settings-service.ts';
import { builder } from '../builder.ts';

const latchingType = builder.objectRef<LatchingRule>('AlarmLatching').implement({
  description:
    'Whether alarms of a place latch. Of several that fit an alarm the narrowest holds: machine and problem, machine, problem, site.',
  fields: (t) => ({
    siteId: t.exposeID('siteId', { description: 'The site.' }),
    equipmentId: t.exposeID('equipmentId', { nullable: true, description: 'The machine; null: every one.' }),
    problem: t.exposeString('problem', { nullable: true, description: 'The problem, without level; null: every one.' }),
    latching: t.exposeBoolean('latching', {
      description: 'They stay in the list once they have returned to normal, until they are reset.',
    }),
    changedAt: t.expose('changedAt', { type: 'DateTime', description: 'When somebody said so.' }),
    changedBy: t.exposeString('changedBy', { nullable: true, description: 'Who that was.' }),
  }),
});

const alarmSettingsType = builder.objectRef<AlarmSiteSettings>('AlarmSettings').implement({
  description: 'How the alarms of a site are judged.',
  fields: (t) => ({
    siteId: t.exposeID('siteId', { description: 'The site.' }),
    operatorPositions: t.exposeInt('operatorPositions', {
      description: 'How many operators share its alarms at any time; 1 unless somebody said otherwise.',
    }),
    floodAbove: t.exposeInt('floodAbove', {
      nullable: true,
      description:
        'More new alarms than this within ten minutes are a flood, in which new ones are grouped; null: as the server is set (ANDON_FLOOD_ABOVE).',
    }),
    latching: t.field({
      type: [latchingType],
      description: 'Which of its alarms latch, the widest place first.',
      resolve: (settings, _, context) => latchingOf(settings, context),
    }),
    changedAt: t.expose('changedAt', {
      type: 'DateTime',
      nullable: true,
      description: 'When somebody said something; null where nobody has.',
    }),
    changedBy: t.exposeString('changedBy', { nullable: true, description: 'Who that was.' }),
  }),
});

builder.queryField('alarmSettings', (t) =>
  t.field({
    extensions: { rows: 20 },
    type: [alarmSettingsType],
    description: 'How the alarms of sites are judged, by the names of the sites.',
    args: { siteIds: t.arg.idList({ description: 'These sites only; absent: every one that has equipment.' }) },
    resolve: (_, args, context) => alarmSettings(args, context),
  }),
);

const site = 'The site; absent: the only site of the caller’s key, else `default`.';

builder.mutationFields((t) => ({
  setAlarmSettings: t.field({
    extensions: { scope: 'configure', rows: 100 },
    type: alarmSettingsType,
    description: 'Sets how the alarms of a site are judged. What is left out stays as it is.',
    args: {
      siteId: t.arg.id({ description: site }),
      operatorPositions: t.arg.int({ description: 'How many operators share its alarms at any time, 1…1,000.' }),
      floodAbove: t.arg.int({
        description: 'More new alarms than this within ten minutes are a flood, 1…1,000,000; the latter for never.',
      }),
    },
    resolve: (_, args, context) => setAlarmSettings(args, context),
  }),
  setAlarmLatching: t.field({
    extensions: { scope: 'configure', rows: 100 },
    type: [latchingType],
    description: 'Sets whether alarms of a place latch, from their next activation on; returns what holds at the site.',
    args: {
      siteId: t.arg.id({ description: site }),
      equipmentId: t.arg.id({ description: 'This machine only, by its name or its global id.' }),
      problem: t.arg.string({ description: 'This problem only, without its level, such as `vibration_high`.' }),
      latching: t.arg.boolean({ required: true, description: 'Whether they latch.' }),
    },
    resolve: (_, args, context) => setAlarmLatching(args, context),
  }),
}));
