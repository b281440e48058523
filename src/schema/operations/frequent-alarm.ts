import type { AlarmLoad } from '../../services/alarm-load/alarm-load-service.ts';
import { builder } from '../builder.ts';
import { severityType } from '../recommendations/severity-type.ts';

export const frequentAlarmType = builder.objectRef<AlarmLoad['mostFrequent'][number]>('FrequentAlarm').implement({
  description: 'One of the alarms that were told most often. An alarm at two levels is two, as the standards count.',
  fields: (t) => ({
    siteId: t.exposeID('siteId', { description: 'The site; `default` where there is only one.' }),
    equipmentId: t.exposeID('equipmentId', { description: 'The equipment, unique within its site.' }),
    problem: t.exposeString('problem', {
      description: 'What is wrong, without its level, such as `temperature_high`.',
    }),
    severity: t.expose('severity', { type: severityType, description: 'Its level.' }),
    issueType: t.exposeString('issueType', { description: 'Both in one, such as `temperature_high_critical`.' }),
    count: t.exposeInt('count', { description: 'How many times it was told.' }),
    share: t.exposeFloat('share', {
      description: 'Share of all that was told in the range, 0…1; an alarm above 0.05 deserves attention.',
    }),
  }),
});
