/** The type AlarmLoad: the table of the standards, and the figures that it is made of. */
import type { AlarmLoad } from '../../services/alarm-load/alarm-load-service.ts';
import type { alarmMeasureNames } from '../../services/alarm-load/alarm-measures.ts';
import { builder } from '../builder.ts';
import { severityCountType } from '../recommendations/severity-count.ts';
import { frequentAlarmType } from './frequent-alarm.ts';

export const shiftInput = builder.inputType('ShiftInput', {
  description: 'Some hours of each day, by the wall clock of a time zone.',
  fields: (t) => ({
    start: t.string({ required: true, description: 'When it begins, such as `06:00`.' }),
    hours: t.float({ required: true, description: 'How long it lasts, above 0 and up to 24 hours of the wall clock.' }),
    zone: t.string({ required: true, description: 'The time zone by its name, such as `Australia/Perth`.' }),
  }),
});

const measureNameType = builder.enumType('AlarmMeasureName', {
  description: 'What the standards measure of the load of operators.',
  values: {
    PER_OPERATOR_HOUR: { value: 'per_operator_hour', description: 'Alarms an operator and hour.' },
    MEAN_PER_OPERATOR_10_MINUTES: { value: 'mean_per_operator_10_minutes', description: 'The same in 10 minutes.' },
    PEAK_PER_OPERATOR_10_MINUTES: {
      value: 'peak_per_operator_10_minutes',
      description: 'Most alarms in any 10 minutes, an operator.',
    },
    PERCENT_TIME_IN_FLOOD: { value: 'percent_time_in_flood', description: 'Share of the time in flood.' },
    PERCENT_OF_TOP_TEN: { value: 'percent_of_top_ten', description: 'Share of the ten most frequent alarms.' },
    CHATTERING: { value: 'chattering', description: 'Alarms that became active three times within a minute.' },
    STALE: { value: 'stale', description: 'Alarms that stood for more than 24 hours at the end of the range.' },
    PERCENT_LOW: { value: 'percent_low', description: 'Share of low ones.' },
    PERCENT_MEDIUM: { value: 'percent_medium', description: 'Share of medium ones.' },
    PERCENT_HIGH_AND_CRITICAL: { value: 'percent_high_and_critical', description: 'Share of high and critical ones.' },
    SHELVED: { value: 'shelved', description: 'Alarms that were shelved at the end of the range.' },
    HIDDEN: { value: 'hidden', description: 'Times that an alarm was not told, being hidden.' },
    MEDIAN_SECONDS_TO_ACKNOWLEDGE: {
      value: 'median_seconds_to_acknowledge',
      description: 'Half of what was acknowledged was so after this time.',
    },
    P95_SECONDS_TO_ACKNOWLEDGE: {
      value: 'p95_seconds_to_acknowledge',
      description: 'Of what was acknowledged 95 % was so after this time.',
    },
  } as const satisfies Readonly<Record<string, { value: (typeof alarmMeasureNames)[number]; description: string }>>,
});

const measureType = builder.objectRef<AlarmLoad['measures'][number]>('AlarmMeasure').implement({
  description: 'A line of the table of ISA-18.2, IEC 62682 and EEMUA 191.',
  fields: (t) => ({
    name: t.expose('name', { type: measureNameType, description: 'What is measured.' }),
    value: t.exposeFloat('value', { nullable: true, description: 'Null where there was nothing to measure.' }),
    unit: t.exposeString('unit', { description: 'Of the value: `1/h`, `%`, `s`, or `1` for a number.' }),
    target: t.exposeString('target', {
      nullable: true,
      description: 'What the standards ask for, in words; null where they ask for nothing.',
    }),
    isMet: t.exposeBoolean('isMet', {
      nullable: true,
      description: 'Whether the value is within it; null where they ask for nothing, or for nothing exact.',
    }),
  }),
});

export const alarmLoadType = builder.objectRef<AlarmLoad>('AlarmLoad').implement({
  description:
    'The alarm load of operators over a range, by the measures of ISA-18.2, IEC 62682 and EEMUA 191, from the journal of alarms. An alarm counts each time that operators are told of it: when it becomes active, gets worse, is told again, or what hid it ends.',
  fields: (t) => ({
    from: t.expose('from', { type: 'DateTime', description: 'Start of the range, inclusive.' }),
    to: t.expose('to', { type: 'DateTime', description: 'End of the range, exclusive.' }),
    hours: t.exposeFloat('hours', { description: 'Hours that are measured: all of the range, or those of the shift.' }),
    operatorPositions: t.exposeInt('operatorPositions', {
      description: 'Operators who share the alarms, of all sites that are asked for together.',
    }),
    measures: t.expose('measures', { type: [measureType], description: 'The table, in its order.' }),
    total: t.exposeInt('total', { description: 'How many times operators were told of an alarm.' }),
    hidden: t.exposeInt('hidden', {
      description: 'How many times more it would have been, but for shelves, suppression and being out of service.',
    }),
    perHour: t.exposeFloat('perHour', { description: 'Average number of alarms an hour.' }),
    perOperatorHour: t.exposeFloat('perOperatorHour', {
      description: 'The same for each operator; about 6 are acceptable, 12 are the most that is manageable.',
    }),
    peakPer10Minutes: t.exposeInt('peakPer10Minutes', { description: 'Most alarms in any 10 minutes.' }),
    percentTimeInFlood: t.exposeFloat('percentTimeInFlood', {
      description:
        'Share of the time in flood, 0…100 %; a flood begins above 10 alarms in 10 minutes for each operator and ends below 5; the aim is under 1 %.',
    }),
    bySeverity: t.expose('bySeverity', { type: [severityCountType], description: 'Alarms of each severity.' }),
    mostFrequent: t.expose('mostFrequent', {
      type: [frequentAlarmType],
      description: 'The ten alarms that were told most often.',
    }),
    percentOfTopTen: t.exposeFloat('percentOfTopTen', {
      description: 'Their share of all that was told, 0…100 %; the aim is at most 5 %.',
    }),
    chattering: t.exposeInt('chattering', {
      description: 'Alarms that became active three times within a minute, hidden or not; the aim is none.',
    }),
    standing: t.exposeInt('standing', {
      description: 'Alarms before operators at the end of the range: active, and not hidden.',
    }),
    stale: t.exposeInt('stale', {
      description: 'Of these, active for more than 24 hours; the aim is under 5.',
    }),
    shelved: t.exposeInt('shelved', { description: 'Shelved at the end of the range.' }),
    suppressed: t.exposeInt('suppressed', { description: 'Suppressed at the end of the range.' }),
    outOfService: t.exposeInt('outOfService', { description: 'Out of service at the end of the range.' }),
    acknowledged: t.exposeInt('acknowledged', {
      description: 'Of what was told, how much somebody acknowledged before it was told again.',
    }),
    medianSecondsToAcknowledge: t.exposeFloat('medianSecondsToAcknowledge', {
      nullable: true,
      description: 'Half of that was acknowledged after this time, in seconds; null of none.',
    }),
    p95SecondsToAcknowledge: t.exposeFloat('p95SecondsToAcknowledge', {
      nullable: true,
      description: 'Of that 95 % was acknowledged after this time, in seconds; null of none.',
    }),
  }),
});
