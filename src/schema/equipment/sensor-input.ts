import { builder } from '../builder.ts';
import { sensorKindType } from './sensor-kind.ts';

const off =
  'True: this sensor has no such limit, not even that of its type; its own one is removed. False or null: the type’s limit holds where the sensor has none of its own. Setting the limit sets this to false.';

export const sensorInput = builder.inputType('SensorInput', {
  description:
    'A sensor of a machine to be registered. An absent field keeps its value, null clears it; a limit that is null is taken from the sensor’s type. Own limits must ascend: emergency, critical and warning of the low side, then warning, critical and emergency. If the unit changes, limits that are left out are converted into the new one.',
  fields: (t) => ({
    sensorType: t.field({
      type: 'String',
      required: true,
      description: 'What is measured, 1…200 characters; with the equipment it names the sensor.',
    }),
    name: t.field({ type: 'String', description: 'Display name.' }),
    unit: t.field({ type: 'String', description: 'Unit of its values and limits, such as `°C`.' }),
    kind: t.field({ type: sensorKindType, description: 'Absent or null: GAUGE.' }),
    rollOverAt: t.field({
      type: 'Float',
      description:
        'Of a counter: where it starts at 0 again, in `unit`, above 0, such as 65536 for one of 16 bits. A fall by more than half of it is then a roll-over; any other is a reset.',
    }),
    missingValues: t.field({
      type: ['TagValue'],
      description:
        'Placeholders that its source sends in place of a missing value, such as `-9999`, `-200`, `"null"`, `"Bad Input"`; at most 50, in the unit in which they are sent. Such a reading is stored without a value, with quality BAD. Null or an empty list: none.',
    }),
    allowedStates: t.field({
      type: ['TagValue'],
      description:
        'Of kind STATE: the states that it may show, such as `["RUN", "STOP"]` or `[0, 1, 2]`; at most 64, texts of at most 200 characters. Any other is told at once. A number is the same as the text that spells it, `true` the same as `"true"`; capitals count. Null or an empty list: any may come.',
    }),
    normalMin: t.field({ type: 'Float', description: 'Lower end of the normal range, in `unit`.' }),
    normalMax: t.field({ type: 'Float', description: 'Upper end of the normal range, in `unit`.' }),
    alarmLow: t.field({ type: 'Float', description: 'Below this an alarm is raised, in `unit`.' }),
    alarmHigh: t.field({ type: 'Float', description: 'Above this an alarm is raised, in `unit`.' }),
    warningLimit: t.field({ type: 'Float', description: 'Above this: severity MEDIUM, in `unit`.' }),
    criticalLimit: t.field({ type: 'Float', description: 'Above this: severity HIGH, in `unit`.' }),
    emergencyLimit: t.field({ type: 'Float', description: 'Above this: severity CRITICAL, in `unit`.' }),
    warningLowLimit: t.field({ type: 'Float', description: 'Below this: severity MEDIUM, in `unit`.' }),
    criticalLowLimit: t.field({ type: 'Float', description: 'Below this: severity HIGH, in `unit`.' }),
    emergencyLowLimit: t.field({ type: 'Float', description: 'Below this: severity CRITICAL, in `unit`.' }),
    warningLimitOff: t.field({ type: 'Boolean', description: off }),
    criticalLimitOff: t.field({ type: 'Boolean', description: off }),
    emergencyLimitOff: t.field({ type: 'Boolean', description: off }),
    warningLowLimitOff: t.field({ type: 'Boolean', description: off }),
    criticalLowLimitOff: t.field({ type: 'Boolean', description: off }),
    emergencyLowLimitOff: t.field({ type: 'Boolean', description: off }),
  }),
});
