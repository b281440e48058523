import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { seededRandom } from '../../../../../src/client/random.ts';
import { minuteMs } from '../../../../../src/domain/window.ts';
import { Scatter, type ScatterPoint, type StoredScatter } from '../../../../../src/pipeline/detect/variance/scatter.ts';
import { varianceDetector } from '../../../../../src/pipeline/detect/variance/variance-detector.ts';
import { packState, unpackState } from '../../../../../src/pipeline/windows/packed-state.ts';
import { definition } from '../../../../support/readings/pipeline-values.ts';

const day = 1_440;
const { next: random } = seededRandom(11);
/** Scatter of one for each point, roughly Gaussian, the same for every test. */
const noise = Array.from({ length: 12 * day }, () => random() + random() + random() + random() - 2);

type Signal = (minute: number) => readonly [level: number, scatter: number];

/** Runs by day, rests by night and from Saturday on, when it scatters less. */
const shifts: Signal = (minute) => (minute % day < 900 && Math.floor(minute / day) % 7 < 5 ? [80, 2] : [20, 0.2]);

function run(signal: Signal, more: { scatter?: Scatter; from?: number; to?: number; readings?: number } = {}) {
  const { scatter = new Scatter(), from = 0, to = noise.length, readings = 1 } = more;
  const told: { minute: number; point: ScatterPoint }[] = [];
  for (let minute = from; minute < to; minute++) {
    const [level, spread] = signal(minute);
    const isFast = readings > 1;
    const mean = isFast ? level : level + spread * (noise[minute] ?? 0);
    const point = scatter.observe(
      minute * minuteMs,
      mean,
      isFast ? spread * (1 + (noise[minute] ?? 0) / 10) : 0,
      readings,
      1.15,
    );
    if (point !== null) told.push({ minute, point });
  }
  return told;
}

describe('A change of variance', () => {
  const onset = 10 * day;
  const changed =
    (signal: Signal, factor: number): Signal =>
    (minute) => {
      const [level, spread] = signal(minute);
      return [level, minute < onset ? spread : spread * factor];
    };

  it.each([
    ['doubles', 2, 'high'],
    ['nearly vanishes', 0.05, 'low'],
  ] as const)('is told once, within a shift, of a noise that %s', (_, factor, side) => {
    const told = run(changed(shifts, factor));
    expect(told.map(({ point }) => point.side)).toEqual([side]);
    expect((told[0]?.minute ?? 0) - onset).toBeGreaterThan(60);
    expect((told[0]?.minute ?? 0) - onset).toBeLessThan(12 * 60);
    expect(told[0]?.point.sinceMs).toBeGreaterThanOrEqual((onset - 60) * minuteMs);
  });

  it('is seen within the minutes of a sensor with many readings', () => {
    const told = run(
      changed(() => [50, 1], 2),
      { readings: 60 },
    );
    expect(told.map(({ point }) => point.side)).toEqual(['high']);
  });

  it('is not shifts, rest, and weekends, nor a load that jumps', () => {
    expect(run(shifts)).toEqual([]);
    expect(run((minute) => [Math.floor(minute / 13) % 2 === 0 ? 20 : 80, 1])).toEqual([]);
  });

  it('is not a level at which the signal never was, whatever it scatters there', () => {
    expect(run((minute) => (minute < onset ? [50, 1] : [90, 4]))).toEqual([]);
  });

  it('is not a signal that stands still altogether, which another detector tells', () => {
    expect(run(changed(() => [50, 1], 0))).toEqual([]);
  });

  it('is not made by another number of readings a minute', () => {
    const scatter = new Scatter();
    const told = Array.from({ length: 11 * day }, (_, minute) => {
      const isFast = minute >= onset;
      return scatter.observe(
        minute * minuteMs,
        50 + (noise[minute] ?? 0) / (isFast ? 8 : 1),
        isFast ? 1 : 0,
        isFast ? 64 : 1,
        1.15,
      );
    });
    expect(told.filter((point) => point !== null)).toEqual([]);
  });

  it('is not told in the first week', () => {
    const told = run((minute) => [50, minute < 5 * day ? 1 : 3], { to: 6.8 * day });
    expect(told).toEqual([]);
  });

  it('is the same when its memory is stored and read back at any point', () => {
    const signal = changed(shifts, 2);
    const whole = run(signal);
    fc.assert(
      fc.property(fc.nat({ max: noise.length - 1 }), (cut) => {
        const before = new Scatter();
        const first = run(signal, { scatter: before, to: cut });
        const after = new Scatter(unpackState(packState(before.stored())) as StoredScatter);
        expect([...first, ...run(signal, { scatter: after, from: cut })]).toEqual(whole);
      }),
      { numRuns: 12 },
    );
  });

  it('keeps no more of two months than of three weeks', () => {
    const scatter = new Scatter();
    let minute = 0;
    const sizeAfter = (days: number) => {
      for (; minute < days * day; minute++) scatter.observe(minute * minuteMs, noise[minute % day] ?? 0, 0, 1, 1.15);
      return packState(scatter.stored()).length;
    };
    const threeWeeks = sizeAfter(21);
    expect(threeWeeks).toBeLessThan(20_000);
    expect(sizeAfter(60)).toBeLessThan(threeWeeks + 100);
  });

  it('says by how much, since when, against what, and what it may mean', () => {
    const memory = varianceDetector.begin();
    const its = definition({ unit: '°C' });
    const clauses = noise.flatMap((one, i) => {
      const mean = 60 + one * (i < onset ? 1 : 3);
      const window = { sensorId: 1, windowMs: i * minuteMs, count: 1, mean, stddev: 0, min: mean, max: mean };
      const finding = memory.observe(window, its)?.finding;
      return finding === undefined ? [] : [finding.reason?.clause];
    });
    expect(clauses[0]).toMatch(
      /^its mean of the last 60 minutes, and has scattered by [\d.]+ °C for 3 hours, since \d\d:\d\d UTC; at this level it was at most [\d.]+ °C in \d+ days, so the instrument or its wiring may be loose or failing, or the machine runs roughly$/,
    );
  });
});
