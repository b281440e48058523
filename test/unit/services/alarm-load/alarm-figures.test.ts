import { describe, expect, it } from 'vitest';
import type { ToldAlarm } from '../../../../src/db/alarms/alarm-load-rows.ts';
import { alarmFigures } from '../../../../src/services/alarm-load/alarm-figures.ts';
import { alarmMeasures } from '../../../../src/services/alarm-load/alarm-measures.ts';

const hourMs = 3_600_000;
const told = (atMs: number, alarmId: number, more: Partial<ToldAlarm> = {}): ToldAlarm => ({
  atMs,
  alarmId,
  severity: 'high',
  isRaised: true,
  isHidden: false,
  acknowledgedAfterMs: null,
  ...more,
});
const figures = (alarms: readonly ToldAlarm[], operators = 1, toMs = hourMs) =>
  alarmFigures(alarms, [{ fromMs: 0, toMs }], operators);

describe('the figures of what operators were told', () => {
  it('count what is before the stretch for nothing, and what was hidden apart', () => {
    const found = figures([told(-1, 1), told(0, 1), told(1, 2, { isHidden: true }), told(2, 3, { severity: 'low' })]);
    expect(found).toMatchObject({ hours: 1, total: 2, hidden: 1, peakPer10Minutes: 3, chattering: 0 });
    expect(found.bySeverity.filter(({ count }) => count > 0)).toEqual([
      { severity: 'low', count: 1 },
      { severity: 'high', count: 1 },
    ]);
  });

  it('name the ten most frequent, an alarm at two levels twice, with their share', () => {
    const alarms = Array.from({ length: 12 }, (_, n) => told(n, n)).concat(
      told(20, 5),
      told(21, 5, { severity: 'critical', isRaised: false }),
    );
    const { mostFrequent, percentOfTopTen } = figures(alarms);
    expect(mostFrequent[0]).toEqual({ alarmId: 5, severity: 'high', count: 2, share: 2 / 14 });
    expect(mostFrequent).toHaveLength(10);
    expect(percentOfTopTen).toBeCloseTo((100 * 11) / 14, 9);
  });

  it('call chattering what was active three times within a minute, shown or hidden, and nothing else', () => {
    const chatters = [0, 30_000, 60_000].map((atMs, n) => told(atMs, 1, { isHidden: n === 1 }));
    const slow = [0, 30_000, 60_001].map((atMs) => told(atMs, 2));
    const worse = [0, 1, 2].map((atMs) => told(atMs, 3, { isRaised: atMs === 0 }));
    expect(figures([...chatters, ...slow, ...worse].sort((a, b) => a.atMs - b.atMs)).chattering).toBe(1);
  });

  it('take the median and the nearest rank of 95 % of the times to acknowledge', () => {
    const alarms = Array.from({ length: 20 }, (_, n) => told(n, n, { acknowledgedAfterMs: (20 - n) * 1_000 }));
    expect(figures([...alarms, told(30, 30)])).toMatchObject({
      acknowledged: 20,
      medianSecondsToAcknowledge: 10,
      p95SecondsToAcknowledge: 19,
    });
    expect(figures([told(0, 1)])).toMatchObject({ medianSecondsToAcknowledge: null, p95SecondsToAcknowledge: null });
  });

  it('stand beside the targets of the standards, and say which are met', () => {
    const alarms = Array.from({ length: 24 }, (_, n) => told(n * 1_000, n, { severity: n < 6 ? 'low' : 'critical' }));
    const standing = { shelved: 2, stale: 4 };
    const table = (operators: number) =>
      Object.fromEntries(
        alarmMeasures(figures(alarms, operators), standing, operators).map(({ name, value, isMet }) => [
          name,
          `${value} ${isMet}`,
        ]),
      );
    expect(table(1)).toMatchObject({
      per_operator_hour: '24 false',
      mean_per_operator_10_minutes: '4 false',
      peak_per_operator_10_minutes: '24 false',
      chattering: '0 true',
      stale: '4 true',
      percent_low: '25 null',
      percent_high_and_critical: '75 null',
      shelved: '2 null',
      median_seconds_to_acknowledge: 'null null',
    });
    expect(table(4)).toMatchObject({
      per_operator_hour: '6 true',
      mean_per_operator_10_minutes: '1 true',
      peak_per_operator_10_minutes: '6 true',
      percent_time_in_flood: '0 true',
    });
  });

  it('of a time without alarms are all zero, and say nothing of shares', () => {
    const measures = alarmMeasures(figures([]), { shelved: 0, stale: 0 }, 1);
    expect(measures.filter(({ isMet }) => isMet === false)).toEqual([]);
    expect(measures.find(({ name }) => name === 'percent_of_top_ten')?.value).toBe(null);
  });
});
