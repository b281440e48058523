/** The enums of alarms. */
import { builder } from '../builder.ts';

export const alarmStateType = builder.enumType('AlarmState', {
  description: 'One word for all states of an alarm: the first of these that holds.',
  values: {
    OUT_OF_SERVICE: { value: 'out_of_service', description: 'Taken out of service.' },
    SUPPRESSED: { value: 'suppressed', description: 'Suppressed by design.' },
    SHELVED: { value: 'shelved', description: 'Shelved, until a time or until it returns to normal.' },
    UNACKNOWLEDGED: { value: 'unacknowledged', description: 'Active, and nobody has acknowledged it.' },
    ACKNOWLEDGED: { value: 'acknowledged', description: 'Active and acknowledged.' },
    LATCHED: { value: 'latched', description: 'Normal again, and stays until it is reset.' },
    RETURNED: { value: 'returned', description: 'Normal again, and nobody has acknowledged it.' },
    NORMAL: { value: 'normal', description: 'None of these.' },
  } as const,
});

export const alarmClassType = builder.enumType('AlarmClass', {
  description: 'What an alarm is about.',
  values: {
    PROCESS: { value: 'process', description: 'What is measured, or the machine.' },
    INSTRUMENT: {
      value: 'instrument',
      description: 'A sensor, or a whole machine, that is silent, or a value that is stuck.',
    },
  } as const,
});

export const shelvingType = builder.enumType('AlarmShelving', {
  description: 'Whether an alarm is shelved.',
  values: {
    UNSHELVED: { value: 'none', description: 'It is not.' },
    TIMED: { value: 'timed', description: 'Until `shelvedUntil`.' },
    ONE_SHOT: { value: 'one_shot', description: 'Until it returns to normal.' },
  } as const,
});

export const alarmEventKindType = builder.enumType('AlarmEventKind', {
  description: 'What happened to an alarm: its transitions.',
  values: {
    RAISED: { value: 'raised', description: 'It became active.' },
    WORSENED: { value: 'worsened', description: 'It became more severe while it was active.' },
    RETURNED: { value: 'returned', description: 'It returned to normal.' },
    REALARMED: { value: 'realarmed', description: 'It is told again, since it is still active.' },
    ACKNOWLEDGED: { value: 'acknowledged', description: 'Somebody has seen it.' },
    CONFIRMED: { value: 'confirmed', description: 'Somebody says that what was to be done is done.' },
    COMMENTED: { value: 'commented', description: 'Somebody wrote a note.' },
    SHELVED_TIMED: { value: 'shelved_timed', description: 'It was shelved until a time.' },
    SHELVED_ONE_SHOT: { value: 'shelved_one_shot', description: 'It was shelved until it returns to normal.' },
    UNSHELVED: { value: 'unshelved', description: 'Its shelf ended, by somebody or by time.' },
    SUPPRESSED: { value: 'suppressed', description: 'It was suppressed by design.' },
    UNSUPPRESSED: { value: 'unsuppressed', description: 'It is suppressed no more.' },
    TAKEN_OUT_OF_SERVICE: { value: 'taken_out_of_service', description: 'It was taken out of service.' },
    RETURNED_TO_SERVICE: { value: 'returned_to_service', description: 'It was put back into service.' },
    RESET: { value: 'reset', description: 'It was latched, and was reset.' },
    SILENCED: { value: 'silenced', description: 'Its horn was turned off.' },
  } as const,
});
