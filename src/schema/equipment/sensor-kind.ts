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
    STATE: {
      value: 'state',
      description:
        'Each value is the name of a state, as a text, a number or a boolean: running or stopped, the position of a valve, a mode. Judged by which states come, how long they last and how often they change; own limits hold for numbers, and none is implausible.',
    },
  } as const,
});
