import { describe, expect, it } from 'vitest';
import { seededRandom } from '../../../src/client/random.ts';
import { unknownSensor } from '../../../src/pipeline/sensor-definition.ts';
import { ToldAlarms } from '../../../src/scoring/told-alarms.ts';

const everyMs = 300_000;
const dayRows = 288;
const startMs = Date.UTC(2026, 0, 5);

/** A machine that runs hot, and cools for two hours at noon; in row `failing` it begins to stay as cool as it is at noon. */
function temperature(rows: number, failing = Number.POSITIVE_INFINITY): number[] {
  const { next: random } = seededRandom(5);
  return Array.from({ length: rows }, (_, i) => {
    const isCool = i >= failing || (i % dayRows >= 144 && i % dayRows < 168);
    return (isCool ? 60 : 90) + 4 * (random() - 0.5);
  });
}

/** Behind the first week, in which detectors learn. */
function told(values: readonly number[]) {
  const alarms = new ToldAlarms(unknownSensor('PUMP-1', 'temperature'));
  values.forEach((value, i) => {
    alarms.take(startMs + i * everyMs, value);
  });
  return alarms.alarms.filter(({ when }) => when.getTime() > startMs + 7 * dayRows * everyMs);
}

describe('What operators would have been told of a recorded sensor', () => {
  it('is nothing while it does what it does every day', () => {
    expect(told(temperature(12 * dayRows))).toEqual([]);
  });

  it('is a state that is ordinary for two hours and lasts longer, within that day, once', () => {
    const onset = 10 * dayRows + 168;
    const alarms = told(temperature(12 * dayRows, onset));
    const drifts = alarms.filter(({ detector }) => detector === 'drift');
    expect(drifts).toHaveLength(1);
    const hours = ((drifts[0]?.when.getTime() ?? 0) - (startMs + onset * everyMs)) / 3_600_000;
    expect(hours).toBeGreaterThan(0);
    expect(hours).toBeLessThan(12);
    expect(drifts[0]?.sentence).toMatch(
      /^temperature of PUMP-1 is [\d.]+, the mean of the last 12 hours, below every /,
    );
  });

  it('is a single wild value at once, by the detector of readings', () => {
    const values = temperature(9 * dayRows);
    values[8 * dayRows + 50] = 400;
    const [first] = told(values);
    expect(first).toMatchObject({ detector: 'excursion', when: new Date(startMs + (8 * dayRows + 50) * everyMs) });
  });

  it('of the beginning of a recording is the beginning of what it is of the whole', () => {
    const values = temperature(12 * dayRows, 9 * dayRows);
    const whole = told(values);
    const part = told(values.slice(0, 10 * dayRows));
    expect(part.length).toBeGreaterThan(0);
    expect(part).toEqual(whole.slice(0, part.length));
  });

  it('leaves out rows without a time or a number', () => {
    const alarms = new ToldAlarms(unknownSensor('PUMP-1', 'temperature'));
    alarms.take(Number.NaN, 5);
    alarms.take(startMs, Number.NaN);
    expect(alarms.alarms).toEqual([]);
  });
});
