/** The queries about alarms, and fields by which other types point at them. */

import { alarmEventHead } from '../../resolvers/alarms/alarm-events.ts';
import {
  type AlarmCounts,
  alarmById,
  alarmCounts,
  alarmsOf,
  listAlarms,
  worstAlarmOf,
} from '../../resolvers/alarms/alarm-resolvers.ts';
import { builder } from '../builder.ts';
import { equipmentType } from '../equipment/equipment-type.ts';
import { recommendationType } from '../recommendations/recommendation-type.ts';
import { severityType } from '../recommendations/severity-type.ts';
import { countedConnectionOf } from '../relay/connection-type.ts';
import { pagingArguments } from '../relay/paging-arguments.ts';
import { alarmStateType } from './alarm-enums.ts';
import { alarmFilter } from './alarm-filter.ts';
import { alarmType } from './alarm-type.ts';

const countOf = { description: 'Number of alarms.' };
const worstOf = {
  type: severityType,
  nullable: true,
  description: 'Worst severity of an active one, whatever people did about it; null without one.',
} as const;
const bySeverityType = builder.objectRef<AlarmCounts['bySeverity'][number]>('AlarmSeverityCount').implement({
  description: 'How many alarms have one severity.',
  fields: (t) => ({
    severity: t.expose('severity', { type: severityType, description: 'The severity that is counted.' }),
    count: t.exposeInt('count', countOf),
  }),
});
const byStateType = builder.objectRef<AlarmCounts['byState'][number]>('AlarmStateCount').implement({
  description: 'How many alarms are in one state.',
  fields: (t) => ({
    state: t.expose('state', { type: alarmStateType, description: 'The state that is counted.' }),
    count: t.exposeInt('count', countOf),
  }),
});
const bySiteType = builder.objectRef<AlarmCounts['bySite'][number]>('AlarmSiteCount').implement({
  description: 'How many alarms a site has.',
  fields: (t) => ({
    siteId: t.exposeID('siteId', { description: 'The site.' }),
    count: t.exposeInt('count', countOf),
    worst: t.expose('worst', worstOf),
  }),
});
const byAreaType = builder.objectRef<AlarmCounts['byArea'][number]>('AlarmAreaCount').implement({
  description: 'How many alarms an area has.',
  fields: (t) => ({
    siteId: t.exposeID('siteId', { description: 'The site.' }),
    area: t.exposeString('area', {
      nullable: true,
      description: 'The location of the equipment; null where none is registered.',
    }),
    count: t.exposeInt('count', countOf),
    worst: t.expose('worst', worstOf),
  }),
});
const alarmCountsType = builder.objectRef<AlarmCounts>('AlarmCounts').implement({
  description: 'Alarms summed up.',
  fields: (t) => ({
    total: t.exposeInt('total', { description: 'All that the filter lets through.' }),
    active: t.exposeInt('active', { description: 'Those whose condition is true now.' }),
    unacknowledged: t.exposeInt('unacknowledged', { description: 'Those that nobody has acknowledged.' }),
    shelved: t.exposeInt('shelved', { description: 'Those that are shelved.' }),
    bySeverity: t.field({
      type: [bySeverityType],
      description: 'By severity, worst first.',
      resolve: ({ bySeverity }) => bySeverity,
    }),
    byState: t.field({ type: [byStateType], description: 'By state.', resolve: ({ byState }) => byState }),
    bySite: t.field({ type: [bySiteType], description: 'By site.', resolve: ({ bySite }) => bySite }),
    byArea: t.field({
      type: [byAreaType],
      description: 'By site and location of the equipment.',
      resolve: ({ byArea }) => byArea,
    }),
  }),
});

builder.queryFields((t) => ({
  alarms: t.field({
    type: countedConnectionOf('Alarm', alarmType),
    description: 'Alarms, highest severity first, then newest.',
    args: {
      filter: t.arg({ type: alarmFilter, description: 'Which alarms; absent: all that are shown.' }),
      ...pagingArguments,
    },
    resolve: (_, args, context) => listAlarms(args, context),
  }),
  alarm: t.field({
    type: alarmType,
    nullable: true,
    description: 'One alarm; null if there is none.',
    args: { id: t.arg.id({ required: true, description: 'By its global id, that of a snapshot, or `alarmId`.' }) },
    resolve: (_, args, context) => alarmById(args, context),
  }),
  alarmCounts: t.field({
    type: alarmCountsType,
    description: 'How many alarms there are, by state, severity, site and area, without paging.',
    args: { filter: t.arg({ type: alarmFilter, description: 'Which alarms; absent: all that are shown.' }) },
    resolve: (_, args, context) => alarmCounts(args, context),
  }),
  alarmEventHead: t.string({
    description:
      'Cursor of the newest event of an alarm: subscribe after it, and nothing since is missed. Costs no statement.',
    resolve: (_, _args, context) => alarmEventHead(context),
  }),
}));

builder.objectField(equipmentType, 'worstAlarm', (t) =>
  t.field({
    type: alarmType,
    nullable: true,
    description: 'Its active alarm of highest severity, whatever people did about it; null while none is active.',
    resolve: (equipment, _, context) => worstAlarmOf(equipment, context),
  }),
);

builder.objectField(recommendationType, 'alarms', (t) =>
  t.field({
    type: [alarmType],
    description:
      'The alarms that its findings are about, as they are now. Empty for what another program raised about something else.',
    resolve: (recommendation, _, context) => alarmsOf(recommendation, context),
  }),
);
