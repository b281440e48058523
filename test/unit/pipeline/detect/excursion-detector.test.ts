import { describe, expect, it } from 'vitest';
import { minuteMs, singleReading } from '../../../../src/domain/window.ts';
import { excursionDetector } from '../../../../src/pipeline/detect/excursion-detector.ts';
import { SensorState } from '../../../../src/pipeline/sensor-state.ts';
import { definition, minute0Ms, silverReading } from '../../../support/readings/pipeline-values.ts';

/** Minute by minute up to minute 0, two readings a minute around `meanAt` of the minutes that are left. */
function stateOf(minutes: number, meanAt: (minutesLeft: number) => number): SensorState {
  const state = new SensorState();
  for (let left = minutes; left >= 1; left--) {
    state.add(minute0Ms - left * minuteMs, singleReading(meanAt(left) - 1));
    state.add(minute0Ms - left * minuteMs, singleReading(meanAt(left) + 1));
  }
  return state;
}
const detect = (state: SensorState, value: number, more = {}) =>
  excursionDetector.detect(silverReading(value, { definition: definition({ unit: '°C', ...more }) }), state);

describe('the excursion detector', () => {
  it('finds what is far from the hour before, while nothing older is known', () => {
    const state = stateOf(50, () => 70);
    expect(detect(state, 72)).toBeNull();
    expect(detect(state, 90)).toMatchObject({
      detector: 'excursion',
      severity: 'critical',
      direction: 'high',
      confirmed: true,
    });
    expect(
      detect(
        stateOf(50, () => 70),
        50,
      ),
    ).toMatchObject({ direction: 'low' });
  });

  it('finds nothing in a value that the sensor has shown before the last hour', () => {
    // Under load until two hours ago, idle since, and under load again.
    const state = stateOf(300, (left) => (left > 120 ? 90 : 70));
    expect(detect(state, 90)).toBeNull();
    expect(detect(state, 95)).toMatchObject({ severity: 'critical' });
  });

  it('records and does not tell what is outside of everything before by a hair', () => {
    const state = stateOf(300, (left) => (left > 120 ? 90 : 70));
    expect(detect(state, 91.3)).toMatchObject({ severity: 'critical', confirmed: false });
    expect(detect(state, 91.6)).toMatchObject({ confirmed: true });
  });

  it('takes a fault that began within the hour for new, however often it was seen since', () => {
    const state = stateOf(300, (left) => (left > 5 ? 70 : 85));
    expect(detect(state, 85)).toMatchObject({ direction: 'high' });
  });

  it('says how far, from what, and what was never seen before', () => {
    const clause = detect(
      stateOf(300, () => 70),
      90,
    )?.reason?.clause;
    expect(clause).toMatch(
      /^\d+(\.\d+)? standard deviations above its mean of the last hour \(70 °C\), and above everything of the 12 hours before it \(at most 71 °C\), so neither chance nor its ordinary ways explain it$/,
    );
  });

  it('leaves counters alone, whose next value is always new', () => {
    expect(
      detect(
        stateOf(50, () => 70),
        90,
        { kind: 'counter' },
      ),
    ).toBeNull();
  });
});
