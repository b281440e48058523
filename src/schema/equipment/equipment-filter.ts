import { builder } from '../builder.ts';
import { criticalityType } from './criticality.ts';

export const equipmentFilter = builder.inputType('EquipmentFilter', {
  description: 'Conditions that all have to hold; an absent one does not restrict.',
  fields: (t) => ({
    siteIds: t.field({ type: ['ID'], description: 'These sites only.' }),
    equipmentIds: t.field({ type: ['ID'], description: 'This equipment only, by names or global ids.' }),
    equipmentTypes: t.field({ type: ['String'], description: 'These types only, such as `crusher`.' }),
    criticalities: t.field({ type: [criticalityType], description: 'These criticalities only.' }),
    isActive: t.field({
      type: 'Boolean',
      description: 'True: equipment in service only; false: equipment out of service only.',
    }),
  }),
});
