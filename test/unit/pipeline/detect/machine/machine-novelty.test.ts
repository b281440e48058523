import { describe, expect, it } from 'vitest';
import { seededRandom } from '../../../../../src/client/random.ts';
import { MachineNovelty } from '../../../../../src/pipeline/detect/machine/machine-novelty.ts';

/** Four sensors of one machine, of which three follow its load; `fault` is added to the second, from row 700 to 800. */
function rows(count: number, fault = 0): number[][] {
  const { next: random } = seededRandom(7);
  let load = 0;
  return Array.from({ length: count }, (_, i) => {
    load = 0.9 * load + random() - 0.5;
    const noise = () => 0.2 * (random() - 0.5);
    const broken = i >= 700 && i < 800 ? fault : 0;
    return [50 + load + noise(), 20 + 2 * load + noise() + broken, 7 - load + noise(), 300 + random()];
  });
}

const alarms = (data: readonly number[][], machine = new MachineNovelty(400)) =>
  data.map((row) => machine.observe(row).isAlarm);

describe('A machine’s sensors taken together', () => {
  it('raise nothing while they stand to each other as they did in training', () => {
    expect(alarms(rows(1_500)).filter(Boolean).length).toBe(0);
  });

  it('alarm when one leaves the others though its value alone is ordinary, and stop after it is back', () => {
    // The second sensor has a range of some 8 units; 2 are nothing for it alone.
    const found = alarms(rows(1_500, 2));
    const first = found.indexOf(true);
    expect(first).toBeGreaterThanOrEqual(700);
    expect(first).toBeLessThan(740);
    expect(found.lastIndexOf(true)).toBeLessThan(900);
  });

  it('say nothing while they are being learned', () => {
    const wild = rows(300).map((row, i) => row.map((value) => value * (1 + (i % 7))));
    expect(alarms(wild).some(Boolean)).toBe(false);
  });

  it('go on the same when their memory is stored and read back at any row', () => {
    // A fault that comes and goes, so that an alarm ends while the machine is not well yet.
    const data = rows(1_200).map((row, i) =>
      row.map((value, k) => (k === 1 && i >= 700 && i < 900 ? value + 2 + 2 * Math.sin(i / 12) : value)),
    );
    const whole = new MachineNovelty(400);
    const expected = data.map((row) => whole.observe(row));
    const whileItEnds = Array.from({ length: 80 }, (_, i) => 700 + 3 * i);
    for (const cut of [1, 399, 400, 401, 705, 760, ...whileItEnds]) {
      const before = new MachineNovelty(400);
      for (const row of data.slice(0, cut)) before.observe(row);
      const after = new MachineNovelty(400, JSON.parse(JSON.stringify(before.stored())));
      expect(data.slice(cut).map((row) => after.observe(row))).toEqual(expected.slice(cut));
    }
  });

  it('let a row that lacks a value pass without a trace', () => {
    const data = rows(900, 2);
    const whole = alarms(data);
    const machine = new MachineNovelty(400);
    const found = data.map((row) => {
      const { isAlarm } = machine.observe(row);
      machine.observe([Number.NaN, 1, 1, 1]);
      return isAlarm;
    });
    expect(found).toEqual(whole);
  });

  it('learn from sensors that stand still or are twice the same', () => {
    const data = rows(1_000).map(([a = 0, b = 0]) => [a, b, a, 5]);
    expect(alarms(data).filter(Boolean).length).toBe(0);
  });
});
