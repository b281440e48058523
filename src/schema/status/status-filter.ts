import { builder } from '../builder.ts';
import { qualityType } from '../readings/quality-type.ts';
import { freshnessType } from './freshness-type.ts';

export const statusFilter = builder.inputType('StatusFilter', {
  description: 'Conditions that all have to hold; an absent one does not restrict.',
  fields: (t) => ({
    siteIds: t.field({ type: ['ID'], description: 'These sites only.' }),
    equipmentIds: t.field({ type: ['ID'], description: 'This equipment only, by names or global ids.' }),
    sensorTypes: t.field({ type: ['String'], description: 'These sensor types only.' }),
    qualities: t.field({ type: [qualityType], description: 'These qualities only.' }),
    freshness: t.field({
      type: [freshnessType],
      description: 'Values of these ages only; of equipment in service, unless `isActive` says otherwise.',
    }),
    isActive: t.field({ type: 'Boolean', description: 'Equipment in service only, or out of service only.' }),
  }),
});
