import { builder } from '../builder.ts';

export const sensorKindType = builder.enumType('SensorKind', {
  description: 'What the values of a sensor are to each other.',
  values: {
    GAUGE: { value: 'gauge', description: 'Each tells how things are: temperature, pressure, level.' },
    COUNTER: {
      value: 'counter',
      description:
        'They rise, and begin anew when the meter is exchanged: energy, volume, pieces, operating hours. Windows have an `increase`; no baseline is made, no size is implausible, own limits hold.',
    },
  } as const,
});
