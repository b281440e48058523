import { builder } from '../builder.ts';

export const sensorKindType = builder.enumType('SensorKind', {
  description: 'How successive values of a sensor relate.',
  values: {
    GAUGE: { value: 'gauge', description: 'Each value is a measurement of its own: temperature, pressure, level.' },
    COUNTER: {
      value: 'counter',
      description:
        'Values rise, and begin again when the meter is exchanged: energy, volume, pieces, operating hours. Windows have an `increase`; no baseline is made, no size is implausible, own limits hold.',
    },
  } as const,
});
