/** What alarms and their events are asked for by. */
import { builder } from '../builder.ts';
import { severityType } from '../recommendations/severity-type.ts';
import { alarmStateType } from './alarm-enums.ts';

export const alarmFilter = builder.inputType('AlarmFilter', {
  description:
    'Conditions that all have to hold; an absent one does not restrict, but without `states` and `isActive` the list is of what is shown.',
  fields: (t) => ({
    siteIds: t.field({ type: ['ID'], description: 'These sites only.' }),
    areas: t.field({ type: ['String'], description: 'Equipment at these locations only.' }),
    equipmentIds: t.field({ type: ['ID'], description: 'This equipment only, by names or global ids.' }),
    severities: t.field({ type: [severityType], description: 'These severities only.' }),
    states: t.field({ type: [alarmStateType], description: 'These states only.' }),
    isActive: t.boolean({ description: 'Only those whose condition is true now, or only the others.' }),
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
    isActive: t.boolean({ description: 'Only those whose condition was true then, or only the others.' }),
    from: t.field({ type: 'DateTime', description: 'Active since this time or later.' }),
    to: t.field({ type: 'DateTime', description: 'Active since before this time.' }),
  }),
});
