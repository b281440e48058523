/** What alarms and their events are asked for by. */
import { builder } from '../builder.ts';
import { severityType } from '../recommendations/severity-type.ts';
import { alarmClassType, alarmStateType } from './alarm-enums.ts';

export const alarmFilter = builder.inputType('AlarmFilter', {
  description:
    'Conditions that all have to hold; an absent one does not restrict, but where nothing is said of states, of being active, standing, stale or chattering, the list is of what is shown.',
  fields: (t) => ({
    siteIds: t.field({ type: ['ID'], description: 'These sites only.' }),
    areas: t.field({ type: ['String'], description: 'Equipment at these locations only.' }),
    equipmentIds: t.field({ type: ['ID'], description: 'This equipment only, by names or global ids.' }),
    severities: t.field({ type: [severityType], description: 'These severities only.' }),
    states: t.field({ type: [alarmStateType], description: 'These states only.' }),
    classes: t.field({ type: [alarmClassType], description: 'These classes only.' }),
    isActive: t.boolean({ description: 'Only those whose condition is true now, or only the others.' }),
    isStanding: t.boolean({
      description:
        'Only those before operators (active, neither shelved nor suppressed nor out of service), or the others.',
    }),
    isStale: t.boolean({ description: 'Only those that stand and have been active for 24 hours, or the others.' }),
    isChattering: t.boolean({
      description: 'Only those that became active three times within a minute in the last 24 hours, or the others.',
    }),
    isFolded: t.boolean({
      description: 'Only those that are told under the line of another one in a flood, or the others.',
    }),
    groupIds: t.field({ type: ['ID'], description: 'Of these groups of floods only.' }),
    text: t.string({ description: 'Found in the problem, the equipment or the sentence, in any case.' }),
    from: t.field({ type: 'DateTime', description: 'Active since this time or later.' }),
    to: t.field({ type: 'DateTime', description: 'Active since before this time.' }),
  }),
});

export const alarmEventFilter = builder.inputType('AlarmEventFilter', {
  description:
    'Conditions that all have to hold of the alarm as it was after the transition; an absent one does not restrict.',
  fields: (t) => ({
    siteIds: t.field({ type: ['ID'], description: 'These sites only.' }),
    equipmentIds: t.field({ type: ['ID'], description: 'This equipment only, by names or global ids.' }),
    severities: t.field({ type: [severityType], description: 'These severities only.' }),
    states: t.field({ type: [alarmStateType], description: 'These states only.' }),
    classes: t.field({ type: [alarmClassType], description: 'These classes only.' }),
    isActive: t.boolean({ description: 'Only those whose condition was true then, or only the others.' }),
    isFolded: t.boolean({
      description: 'Only those that are told under the line of another one in a flood, or the others.',
    }),
    groupIds: t.field({ type: ['ID'], description: 'Of these groups of floods only.' }),
    from: t.field({ type: 'DateTime', description: 'Active since this time or later.' }),
    to: t.field({ type: 'DateTime', description: 'Active since before this time.' }),
  }),
});
