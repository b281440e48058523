import type { AlarmLoad } from '../../services/alarm-load/alarm-load-service.ts';
import { builder } from '../builder.ts';
import { severityType } from './severity-type.ts';

export const severityCountType = builder.objectRef<AlarmLoad['bySeverity'][number]>('SeverityCount').implement({
  description: 'How many alarms had one severity.',
  fields: (t) => ({
    severity: t.expose('severity', { type: severityType, description: 'The severity that is counted.' }),
    count: t.exposeInt('count', { description: 'Number of alarms.' }),
  }),
});
