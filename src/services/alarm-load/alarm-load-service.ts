/** The query `alarmLoad`: how many alarms operators had to handle, by the measures of ISA-18.2, IEC 62682 and EEMUA 191. */
import type pg from 'pg';
import {
  type NamedAlarm,
  readAlarmNames,
  readOperatorPositions,
  readStandingAlarms,
  readToldAlarms,
  type StandingAlarms,
} from '../../db/alarms/alarm-load-rows.ts';
import type { Severity } from '../../domain/recommendations/severity.ts';
import { AndonError } from '../../errors.ts';
import { maxLoadAlarms } from '../../limits.ts';
import { closeRange, type TimeRange } from '../time-range.ts';
import { type AlarmFigures, alarmFigures } from './alarm-figures.ts';
import { floodLeadMs } from './alarm-flood.ts';
import { type AlarmMeasure, alarmMeasures } from './alarm-measures.ts';
import { type Shift, shiftStretches } from './shift.ts';

/** An alarm at one level that was told often. */
export interface FrequentAlarm extends NamedAlarm {
  readonly severity: Severity;
  /** The problem with its level. */
  readonly issueType: string;
  readonly count: number;
  /** Of the whole load, 0…1. */
  readonly share: number;
}

/** The alarm load of operators, and how alarms stood at the end of the range. */
export interface AlarmLoad extends TimeRange, StandingAlarms, Omit<AlarmFigures, 'mostFrequent'> {
  readonly operatorPositions: number;
  readonly perHour: number;
  readonly perOperatorHour: number;
  readonly mostFrequent: readonly FrequentAlarm[];
  readonly measures: readonly AlarmMeasure[];
}

export interface AskedLoad extends Partial<TimeRange> {
  /** These sites taken together, as one desk; absent: every site. */
  readonly siteIds?: readonly string[] | undefined;
  /** Only the hours of this shift. */
  readonly shift?: Shift | undefined;
}

export interface AlarmLoadService {
  /** The last 24 hours unless told otherwise. Throws BAD_USER_INPUT, and TOO_COMPLEX beyond `maxLoadAlarms`. */
  alarmLoad(asked: AskedLoad): Promise<AlarmLoad>;
}

const defaultRangeMs = 24 * 3_600_000;

export function createAlarmLoadService(pool: pg.Pool, now: () => number = Date.now): AlarmLoadService {
  return {
    alarmLoad: async ({ siteIds: asked, shift, ...given }) => {
      const range = closeRange(given, defaultRangeMs, now());
      const siteIds = asked ?? null;
      const stretches =
        shift === undefined
          ? [{ fromMs: range.from.getTime(), toMs: range.to.getTime() }]
          : shiftStretches(range, shift);
      const readFrom = { from: new Date(range.from.getTime() - floodLeadMs), to: range.to };
      const [told, standing, operatorPositions] = await Promise.all([
        readToldAlarms(pool, readFrom, siteIds, maxLoadAlarms + 1),
        readStandingAlarms(pool, range.to, siteIds),
        readOperatorPositions(pool, siteIds),
      ]);
      if (told.length > maxLoadAlarms) {
        const most = maxLoadAlarms.toLocaleString('en-US');
        throw new AndonError('TOO_COMPLEX', `There are more than ${most} alarms in this time; ask for a shorter one.`);
      }
      const figures = alarmFigures(told, stretches, operatorPositions);
      const names = await readAlarmNames(
        pool,
        figures.mostFrequent.map(({ alarmId }) => alarmId),
      );
      const perHour = figures.hours === 0 ? 0 : figures.total / figures.hours;
      return {
        ...range,
        ...figures,
        ...standing,
        operatorPositions,
        perHour,
        perOperatorHour: perHour / operatorPositions,
        mostFrequent: figures.mostFrequent.flatMap(({ alarmId, ...frequent }) => {
          const name = names.get(alarmId);
          return name === undefined
            ? []
            : [{ ...name, ...frequent, issueType: `${name.problem}_${frequent.severity}` }];
        }),
        measures: alarmMeasures(figures, standing, operatorPositions),
      };
    },
  };
}
