import { builder } from './builder.ts';

export const sensorInput = builder.inputType('SensorInput', {
  description:
    'A sensor of a machine to be registered. A field left out keeps its value, null clears it. The limits must ascend: warning, critical, emergency.',
  fields: (t) => ({
    sensorType: t.field({
      type: 'String',
      required: true,
      description: 'What is measured, 1…200 characters; with the equipment it names the sensor.',
    }),
    name: t.field({ type: 'String', description: 'What people call it.' }),
    unit: t.field({ type: 'String', description: 'Unit of its values and limits, such as `°C`.' }),
    normalMin: t.field({ type: 'Float', description: 'Lower end of the normal range, in `unit`.' }),
    normalMax: t.field({ type: 'Float', description: 'Upper end of the normal range, in `unit`.' }),
    alarmLow: t.field({ type: 'Float', description: 'Below this an alarm is raised, in `unit`.' }),
    alarmHigh: t.field({ type: 'Float', description: 'Above this an alarm is raised, in `unit`.' }),
    warningLimit: t.field({ type: 'Float', description: 'Above this: severity MEDIUM, in `unit`.' }),
    criticalLimit: t.field({ type: 'Float', description: 'Above this: severity HIGH, in `unit`.' }),
    emergencyLimit: t.field({ type: 'Float', description: 'Above this: severity CRITICAL, in `unit`.' }),
  }),
});
