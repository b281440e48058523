import { builder } from '../builder.ts';

export const unitSourceType = builder.enumType('UnitSource', {
  description: 'The origin of the unit of a sensor’s values and limits.',
  values: {
    OWN: { value: 'own', description: 'The definition of the sensor.' },
    TYPE: {
      value: 'type',
      description: 'The sensor’s type, because its definition names no unit: assumed for readings without a unit.',
    },
    READING: {
      value: 'reading',
      description:
        'The sensor’s readings, because neither its definition nor its type names a unit: assumed for limits and for readings without a unit.',
    },
    NONE: { value: 'none', description: 'No unit is known; values are compared as they were sent.' },
  } as const,
});
