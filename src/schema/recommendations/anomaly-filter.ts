import { builder } from '../builder.ts';
import { severityType } from './severity-type.ts';

export const anomalyFilter = builder.inputType('AnomalyFilter', {
  description: 'Conditions that all have to hold; an absent one does not restrict.',
  fields: (t) => ({
    siteIds: t.field({ type: ['ID'], description: 'These sites only.' }),
    equipmentIds: t.field({ type: ['ID'], description: 'This equipment only, by names or global ids.' }),
    sensorTypes: t.field({ type: ['String'], description: 'These sensor types only.' }),
    severities: t.field({ type: [severityType], description: 'These severities only.' }),
    detectors: t.field({ type: ['String'], description: 'Findings of these detectors only.' }),
    from: t.field({ type: 'DateTime', description: 'At or after this event time.' }),
    to: t.field({ type: 'DateTime', description: 'Before this event time.' }),
  }),
});
