import type { AlarmLoad } from '../../services/alarm-load-service.ts';
import { builder } from '../builder.ts';
import { severityCountType } from '../recommendations/severity-count.ts';
import { frequentAlarmType } from './frequent-alarm.ts';

export const alarmLoadType = builder.objectRef<AlarmLoad>('AlarmLoad').implement({
  description: 'The alarm load of operators over a range, by the measures of ISA-18.2 and IEC 62682.',
  fields: (t) => ({
    from: t.expose('from', { type: 'DateTime', description: 'Start of the range, inclusive.' }),
    to: t.expose('to', { type: 'DateTime', description: 'End of the range, exclusive.' }),
    total: t.exposeInt('total', { description: 'Alarms in the range.' }),
    perHour: t.exposeFloat('perHour', {
      description: 'Average number of alarms an hour; about 6 are acceptable, 12 are the most that is manageable.',
    }),
    peakPer10Minutes: t.exposeInt('peakPer10Minutes', { description: 'Most alarms in any 10 minutes.' }),
    percentTimeInFlood: t.exposeFloat('percentTimeInFlood', {
      description:
        'Share of the time in flood, 0…100 %; a flood begins above 10 alarms in 10 minutes and ends below 5; the aim is under 1 %.',
    }),
    bySeverity: t.expose('bySeverity', { type: [severityCountType], description: 'Alarms of each severity.' }),
    mostFrequent: t.expose('mostFrequent', {
      type: [frequentAlarmType],
      description: 'The ten issues that were raised most often.',
    }),
    stale: t.exposeInt('stale', {
      description: 'Recommendations that have been pending for more than 24 hours; the aim is under 5.',
    }),
  }),
});
