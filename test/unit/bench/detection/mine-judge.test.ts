import { describe, expect, it } from 'vitest';
import { judgeMine, type Told } from '../../../../bench/detection/mine-judge.ts';
import type { LedgerEntry } from '../../../../src/simulator/faults/ledger.ts';

const leak: LedgerEntry = {
  kind: 'slow-leak',
  about: '',
  equipmentIds: ['HT_003'],
  sensorTypes: ['tyre_pressure_front_left'],
  expected: 'told',
  onsetHours: 3,
  endHours: 15,
  fadedHours: 16,
  crossings: [],
  firstLimitHours: 13,
  criticalHours: 13,
};
const cycle: LedgerEntry = {
  ...leak,
  kind: 'load-cycle',
  equipmentIds: ['HT_002'],
  sensorTypes: ['speed'],
  expected: 'recorded',
  criticalHours: null,
};
const told = (hours: number, equipmentId: string, sensorType: string | null): Told => ({
  hours,
  equipmentId,
  sensorType,
  detector: 'limit',
  severity: 'high',
  issueType: `${sensorType}_low_high`,
  isJoined: false,
});

describe('the judge of the mine', () => {
  it('takes what joined an entry for told, and for no entry of its own', () => {
    const joined = (hours: number, equipmentId: string, sensorType: string): Told => ({
      ...told(hours, equipmentId, sensorType),
      isJoined: true,
    });
    const verdict = judgeMine(
      [leak],
      [told(4, 'HT_003', 'speed'), joined(4.5, 'HT_003', 'tyre_pressure_front_left'), joined(4.6, 'HT_003', 'speed')],
      [],
      24,
    );
    expect(verdict.alarmsByHour[4]).toBe(1);
    expect(verdict.falseTold).toHaveLength(1);
    expect(verdict.falseJoined).toHaveLength(1);
    expect(verdict.faults[0]).toMatchObject({ isFound: true, toldCount: 0, joinedCount: 1, hoursBeforeCritical: 8.5 });
  });

  it('counts a fault as found by what was told of its sensors, or its whole machine, while it lasted', () => {
    const verdictOf = (...entries: Told[]) => judgeMine([leak], entries, [], 24).faults[0];
    expect(verdictOf(told(5, 'HT_003', 'tyre_pressure_front_left'))).toMatchObject({
      isFound: true,
      hoursBeforeCritical: 8,
    });
    expect(verdictOf(told(5, 'HT_003', null))?.isFound).toBe(true);
    for (const elsewhere of [
      told(2.9, 'HT_003', 'tyre_pressure_front_left'),
      told(5, 'HT_003', 'speed'),
      told(5, 'HT_002', 'tyre_pressure_front_left'),
    ]) {
      expect(verdictOf(elsewhere)?.isFound).toBe(false);
      expect(judgeMine([leak], [elsewhere], [], 24).falseTold).toEqual([elsewhere]);
    }
  });

  it('takes what comes of mending for no finding and for no false alarm', () => {
    const late = told(15.5, 'HT_003', 'tyre_pressure_front_left');
    const verdict = judgeMine([leak], [late], [], 24);
    expect(verdict.faults[0]?.isFound).toBe(false);
    expect(verdict.falseTold).toEqual([]);
    expect(judgeMine([leak], [{ ...late, hours: 15 }], [], 24).faults[0]?.isFound).toBe(false);
    expect(judgeMine([leak], [{ ...late, hours: 16.1 }], [], 24).falseTold).toHaveLength(1);
  });

  it('is content with a record where nobody has to be told', () => {
    const recorded = told(5, 'HT_002', 'speed');
    expect(judgeMine([cycle], [], [recorded], 24).faults[0]?.isFound).toBe(true);
    expect(judgeMine([{ ...cycle, expected: 'told' }], [], [recorded], 24).faults[0]?.isFound).toBe(false);
  });

  it('takes anything that is told of the machines of a gateway for a finding', () => {
    const gateway = { ...leak, kind: 'gateway-gone', equipmentIds: ['CV_001', 'CV_002'], sensorTypes: null };
    expect(judgeMine([gateway], [told(4, 'CV_002', 'vibration')], [], 24).faults[0]?.isFound).toBe(true);
    expect(judgeMine([gateway], [told(4, 'CR_001', 'vibration')], [], 24).faults[0]?.isFound).toBe(false);
  });

  it('counts alarms by the hour', () => {
    const entries = [0.5, 1.1, 1.9, 24].map((hours) => told(hours, 'HT_001', 'speed'));
    const { alarmsByHour } = judgeMine([], entries, [], 24);
    expect(alarmsByHour).toHaveLength(24);
    expect([alarmsByHour[0], alarmsByHour[1], alarmsByHour[2], alarmsByHour[23]]).toEqual([1, 2, 0, 1]);
  });

  it('asks the first entry of a fault, and not what joined it, for the cause among its first two', () => {
    const namedBy = (...causes: string[]) =>
      judgeMine(
        [leak],
        [
          { ...told(4, 'HT_003', null), isJoined: true },
          { ...told(5, 'HT_003', 'tyre_pressure_front_left'), causes },
          { ...told(6, 'HT_003', 'tyre_pressure_front_left'), causes: ['a puncture'] },
        ],
        [],
        24,
      ).faults[0]?.isNamed;
    expect(namedBy('a cold tyre', 'a slow puncture')).toBe(true);
    expect(namedBy('a cold tyre', 'overload', 'a slow puncture')).toBe(false);
    expect(judgeMine([leak], [], [], 24).faults[0]?.isNamed).toBeNull();
  });
});
