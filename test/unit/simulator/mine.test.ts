import { describe, expect, it } from 'vitest';
import { type BearingWear, bearingWear } from '../../../src/simulator/bearing-wear.ts';
import { demoFaultSpeed, faultAt } from '../../../src/simulator/fault-plan.ts';
import { faultyCrusherId, type TagReading } from '../../../src/simulator/machines.ts';
import { createMine } from '../../../src/simulator/mine.ts';
import { mineEquipment } from '../../../src/simulator/mine-equipment.ts';
import { cycleSeconds, cycleStates } from '../../../src/simulator/truck-cycle.ts';

/** The limits that hold for a whole sensor type where a sensor has none of its own: the lowest of the three. */
const typeWarning: Readonly<Record<string, number>> = { temperature: 80, vibration: 3.5, pressure: 3.8 };
const equipment = mineEquipment(Date.UTC(2026, 0, 1));
const sensors = new Map(
  equipment.flatMap(({ id, sensors }) => sensors.map((sensor) => [`${id}/${sensor.sensorType}`, sensor] as const)),
);

interface Moments {
  count: number;
  sum: number;
  squares: number;
}

/** The operator's rule, written plainly: the last 60 full minutes (10 at least), beyond 3 standard deviations on 3 readings in a row. */
class BaselineRule {
  readonly #minutes: Moments[] = [];
  #current: Moments = { count: 0, sum: 0, squares: 0 };
  #baseline: { mean: number; deviation: number } | null = null;
  #origin: number | undefined;
  #run = 0;
  events = 0;

  endMinute(): void {
    this.#minutes.push(this.#current);
    if (this.#minutes.length > 60) this.#minutes.shift();
    this.#current = { count: 0, sum: 0, squares: 0 };
    if (this.#minutes.length < 10) return;
    const total = { count: 0, sum: 0, squares: 0 };
    for (const minute of this.#minutes) {
      total.count += minute.count;
      total.sum += minute.sum;
      total.squares += minute.squares;
    }
    const mean = total.sum / total.count;
    this.#baseline = { mean, deviation: Math.sqrt((total.squares - total.sum * mean) / (total.count - 1)) };
  }

  read(reading: number): void {
    // Taken from the first value, so that the sum of squares keeps its digits.
    this.#origin ??= reading;
    const value = reading - this.#origin;
    this.#current.count += 1;
    this.#current.sum += value;
    this.#current.squares += value * value;
    if (this.#baseline === null) return;
    const beyond = Math.abs(value - this.#baseline.mean) > 3 * this.#baseline.deviation;
    this.#run = beyond ? this.#run + 1 : 0;
    if (this.#run === 3) this.events += 1;
  }
}

function breaks({ equipmentId, sensorType, value }: TagReading): boolean {
  if (typeof value !== 'number') return false;
  const sensor = sensors.get(`${equipmentId}/${sensorType}`);
  const high = sensor?.warningLimit ?? typeWarning[sensorType];
  const highs = [high, sensor?.alarmHigh, sensor?.normalMax].filter((limit) => limit !== undefined);
  const lows = [sensor?.alarmLow, sensor?.normalMin].filter((limit) => limit !== undefined);
  return highs.some((limit) => value > limit) || lows.some((limit) => value < limit);
}

/** The tags that broke a limit or left their normal range, and those that deviated from their own past, while the mine ran. */
function watched(seed: number, seconds: number, wearAt: (second: number) => BearingWear | undefined) {
  const mine = createMine({ seed });
  const rules = new Map<string, BaselineRule>();
  const breaches = new Set<string>();
  // Minutes of the clock do not start with the mine.
  const offsetS = seed % 60;
  for (let second = 0; second < seconds; second += 1) {
    if ((second + offsetS) % 60 === 0 && second > 0) for (const rule of rules.values()) rule.endMinute();
    for (const reading of mine.tick(wearAt(second))) {
      const key = `${reading.equipmentId}/${reading.sensorType}`;
      if (breaks(reading)) breaches.add(key);
      if (typeof reading.value !== 'number') continue;
      const rule = rules.get(key) ?? new BaselineRule();
      rules.set(key, rule);
      rule.read(reading.value);
    }
  }
  return { breaches, deviating: [...rules].filter(([, rule]) => rule.events > 0).map(([key]) => key) };
}

describe('the simulated mine', () => {
  it('has 107 tags on 10 pieces of equipment, every one of them in the master data', () => {
    const readings = createMine({ seed: 1 }).tick();
    expect(readings).toHaveLength(107);
    expect(sensors.size).toBe(107);
    for (const { equipmentId, sensorType, units } of readings) {
      expect(sensors.get(`${equipmentId}/${sensorType}`)?.unit).toBe(units);
    }
  });

  it('is the same for the same seed and another for another', () => {
    const tenMinutes = (seed: number) => {
      const mine = createMine({ seed });
      return Array.from({ length: 600 }, () => mine.tick());
    };
    expect(tenMinutes(7)).toEqual(tenMinutes(7));
    expect(tenMinutes(7)).not.toEqual(tenMinutes(8));
  });

  it.each([1, 42, 2_026])(
    'calls no operator in six healthy hours (seed %i)',
    (seed) => {
      expect(watched(seed, 6 * 3_600, () => undefined)).toEqual({ breaches: new Set(), deviating: [] });
    },
    60_000,
  );

  it('calls for its worn bearing by the limits alone, before and after each repair', () => {
    const { breaches, deviating } = watched(4, 2 * 3_600, (second) => faultAt(second * 1_000, demoFaultSpeed).wear);
    expect(deviating).toEqual([]);
    expect(breaches).toContain(`${faultyCrusherId}/vibration`);
    for (const tag of breaches) expect(tag).toMatch(new RegExp(`^${faultyCrusherId}/`));
  }, 60_000);

  it('drives every truck through load, haul, dump and return in 23 minutes', () => {
    const mine = createMine({ seed: 3 });
    const states = new Map<string, string[]>();
    for (let second = 0; second < cycleSeconds; second += 1) {
      for (const { equipmentId, sensorType, value } of mine.tick()) {
        if (sensorType !== 'cycle_state') continue;
        const seen = states.get(equipmentId) ?? [];
        states.set(equipmentId, seen);
        if (seen.at(-1) !== value) seen.push(String(value));
      }
    }
    expect(states.size).toBe(5);
    for (const seen of states.values()) expect(new Set(seen)).toEqual(new Set(cycleStates));
  });

  it('wears out the bearing of one crusher only, past its own limits', () => {
    const mine = createMine({ seed: 5 });
    const healthy = createMine({ seed: 5 });
    let last: TagReading[] = [];
    let lastHealthy: TagReading[] = [];
    for (let second = 0; second < 300; second += 1) {
      last = mine.tick(bearingWear(48));
      lastHealthy = healthy.tick();
    }
    const others = (readings: TagReading[]) => readings.filter(({ equipmentId }) => equipmentId !== faultyCrusherId);
    expect(others(last)).toEqual(others(lastHealthy));
    const shown = (sensorType: string) =>
      Number(last.find((tag) => tag.equipmentId === faultyCrusherId && tag.sensorType === sensorType)?.value);
    expect(shown('vibration')).toBeGreaterThan(55);
    expect(shown('motor_temperature')).toBeGreaterThan(95);
    expect(shown('throughput')).toBeLessThan(1_800);
  });
});
