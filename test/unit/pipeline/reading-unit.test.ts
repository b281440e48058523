import { describe, expect, it } from 'vitest';
import { limitDetector } from '../../../src/pipeline/detect/limit-detector.ts';
import { type BatchRules, processBatch } from '../../../src/pipeline/process-batch.ts';
import { ReadingUnit } from '../../../src/pipeline/reading-unit.ts';
import { SensorState } from '../../../src/pipeline/sensor-state.ts';
import type { ReceivedBronze } from '../../../src/pipeline/silver.ts';
import { bronzeReading, definition, minute0Ms } from '../../support/readings/pipeline-values.ts';

const rules: BatchRules = { detectors: [limitDetector], minSeverityRank: 3 };
const limited = definition({ levels: { warning: null, critical: 4.5, emergency: null } });

function line(state = new SensorState(), more: Partial<BatchRules> = {}, of = limited) {
  return (...readings: readonly ReceivedBronze[]) =>
    processBatch(
      readings,
      () => of,
      () => state,
      { ...rules, ...more },
    );
}
const at = (offsetMs: number, value: number, units: string | null, quality: 0 | 2 = 0) =>
  bronzeReading(value, { eventTimeMs: minute0Ms + offsetMs, units, quality });
const values = (outcome: ReturnType<typeof processBatch>) => outcome.silver.map(({ value }) => value);

describe('a sensor for which nobody has named a unit', () => {
  it('keeps its values in the unit of its first reading that has one, and is held to its limits in it', () => {
    const process = line();
    const first = process(at(0, 2, null), at(1, 2, 'bar'), at(2, 300, 'kPa'), at(3, 3, null));
    expect(values(first)).toEqual([2, 2, 3, 3]);
    expect(first.silver.map(({ definition: { unit } }) => unit)).toEqual([null, 'bar', 'bar', 'bar']);
    expect(first.silver.map(({ unitIsAssumed }) => unitIsAssumed)).toEqual([false, false, false, true]);
    expect(first.readingUnits).toEqual([{ sensorId: 1, unit: 'bar', sinceMs: Number.NEGATIVE_INFINITY, changes: 0 }]);
    expect(first.limitUnitsAssumed).toBe(3);
    const next = process(at(1_000, 101, 'kPa'), at(2_000, 500, 'kPa'));
    expect(next.candidates).toMatchObject([{ reading: { value: 5, definition: { unit: 'bar' } } }]);
    expect(next.readingUnits).toEqual([]);
  });

  it('takes the unit of its newest reading where that cannot be converted, and compares with no baseline in the old one', () => {
    const state = new SensorState();
    const process = line(state);
    process(at(0, 2, 'bar'));
    const outcome = process(at(60_000, 20, '°C'), at(61_000, 293.15, 'K'));
    expect(values(outcome).map((value) => Number(value.toFixed(6)))).toEqual([20, 20]);
    expect(outcome.readingUnits).toEqual([{ sensorId: 1, unit: '°C', sinceMs: minute0Ms + 60_000, changes: 1 }]);
    expect(outcome.silver[0]?.definition.unitSinceMs).toBe(minute0Ms + 60_000);
    expect(outcome.quarantine).toEqual([]);
  });

  it('does not go back to a unit that comes late, nor to that of a BAD reading', () => {
    const process = line();
    process(at(60_000, 20, '°C'));
    const late = process(at(0, 2, 'bar'), at(61_000, 7, 'bar', 2), at(62_000, 21, '°C'));
    expect(values(late)).toEqual([2, 7, 21]);
    expect(late.readingUnits).toEqual([]);
  });

  it('takes no unit from history, where the live pipeline has found one or will', () => {
    const outcome = line(new SensorState(), { isRebuild: true })(at(0, 2, 'bar'));
    expect(outcome.readingUnits).toEqual([]);
    const stored = new ReadingUnit({ unit: 'kPa', sinceMs: Number.NEGATIVE_INFINITY, changes: 0 });
    const known = new SensorState(undefined, undefined, undefined, stored);
    expect(values(line(known, { isRebuild: true })(at(0, 2, 'bar')))).toEqual([200]);
  });

  it('leaves out what nothing can measure in the unit that the reading itself names', () => {
    const process = line();
    expect(process(at(0, -300, '°C'), at(1, 5, 'bar')).quarantine).toHaveLength(1);
    expect(process(at(2, -300, null)).silver).toHaveLength(1);
  });

  it('has another version of its unit for each that cannot be converted, by which counters tell their values apart', () => {
    const process = line(new SensorState(), {}, definition({ kind: 'counter', unitVersion: 2 }));
    const versions = (unit: string, offsetMs: number) =>
      process(at(offsetMs, 1, unit)).counterMinutes.map(({ unitVersion }) => unitVersion);
    expect([versions('kWh', 0), versions('Wh', 1), versions('m³', 2)]).toEqual([[2], [2], [3]]);
  });
});
