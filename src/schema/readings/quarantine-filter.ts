import { builder } from '../builder.ts';

export const quarantineFilter = builder.inputType('QuarantineFilter', {
  description: 'Conditions that all have to hold; an absent one does not restrict.',
  fields: (t) => ({
    siteIds: t.field({ type: ['ID'], description: 'These sites only.' }),
    equipmentIds: t.field({ type: ['ID'], description: 'This equipment only, by names or global ids.' }),
    sensorTypes: t.field({ type: ['String'], description: 'These sensors only.' }),
    replayed: t.field({
      type: 'Boolean',
      description: 'True: entries that were replayed and accepted only; false: open entries only.',
    }),
    codes: t.field({ type: ['String'], description: 'These reasons only, such as INVALID_VALUE.' }),
    from: t.field({ type: 'DateTime', description: 'At or after this time of arrival.' }),
    to: t.field({ type: 'DateTime', description: 'Before this time of arrival.' }),
  }),
});
