import type { AlarmLoad } from '../../services/alarm-load-service.ts';
import { builder } from '../builder.ts';

export const frequentAlarmType = builder.objectRef<AlarmLoad['mostFrequent'][number]>('FrequentAlarm').implement({
  description: 'One of the issues that were raised most often.',
  fields: (t) => ({
    siteId: t.exposeID('siteId', { description: 'The site; `default` where there is only one.' }),
    equipmentId: t.exposeID('equipmentId', { description: 'The equipment, unique within its site.' }),
    issueType: t.exposeString('issueType', { description: 'The issue type, such as `temperature_high_critical`.' }),
    count: t.exposeInt('count', { description: 'How many times it was raised.' }),
    share: t.exposeFloat('share', {
      description: 'Share of all alarms in the range, 0…1; an issue above 0.05 deserves attention.',
    }),
  }),
});
