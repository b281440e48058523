/** The query `alarmLoad`: how many alarms operators had to handle, by the measures of ISA-18.2 and IEC 62682. */
import type pg from 'pg';
import {
  countRaisedBySeverity,
  countStale,
  type FrequentAlarm,
  readMostFrequent,
  readRaisedTimesMs,
} from '../db/recommendations/alarm-load-rows.ts';
import { type Severity, severities } from '../domain/recommendations/severity.ts';
import { floodLeadMs, measureAlarmRate } from './alarm-flood.ts';
import { closeRange, type TimeRange } from './time-range.ts';

export type { FrequentAlarm } from '../db/recommendations/alarm-load-rows.ts';

/** The alarm load of operators, by the measures of ISA-18.2 / IEC 62682. */
export interface AlarmLoad extends TimeRange {
  readonly total: number;
  readonly perHour: number;
  readonly peakPer10Minutes: number;
  /** 0…100; a flood starts above 10 in ten minutes and ends below 5. */
  readonly percentTimeInFlood: number;
  /** One entry a severity, the lowest first. */
  readonly bySeverity: readonly { readonly severity: Severity; readonly count: number }[];
  /** The ten issues raised most. */
  readonly mostFrequent: readonly FrequentAlarm[];
  /** Pending for more than 24 hours, now. */
  readonly stale: number;
}

export interface AlarmLoadService {
  /** The last 24 hours and every site, unless told otherwise. */
  alarmLoad(range: Partial<TimeRange>, siteIds?: readonly string[]): Promise<AlarmLoad>;
}

const hourMs = 3_600_000;
const defaultRangeMs = 24 * hourMs;

export function createAlarmLoadService(pool: pg.Pool, now: () => number = Date.now): AlarmLoadService {
  return {
    alarmLoad: async (asked, siteIds) => {
      const range = closeRange(asked, defaultRangeMs, now());
      const fromMs = range.from.getTime();
      const toMs = range.to.getTime();
      const [raisedMs, counts, mostFrequent, stale] = await Promise.all([
        readRaisedTimesMs(pool, { from: new Date(fromMs - floodLeadMs), to: range.to }, siteIds),
        countRaisedBySeverity(pool, range, siteIds),
        readMostFrequent(pool, range, siteIds),
        countStale(pool, siteIds),
      ]);
      const bySeverity = severities.map((severity) => ({ severity, count: counts.get(severity) ?? 0 }));
      const total = bySeverity.reduce((sum, { count }) => sum + count, 0);
      const { peakPer10Minutes, floodMs } = measureAlarmRate(raisedMs, fromMs, toMs);
      return {
        ...range,
        total,
        perHour: (total * hourMs) / (toMs - fromMs),
        peakPer10Minutes,
        percentTimeInFlood: (100 * floodMs) / (toMs - fromMs),
        bySeverity,
        mostFrequent,
        stale,
      };
    },
  };
}
