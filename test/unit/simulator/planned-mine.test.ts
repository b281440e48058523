import { describe, expect, it } from 'vitest';
import { seededRandom } from '../../../src/client/random.ts';
import type { Fault } from '../../../src/simulator/faults/fault.ts';
import { dayPlan } from '../../../src/simulator/faults/plan.ts';
import { mineMachines, type TagReading } from '../../../src/simulator/machines.ts';
import { createPlannedMine } from '../../../src/simulator/planned-mine.ts';

const startMs = Date.UTC(2026, 0, 6);
const minute = 60;
/** The day's faults in half an hour: all of them begin, most of them end. */
const hastened: readonly Fault[] = dayPlan.map(({ onsetHours, endHours, ...fault }) => ({
  ...fault,
  onsetHours: onsetHours / 48,
  ...(endHours === undefined ? {} : { endHours: endHours / 48 }),
}));

function shownAt(seconds: readonly number[], faults: readonly Fault[], seed = 3): Map<number, TagReading[]> {
  const mine = createPlannedMine({ seed, startMs, faults });
  return new Map(seconds.map((second) => [second, mine.advanceTo(second)]));
}

describe('the mine by plan', { timeout: 60_000 }, () => {
  it('shows the same in a second, whichever seconds were looked at before', () => {
    const everySecond = shownAt(
      Array.from({ length: 1_900 }, (_, second) => second),
      hastened,
    );
    for (const seed of [1, 2, 3, 4, 5]) {
      const random = seededRandom(seed);
      const seconds: number[] = [];
      for (let second = 0; second < 1_900; second += 1 + Math.floor(random.next() * 90 * seed)) seconds.push(second);
      for (const [second, readings] of shownAt(seconds, hastened)) expect(readings).toEqual(everySecond.get(second));
    }
  });

  it('is the same for the same seed and plan, and another for another seed', () => {
    expect(shownAt([1_500], hastened)).toEqual(shownAt([1_500], hastened));
    expect(shownAt([1_500], hastened, 4)).not.toEqual(shownAt([1_500], hastened));
  });

  it('cannot go back', () => {
    const mine = createPlannedMine({ seed: 1, startMs, faults: [] });
    mine.advanceTo(10);
    expect(() => mine.advanceTo(9)).toThrow('cannot go back');
  });

  it('leaves every machine that no fault names as it would be without any', () => {
    const named = new Set(dayPlan.flatMap(({ equipmentIds }) => equipmentIds));
    const healthy = [...mineMachines.keys()].filter((equipmentId) => !named.has(equipmentId));
    expect(healthy).toEqual(['HT_001', 'HT_004', 'HT_005']);
    const of = (readings: TagReading[] | undefined) =>
      readings?.filter(({ equipmentId }) => healthy.includes(equipmentId));
    const without = shownAt([600, 1_800], []);
    for (const [second, readings] of shownAt([600, 1_800], hastened)) {
      expect(of(readings)).toEqual(of(without.get(second)));
    }
  });

  it('begins the hours of its plan after the health that was asked for', () => {
    const faults = [{ kind: 'stuck-sensor', equipmentIds: ['CV_001'], onsetHours: 0.1 }];
    const mine = createPlannedMine({ seed: 1, startMs, faults, planFromS: 3_600, only: new Set(['CV_001']) });
    const winding = (second: number) =>
      mine.advanceTo(second).find(({ sensorType }) => sensorType === 'motor_temperature')?.value;
    const before = Array.from({ length: 60 }, (_, place) => winding(3_600 + 5 * place));
    expect(new Set(before).size).toBeGreaterThan(5);
    const after = Array.from({ length: 60 }, (_, place) => winding(3_960 + 5 * place));
    expect(new Set(after).size).toBe(1);
  });

  it('shows of one machine alone what it shows among the others', () => {
    const alone = createPlannedMine({ seed: 3, startMs, faults: hastened, only: new Set(['CV_001']) });
    const among = shownAt([900, 2_700], hastened);
    for (const [second, readings] of among) {
      expect(alone.advanceTo(second)).toEqual(readings.filter(({ equipmentId }) => equipmentId === 'CV_001'));
    }
  });

  it('stays within its limits through shifts, weekend and weather while it is healthy', () => {
    const only = new Set(['HT_001', 'CR_001', 'CV_001']);
    const mine = createPlannedMine({ seed: 11, startMs: Date.UTC(2026, 0, 9, 18), faults: [], only });
    const broken = new Set<string>();
    for (let second = 0; second <= 66 * 3_600; second += minute) {
      for (const { equipmentId, sensorType, value } of mine.advanceTo(second)) {
        const sensor = mineMachines.get(equipmentId)?.panel[sensorType];
        if (typeof value !== 'number' || sensor === undefined) continue;
        const most = Math.min(
          ...[sensor.normalMax, sensor.warningLimit, sensor.alarmHigh].map((at) => at ?? Number.POSITIVE_INFINITY),
        );
        const least = Math.max(...[sensor.normalMin, sensor.alarmLow].map((at) => at ?? Number.NEGATIVE_INFINITY));
        if (value > most || value < least) broken.add(`${equipmentId}/${sensorType} ${value}`);
      }
    }
    expect([...broken]).toEqual([]);
  });
});
