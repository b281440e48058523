import { describe, expect, it } from 'vitest';
import { minuteMs, singleReading } from '../../../../src/domain/window.ts';
import { baselineDetector } from '../../../../src/pipeline/detect/baseline-detector.ts';
import { SensorState } from '../../../../src/pipeline/sensor-state.ts';
import { definition, minute0Ms, silverReading } from '../../../support/readings/pipeline-values.ts';

/** Windows of the minutes before minute 0, each with the given mean and spread of its own two readings. */
function stateWith(mean: number, spread: number, windows = 20): SensorState {
  const state = new SensorState();
  for (let i = 1; i <= windows; i++) {
    state.add(minute0Ms - i * minuteMs, singleReading(mean - spread));
    state.add(minute0Ms - i * minuteMs, singleReading(mean + spread));
  }
  return state;
}

/** Mean 100 and a standard deviation of 10, exactly enough to count in whole deviations. */
function steady(): { state: SensorState; at: (deviations: number) => number } {
  const state = stateWith(100, 10);
  const baseline = state.baselineBefore(minute0Ms);
  if (baseline === null) throw new Error('twenty windows make a baseline');
  return { state, at: (deviations) => baseline.mean + deviations * baseline.stddev };
}
const detect = (state: SensorState, value: number) => baselineDetector.detect(silverReading(value), state);

describe('the baseline detector', () => {
  it.each([
    [0, null],
    [1.999, null],
    [2.001, 'low'],
    [2.499, 'low'],
    [2.501, 'medium'],
    [2.999, 'medium'],
    [3.001, 'high'],
    [3.999, 'high'],
    [4.001, 'critical'],
    [50, 'critical'],
  ])('says of %d standard deviations, on either side: %s', (deviations, severity) => {
    for (const side of [1, -1]) {
      const { state, at } = steady();
      const finding = detect(state, at(side * deviations));
      expect(finding?.severity ?? null).toBe(severity);
      if (finding === null) continue;
      expect(finding).toMatchObject({ direction: side > 0 ? 'high' : 'low', limit: null });
      expect(finding.score).toBeCloseTo(Math.min(0.99, deviations / 5), 9);
      expect(finding.baseline?.deviation).toBeCloseTo(deviations, 9);
    }
  });

  it('confirms the third reading in a row beyond three deviations on one side, and not before', () => {
    const { state, at } = steady();
    const confirmed = [3.1, 3.2, 3.1, 5].map((deviations) => detect(state, at(deviations))?.confirmed);
    expect(confirmed).toEqual([false, false, true, true]);
  });

  it('counts anew after a reading within three deviations or on the other side', () => {
    const { state, at } = steady();
    const run = [3.1, 3.1, 2.9, 3.1, 3.1, -3.1, -3.1, -3.1].map(
      (deviations) => detect(state, at(deviations))?.confirmed,
    );
    expect(run).toEqual([false, false, false, false, false, false, false, true]);
  });

  it('confirms a single reading beyond six deviations at once', () => {
    const { state, at } = steady();
    expect(detect(state, at(5.999))).toMatchObject({ confirmed: false });
    expect(detect(steady().state, at(6.001))).toMatchObject({ confirmed: true });
    expect(detect(steady().state, at(-6.001))).toMatchObject({ confirmed: true });
  });

  it('says nothing without a baseline of ten windows', () => {
    expect(detect(new SensorState(), 1e9)).toBeNull();
    expect(detect(stateWith(100, 10, 9), 1e9)).toBeNull();
    expect(detect(stateWith(100, 10, 10), 1e9)).not.toBeNull();
  });

  it('gives a signal that stood still half a percent of its mean, so that a rounding step is no anomaly', () => {
    expect(detect(stateWith(200, 0), 201)).toBeNull();
    expect(detect(stateWith(200, 0), 203.5)).toMatchObject({ severity: 'high', baseline: { stddev: 1 } });
    expect(detect(stateWith(-200, 0), -203.5)).toMatchObject({ severity: 'high', direction: 'low' });
  });

  it('measures a signal that stood at exactly zero by one step of its values, where nothing tells its range', () => {
    expect(detect(stateWith(0, 0), 0)).toBeNull();
    expect(detect(stateWith(0, 0), 1)).toBeNull();
    expect(detect(stateWith(0, 0), 500)).toMatchObject({
      severity: 'critical',
      confirmed: true,
      baseline: { stddev: 1 },
    });
    expect(detect(stateWith(0, 0), -500)).toMatchObject({ severity: 'critical', direction: 'low' });
    expect(detect(stateWith(0, 0), 0.25)).toMatchObject({ severity: 'critical', baseline: { stddev: 0.01 } });
    expect(detect(stateWith(0, 0), 0.01)).toBeNull();
    expect(detect(stateWith(0, 0), 1e-9)).toBeNull();
  });

  it('measures a signal that stood at exactly zero by its range, where the definition tells one', () => {
    const levels = { warning: null, critical: null, emergency: 400 };
    const at = (value: number) =>
      baselineDetector.detect(silverReading(value, { definition: definition({ levels }) }), stateWith(0, 0));
    expect(at(3.5)).toBeNull();
    expect(at(500)).toMatchObject({ severity: 'critical', confirmed: true, baseline: { stddev: 2 } });
  });

  it('says nothing of a counter, whose mean tells nothing of its next value', () => {
    const { state, at } = steady();
    const counter = silverReading(at(50), { definition: definition({ kind: 'counter' }) });
    expect(baselineDetector.detect(counter, state)).toBeNull();
  });

  it('neither lengthens nor ends a run by a reading from before the newest one', () => {
    const { state, at } = steady();
    state.latestEventMs = minute0Ms;
    const late = (deviations: number) =>
      baselineDetector.detect(silverReading(at(deviations), { eventTimeMs: minute0Ms - 1 }), state)?.confirmed;
    const run = [late(3.1), late(3.1), late(3.1), detect(state, at(3.1))?.confirmed, late(0), late(-3.1)];
    expect(run).toEqual([false, false, false, false, undefined, false]);
    expect([3.1, 3.1].map((deviations) => detect(state, at(deviations))?.confirmed)).toEqual([false, true]);
  });
});
