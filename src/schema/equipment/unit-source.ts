import { builder } from '../builder.ts';

export const unitSourceType = builder.enumType('UnitSource', {
  description: 'Where the unit of a sensor’s values and limits comes from.',
  values: {
    OWN: { value: 'own', description: 'The sensor’s own definition.' },
    TYPE: {
      value: 'type',
      description:
        'The sensor’s type, because its definition names none: assumed for readings that come without a unit.',
    },
    NONE: { value: 'none', description: 'Nobody has said; values count as they come.' },
  } as const,
});
