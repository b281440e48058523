/** The table of ISA-18.2, IEC 62682 and EEMUA 191: what is measured of the load of operators, beside its targets. */
import type { StandingAlarms } from '../../db/alarms/alarm-load-rows.ts';
import type { AlarmFigures } from './alarm-figures.ts';

export const alarmMeasureNames = [
  'per_operator_hour',
  'mean_per_operator_10_minutes',
  'peak_per_operator_10_minutes',
  'percent_time_in_flood',
  'percent_of_top_ten',
  'chattering',
  'stale',
  'percent_low',
  'percent_medium',
  'percent_high_and_critical',
  'shelved',
  'hidden',
  'median_seconds_to_acknowledge',
  'p95_seconds_to_acknowledge',
] as const;
export type AlarmMeasureName = (typeof alarmMeasureNames)[number];

export interface AlarmMeasure {
  readonly name: AlarmMeasureName;
  /** Null where there is nothing to measure. */
  readonly value: number | null;
  readonly unit: string;
  /** What the standards ask for, in words; null where they ask for nothing. */
  readonly target: string | null;
  /** Whether the value is within it; null where they ask for nothing, or nothing exact. */
  readonly isMet: boolean | null;
}

type Target = Pick<AlarmMeasure, 'unit' | 'target'> & { readonly holds?: (value: number) => boolean };

const targets: Readonly<Record<AlarmMeasureName, Target>> = {
  per_operator_hour: { unit: '1/h', target: 'at most 6; 12 are manageable', holds: (value) => value <= 6 },
  mean_per_operator_10_minutes: { unit: '1', target: 'at most 1; 2 are manageable', holds: (value) => value <= 1 },
  peak_per_operator_10_minutes: { unit: '1', target: 'at most 10', holds: (value) => value <= 10 },
  percent_time_in_flood: { unit: '%', target: 'below 1', holds: (value) => value < 1 },
  percent_of_top_ten: { unit: '%', target: 'at most 5', holds: (value) => value <= 5 },
  chattering: { unit: '1', target: 'none', holds: (value) => value === 0 },
  stale: { unit: '1', target: 'below 5', holds: (value) => value < 5 },
  percent_low: { unit: '%', target: 'about 80' },
  percent_medium: { unit: '%', target: 'about 15' },
  percent_high_and_critical: { unit: '%', target: 'about 5' },
  shelved: { unit: '1', target: null },
  hidden: { unit: '1', target: null },
  median_seconds_to_acknowledge: { unit: 's', target: null },
  p95_seconds_to_acknowledge: { unit: 's', target: null },
};

export function alarmMeasures(
  figures: AlarmFigures,
  { shelved, stale }: Pick<StandingAlarms, 'shelved' | 'stale'>,
  operatorPositions: number,
): AlarmMeasure[] {
  const { hours, total, bySeverity } = figures;
  const perOperatorHour = hours === 0 ? 0 : total / hours / operatorPositions;
  const percent = (...wanted: readonly string[]) => {
    const count = bySeverity.reduce((sum, one) => sum + (wanted.includes(one.severity) ? one.count : 0), 0);
    return total === 0 ? null : (100 * count) / total;
  };
  const values: Readonly<Record<AlarmMeasureName, number | null>> = {
    per_operator_hour: perOperatorHour,
    mean_per_operator_10_minutes: perOperatorHour / 6,
    peak_per_operator_10_minutes: figures.peakPer10Minutes / operatorPositions,
    percent_time_in_flood: figures.percentTimeInFlood,
    percent_of_top_ten: total === 0 ? null : figures.percentOfTopTen,
    chattering: figures.chattering,
    stale,
    percent_low: percent('low'),
    percent_medium: percent('medium'),
    percent_high_and_critical: percent('high', 'critical'),
    shelved,
    hidden: figures.hidden,
    median_seconds_to_acknowledge: figures.medianSecondsToAcknowledge,
    p95_seconds_to_acknowledge: figures.p95SecondsToAcknowledge,
  };
  return alarmMeasureNames.map((name) => {
    const { unit, target, holds } = targets[name];
    const value = values[name];
    return { name, value, unit, target, isMet: value === null || holds === undefined ? null : holds(value) };
  });
}
