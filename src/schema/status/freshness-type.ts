import { builder } from '../builder.ts';

export const freshnessType = builder.enumType('Freshness', {
  description: 'How old the latest value of a sensor is.',
  values: {
    CURRENT: { value: 'current', description: 'At most 60 seconds old.' },
    WARNING: { value: 'warning', description: 'More than 60 and at most 300 seconds old.' },
    STALE: { value: 'stale', description: 'More than 300 seconds old.' },
  } as const,
});
