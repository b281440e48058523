import { builder } from '../builder.ts';

export const limitSourceType = builder.enumType('LimitSource', {
  description: 'Where a limit comes from, or why there is none.',
  values: {
    OWN: { value: 'own', description: 'The definition of the sensor.' },
    TYPE: { value: 'type', description: 'The sensor’s type, converted into the sensor’s unit.' },
    OFF: { value: 'off', description: 'There is none: the sensor’s definition says so, whatever its type has.' },
    NONE: { value: 'none', description: 'There is no limit: neither the sensor nor its type has one.' },
    NOT_CONVERTIBLE: {
      value: 'not_convertible',
      description:
        'There is no limit: that of the type is in a unit that cannot be converted into the sensor’s. Give the sensor a limit of its own.',
    },
  } as const,
});
