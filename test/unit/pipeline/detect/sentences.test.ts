import { describe, expect, it } from 'vitest';
import { seededRandom } from '../../../../src/client/random.ts';
import { minuteMs } from '../../../../src/domain/window.ts';
import { counterDetector } from '../../../../src/pipeline/detect/counter/counter-detector.ts';
import { windowDetectors } from '../../../../src/pipeline/detect/detectors.ts';
import { driftDetector } from '../../../../src/pipeline/detect/drift/drift-detector.ts';
import { flatlineDetector } from '../../../../src/pipeline/detect/flatline/flatline-detector.ts';
import { machineDetector } from '../../../../src/pipeline/detect/machine/machine-detector.ts';
import { noveltyDetector } from '../../../../src/pipeline/detect/novelty/novelty-detector.ts';
import { trendDetector } from '../../../../src/pipeline/detect/trend/trend-detector.ts';
import { varianceDetector } from '../../../../src/pipeline/detect/variance/variance-detector.ts';
import type { WindowDetector } from '../../../../src/pipeline/detect/window-detector.ts';
import { describe as sentenceOf } from '../../../../src/pipeline/recommend/alarm-wording.ts';
import { definition, silverReading } from '../../../support/readings/pipeline-values.ts';

const day = 1_440;
const faultDay = 15;

/** A load that comes and goes twice an hour and with the day, and noise, in °C around 70. */
function healthy(minute: number, noise: number): number {
  return 70 + 2 * Math.sin((2 * Math.PI * minute) / day) + Math.sin(minute / 5) + 0.4 * noise;
}

/** What operators are told first of a sensor that is healthy for 15 days, and then shows what `faulty` makes of it. */
function told(
  detector: WindowDetector,
  faulty: (mean: number, sinceMinutes: number, noise: number) => number,
  more: Parameters<typeof definition>[0] = {},
): string {
  const its = definition({ equipmentId: 'PUMP-1', sensorType: 'temperature', unit: '°C', ...more });
  const { next: random } = seededRandom(11);
  const memory = detector.begin();
  for (let minute = 0; minute < (faultDay + 3) * day; minute++) {
    const noise = 2 * random() - 1;
    const usual = its.kind === 'counter' ? minute : healthy(minute, noise);
    const since = minute - faultDay * day;
    const mean = since < 0 ? usual : faulty(usual, since, noise);
    const window = { sensorId: 1, windowMs: minute * minuteMs, count: 1, mean, stddev: 0, min: mean, max: mean };
    const found = memory.observe(window, its);
    if (found?.finding.confirmed !== true || since < 0) continue;
    return sentenceOf({ reading: silverReading(found.value, { definition: its }), finding: found.finding });
  }
  return 'nothing was told';
}

const sentences = {
  novelty: () => told(noveltyDetector, (mean) => mean + 12),
  'novelty, low': () => told(noveltyDetector, (mean) => mean - 12),
  drift: () => told(driftDetector, (mean, since) => mean + since / 100),
  'drift, low': () => told(driftDetector, (mean, since) => mean - since / 100),
  trend: () =>
    told(trendDetector, (mean, since) => mean + since / 60, { levels: { warning: 80, critical: 85, emergency: 90 } }),
  flatline: () => told(flatlineDetector, () => 70),
  variance: () => told(varianceDetector, (mean, _since, noise) => mean + 8 * noise),
  'variance, low': () => told(varianceDetector, (_mean, since) => 70 + 2 * Math.sin((2 * Math.PI * since) / day)),
  counter: () => told(counterDetector, () => faultDay * day, { kind: 'counter', unit: 'kWh' }),
};

describe('What operators are told by detectors of windows', () => {
  it.each(Object.entries(sentences))('%s: what, how much, against what, over which time, and why', (name, tell) => {
    const sentence = tell();
    const [detector] = name.split(',');
    expect([detector, sentence]).toEqual([
      detector,
      expect.stringMatching(/^temperature of PUMP-1 is -?[\d.]+ (°C|kWh), .*\.$/),
    ]);
    expect(sentence).toMatch(/\d (°C|kWh|standard deviations|times)/);
    expect(sentence).toMatch(
      /(in a row|over the last|of the last|since [-\d :]+ UTC|of this hour of the day|recent level)/,
    );
    expect(sentence).toMatch(/\b(in|of the|for) \d+(\.\d+)? (days|hours|minutes|h)\b/);
    expect(sentence).toMatch(/, (so|which|as) [^,]+.*\.$/);
    expect(sentence).not.toMatch(/by -|undefined|NaN|null/);
  });

  it('are those of all detectors of windows', () => {
    const read = new Set([...Object.keys(sentences).map((name) => name.split(',')[0]), machineDetector.name]);
    expect(windowDetectors.map(({ name }) => name).filter((name) => !read.has(name))).toEqual([]);
  });
});
