import { describe, expect, it } from 'vitest';
import { MachineRows } from '../../../../src/pipeline/outside/machine-rows.ts';
import { unknownSensor } from '../../../../src/pipeline/sensor-definition.ts';

const minute = 60_000;

function gathered({ settleMs = 5_000, mostRows = 100 } = {}) {
  const rows = new MachineRows({ settleMs, mostRows });
  const add = (equipmentId: string, sensorType: string, at: number, mean: number, completedMs = (at + 1) * minute) =>
    rows.add({
      windowMs: at * minute,
      mean,
      completedMs,
      isPresent: true,
      definition: unknownSensor(equipmentId, sensorType),
    });
  const due = (nowMs: number, most = 100) =>
    rows
      .takeDue(nowMs, most)
      .map(({ windowMs, values }) => [windowMs / minute, ...[...values].map(([name, { mean }]) => `${name} ${mean}`)]);
  return { rows, add, due };
}

describe('The rows of machines', () => {
  it('hold the sensors of one machine in one minute, by name, once the others have had time to come', () => {
    const { add, due } = gathered();
    add('PUMP-1', 'flow', 0, 10);
    add('PUMP-2', 'flow', 0, 20, minute + 4_000);
    add('PUMP-1', 'current', 0, 5, minute + 1_000);
    expect(due(minute + 4_999)).toEqual([]);
    expect(due(minute + 5_000)).toEqual([[0, 'current 5', 'flow 10']]);
    expect(due(2 * minute)).toEqual([[0, 'flow 20']]);
    expect(due(3 * minute)).toEqual([]);
  });

  it('take a sensor that is missing to be as it was, for ten minutes', () => {
    const { add, due } = gathered();
    add('PUMP-1', 'flow', 0, 10);
    add('PUMP-1', 'current', 0, 5);
    for (const at of [1, 10, 11]) add('PUMP-1', 'flow', at, 10 + at);
    expect(due(60 * minute).slice(1)).toEqual([
      [1, 'current 5', 'flow 11'],
      [10, 'current 5', 'flow 20'],
      [11, 'flow 21'],
    ]);
  });

  it('say how far each sensor is from its usual', () => {
    const { rows, add } = gathered();
    for (let at = 0; at < 50; at += 1) {
      add('PUMP-1', 'flow', at, 100 + (at % 2));
      add('PUMP-1', 'current', at, at === 49 ? 20 : 5 + (at % 2));
    }
    const last = rows.takeDue(100 * minute, 100).at(-1);
    expect(Math.abs(last?.values.get('flow')?.deviation ?? 9)).toBeLessThan(2);
    expect(last?.values.get('current')?.deviation).toBeGreaterThan(10);
  });

  it('are so many at most, and what is more is counted', () => {
    const { rows, add, due } = gathered({ mostRows: 3 });
    for (let at = 0; at < 5; at += 1) add('PUMP-1', 'flow', at, at);
    expect([rows.waiting, rows.leftOut]).toEqual([3, 2]);
    expect(due(60 * minute, 2)).toHaveLength(2);
    expect(rows.waiting).toBe(1);
    add('PUMP-1', 'flow', 9, 9);
    expect(rows.waiting).toBe(2);
  });
});
