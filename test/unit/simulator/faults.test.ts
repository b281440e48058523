import { describe, expect, it } from 'vitest';
import type { Fault } from '../../../src/simulator/faults/fault.ts';
import { ledgerOf } from '../../../src/simulator/faults/ledger.ts';
import { dayPlan, faultsNamed, parsePlan } from '../../../src/simulator/faults/plan.ts';
import { GatewayBuffer } from '../../../src/simulator/gateway-buffer.ts';
import { createPlannedMine } from '../../../src/simulator/planned-mine.ts';
import { recordingRows } from '../../../src/simulator/recording.ts';

const startMs = Date.UTC(2026, 0, 6, 8);
const hourS = 3_600;

/** Means of a machine's sensors over the ten minutes before an hour, with a fault and without. */
function compared(fault: Fault, atHours: number): Readonly<Record<string, { with: number; without: number }>> {
  const [equipmentId = ''] = fault.equipmentIds;
  const means = [[fault], []].map((faults) => {
    const mine = createPlannedMine({ seed: 2, startMs, faults, only: new Set([equipmentId]) });
    const sums = new Map<string, number>();
    const endS = Math.round(atHours * hourS);
    for (let second = endS - 599; second <= endS; second += 1) {
      for (const reading of mine.advanceTo(second)) {
        if (typeof reading.value !== 'number') continue;
        sums.set(reading.sensorType, (sums.get(reading.sensorType) ?? 0) + reading.value / 600);
      }
    }
    return sums;
  });
  return Object.fromEntries(
    [...(means[0] ?? [])].map(([sensorType, mean]) => [
      sensorType,
      { with: mean, without: means[1]?.get(sensorType) ?? Number.NaN },
    ]),
  );
}

function change(sensorType: string, fault: Fault, atHours: number): number {
  const means = compared(fault, atHours)[sensorType];
  return means === undefined ? Number.NaN : means.with - means.without;
}

describe('the faults of the mine', { timeout: 60_000 }, () => {
  it('let a tyre lose a tenth of its pressure in five hours, and nothing once it is mended', () => {
    const leak = { kind: 'slow-leak', equipmentIds: ['HT_003'], onsetHours: 0, endHours: 6 };
    const lost = change('tyre_pressure_rear_left_outer', leak, 5);
    expect(lost).toBeLessThan(-0.5);
    expect(lost).toBeGreaterThan(-0.9);
    expect(change('tyre_pressure_rear_left_outer', leak, 6.2)).toBeCloseTo(0, 6);
    expect(change('tyre_pressure_front_left', leak, 5)).toBe(0);
  });

  it('warm a crusher without cooling, the light parts sooner than the heavy ones, and let it cool again', () => {
    const lost = { kind: 'cooling-lost', equipmentIds: ['CR_001'], onsetHours: 0, endHours: 3 };
    const half = compared(lost, 0.5);
    const rise = (sensorType: string, means: typeof half) =>
      (means[sensorType]?.with ?? 0) - (means[sensorType]?.without ?? 0);
    // 40 °C with 0.7 h against 20 °C with 1.2 h, each with its own tenth.
    expect(rise('motor_temperature', half)).toBeGreaterThan(14);
    expect(rise('bearing_temperature', half)).toBeGreaterThan(5);
    expect(rise('motor_temperature', half) / 40).toBeGreaterThan(rise('bearing_temperature', half) / 20);
    expect(rise('motor_temperature', compared(lost, 3))).toBeGreaterThan(34);
    expect(rise('motor_temperature', compared(lost, 6))).toBeLessThan(1);
    expect(rise('motor_current', half)).toBe(0);
  });

  it('let a slipping belt run slower while its motor takes more', () => {
    const slip = { kind: 'belt-slip', equipmentIds: ['CV_001'], onsetHours: 0 };
    const means = compared(slip, 2);
    expect((means['belt_speed']?.with ?? 0) / (means['belt_speed']?.without ?? 1)).toBeLessThan(0.9);
    expect(means['motor_current']?.with).toBeGreaterThan((means['motor_current']?.without ?? 0) + 3);
    expect(means['throughput']?.with).toBe(means['throughput']?.without);
  });

  it('drift by half a degree an hour, and step when a sensor is replaced', () => {
    const drifting = { kind: 'drift', equipmentIds: ['CR_003'], sensorType: 'bearing_temperature', onsetHours: 0 };
    expect(change('bearing_temperature', drifting, 4)).toBeGreaterThan(1.6);
    expect(change('bearing_temperature', drifting, 4)).toBeLessThan(2.8);
    const replaced = { kind: 'sensor-replaced', equipmentIds: ['CV_002'], onsetHours: 0 };
    const step = change('vibration', replaced, 0.5);
    expect(step).toBeGreaterThan(0.15);
    expect(change('vibration', replaced, 3)).toBeCloseTo(step, 1);
  });

  it('send a truck on a longer way whose values all stay within the usual ranges', () => {
    const longer = { kind: 'load-cycle', equipmentIds: ['HT_002'], onsetHours: 0 };
    const haulings = [[longer], []].map((faults) => {
      const mine = createPlannedMine({ seed: 2, startMs, faults, only: new Set(['HT_002']) });
      let hauling = 0;
      for (let second = hourS; second < 6 * hourS; second += 1) {
        const state = mine.advanceTo(second).find(({ sensorType }) => sensorType === 'cycle_state');
        if (state?.value === 'hauling') hauling += 1;
      }
      return hauling / (5 * hourS);
    });
    expect(haulings[0]).toBeGreaterThan((haulings[1] ?? 0) + 0.05);
    expect(ledgerOf({ seed: 2, startMs, faults: [longer] }, 6)[0]?.crossings).toEqual([]);
  });
});

describe('the ledger of the mine', () => {
  it('lets nobody wait for the limits: the bearing shows twelve hours before it is critical', () => {
    const faults = dayPlan.filter(({ kind }) => ['bearing', 'slow-leak', 'drift'].includes(kind));
    for (const seed of [1, 2]) {
      const entries = ledgerOf({ seed, startMs: Date.UTC(2026, 0, 6), faults }, 24);
      expect(entries.map(({ kind }) => kind)).toEqual(['bearing', 'slow-leak', 'drift']);
      expect(entries[2]).toMatchObject({ firstLimitHours: null, onsetHours: 4, endHours: 20, fadedHours: 21 });
      const bearing = entries.find(({ kind }) => kind === 'bearing');
      const criticalHours = bearing?.criticalHours ?? Number.NaN;
      expect(criticalHours).toBeGreaterThan(18);
      // Fixed limits alone are too late for that.
      expect(criticalHours - (bearing?.firstLimitHours ?? Number.NaN)).toBeLessThan(12);
      const twelveBefore = { kind: 'bearing', equipmentIds: ['CR_002'], onsetHours: 0 };
      // Noise of a reading is 0.9 mm/s: a mean of ten minutes leaves no doubt.
      expect(change('vibration', twelveBefore, criticalHours - 12 - 2)).toBeGreaterThan(1);
      const leak = entries.find(({ kind }) => kind === 'slow-leak');
      expect(leak?.crossings[0]).toMatchObject({ limit: 'alarmLow', value: 5.6, equipmentId: 'HT_003' });
    }
  }, 60_000);
});

describe('a plan of faults', () => {
  it('is the whole day, nothing, or some kinds of it', () => {
    expect(faultsNamed('all')).toBe(dayPlan);
    expect(faultsNamed('none')).toEqual([]);
    expect(faultsNamed('drift, bearing').map(({ kind }) => kind)).toEqual(['bearing', 'drift']);
    expect(() => faultsNamed('rust')).toThrow('there is no fault called rust: want all, none, or some of bearing,');
  });

  it.each([
    ['nonsense', 'a plan is JSON'],
    ['{"faults": [{"kind": "rust", "equipmentIds": ["CR_001"], "onsetHours": 1}]}', 'faults.0.kind'],
    ['{"faults": [{"kind": "drift", "equipmentIds": ["CR_009"], "onsetHours": 1}]}', 'the mine has no CR_009'],
    [
      '{"faults": [{"kind": "bearing", "equipmentIds": ["CV_001"], "onsetHours": 1}]}',
      'nothing that a conveyor can have',
    ],
    [
      '{"faults": [{"kind": "drift", "equipmentIds": ["CR_001"], "sensorType": "speed", "onsetHours": 1}]}',
      'no sensor speed',
    ],
    [
      '{"faults": [{"kind": "bearing", "equipmentIds": ["CR_001"], "onsetHours": 2, "endHours": 1}]}',
      'after onsetHours',
    ],
  ])('is refused with the reason: %s', (text, reason) => {
    expect(() => parsePlan(text)).toThrow(reason);
  });

  it('of a file is taken as it stands', () => {
    expect(parsePlan(JSON.stringify({ faults: dayPlan }))).toEqual(dayPlan);
  });
});

describe('a gateway without a connection', () => {
  it('keeps what its machines show and sends it late, each reading once and with its own time', () => {
    const gateways = new GatewayBuffer();
    const at = (second: number) =>
      ['CV_001', 'CR_001'].map((equipmentId) => ({
        equipmentId,
        sensorType: 'vibration',
        units: 'mm/s',
        value: second,
        timestamp: `second ${second}`,
      }));
    const silent = new Set(['CV_001']);
    const sent = [0, 1, 2, 3, 4].map((second) =>
      gateways.through(at(second), second === 1 || second === 2 ? silent : new Set()),
    );
    expect(sent.map((readings) => readings.map(({ equipmentId, value }) => `${equipmentId} ${value}`))).toEqual([
      ['CV_001 0', 'CR_001 0'],
      ['CR_001 1'],
      ['CR_001 2'],
      ['CV_001 1', 'CV_001 2', 'CV_001 3', 'CR_001 3'],
      ['CV_001 4', 'CR_001 4'],
    ]);
  });

  it('is silent for as long as the plan says', () => {
    const mine = createPlannedMine({ seed: 1, startMs, faults: faultsNamed('gateway-gone') });
    const silentAt = (hours: number) => [...mine.silentMachines(hours * hourS)];
    expect([10.49, 10.5, 11.24, 11.25].map(silentAt)).toEqual([[], ['CV_001', 'CV_002'], ['CV_001', 'CV_002'], []]);
  });
});

describe('a recording of one machine', () => {
  it('has a row a minute with what is wrong in it', () => {
    const faults = [{ kind: 'stuck-sensor', equipmentIds: ['CV_002'], onsetHours: 0.5, endHours: 0.75 }];
    const options = { seed: 1, startMs, faults, equipmentId: 'CV_002', hours: 1, everyS: 60 };
    const [header, ...rows] = recordingRows(options);
    expect(header).toEqual(expect.arrayContaining(['timestamp', 'label', 'fault', 'belt_speed', 'motor_temperature']));
    expect(rows).toHaveLength(60);
    expect(rows[0]?.[0]).toBe('2026-01-06T08:01:00.000Z');
    expect(rows.filter((row) => row[1] === 1)).toHaveLength(15);
    const place = header?.indexOf('motor_temperature') ?? -1;
    const held = rows.filter((row) => row[2] === 'stuck-sensor').map((row) => row[place]);
    expect(new Set(held).size).toBe(1);
  });
});
