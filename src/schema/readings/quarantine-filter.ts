import { builder } from '../builder.ts';

export const quarantineFilter = builder.inputType('QuarantineFilter', {
  description: 'Absent members do not restrict; those given must all hold.',
  fields: (t) => ({
    siteIds: t.field({ type: ['ID'], description: 'These sites only.' }),
    equipmentIds: t.field({ type: ['ID'], description: 'This equipment only, by names or global ids.' }),
    sensorTypes: t.field({ type: ['String'], description: 'These sensors only.' }),
    replayed: t.field({
      type: 'Boolean',
      description: 'True: only what was sent again and taken; false: only what is still open.',
    }),
    codes: t.field({ type: ['String'], description: 'These reasons only, such as INVALID_VALUE.' }),
    from: t.field({ type: 'DateTime', description: 'At or after this time of arrival.' }),
    to: t.field({ type: 'DateTime', description: 'Before this time of arrival.' }),
  }),
});
