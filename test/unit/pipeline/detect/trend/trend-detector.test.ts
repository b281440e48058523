import { describe, expect, it } from 'vitest';
import { seededRandom } from '../../../../../src/client/random.ts';
import { minuteMs } from '../../../../../src/domain/window.ts';
import { trendDetector } from '../../../../../src/pipeline/detect/trend/trend-detector.ts';
import type {
  WindowEnding,
  WindowFinding,
  WindowMemory,
  WindowRestatement,
} from '../../../../../src/pipeline/detect/window-detector.ts';
import { describe as sentenceOf } from '../../../../../src/pipeline/recommend/alarm-wording.ts';
import { packState, unpackState } from '../../../../../src/pipeline/windows/packed-state.ts';
import { definition, silverReading } from '../../../../support/readings/pipeline-values.ts';

const day = 1_440;
const levels = { warning: 80, critical: 85, emergency: 90 };
const sensor = definition({ equipmentId: 'PUMP-1', sensorType: 'temperature', unit: '°C', levels });

/** A load that comes and goes twice an hour and with the day, and noise, in °C around 60. */
function healthy(minute: number, noise: number): number {
  return 60 + 3 * Math.sin((2 * Math.PI * minute) / day) + Math.sin(minute / 5) + 0.4 * noise;
}

interface Run {
  readonly told: readonly { minute: number; found: WindowFinding }[];
  readonly ended: readonly { minute: number; ending: WindowEnding }[];
  readonly restated: readonly { minute: number; anew: WindowRestatement }[];
}

/** Minutes count from the fault on, before which the signal is healthy for so many days. */
function run(
  fault: (minute: number) => number,
  { days = 3, healthyDays = 14, its = sensor, through = (memory: WindowMemory) => memory } = {},
): Run {
  const { next: random } = seededRandom(5);
  let memory = trendDetector.begin();
  const told: Run['told'][number][] = [];
  const ended: Run['ended'][number][] = [];
  const restated: Run['restated'][number][] = [];
  for (let minute = -healthyDays * day; minute < days * day; minute++) {
    const mean = healthy(minute, 2 * random() - 1) + (minute < 0 ? 0 : fault(minute));
    const window = { windowMs: (minute + 20_000 * day) * minuteMs, count: 1, mean, stddev: 0, min: mean, max: mean };
    const found = memory.observe({ sensorId: 1, ...window }, its);
    if (found !== null) told.push({ minute, found });
    for (const ending of memory.ended()) ended.push({ minute, ending });
    for (const anew of memory.restated?.() ?? []) restated.push({ minute, anew });
    if (minute % 777 === 0) memory = through(memory);
  }
  return { told, ended, restated };
}

/** Reaches the critical limit, 85 °C, after 25 h less the load's own peak. */
const wear = (minute: number): number => minute / 60;

describe('the prediction of a limit', () => {
  it('is told once, before any limit is crossed, with the time that remains', () => {
    const { told, ended } = run(wear, { days: 1 });
    expect(ended).toEqual([]);
    expect(told).toHaveLength(1);
    const [{ minute, found }] = told as [Run['told'][number]];
    expect(found.value).toBeLessThan(80);
    const { finding } = found;
    expect(finding).toMatchObject({ issue: 'temperature_predicted', severity: 'high', direction: 'high' });
    const { fromMs = 0, p50Ms = 0, toMs, limit } = finding.remaining ?? {};
    expect(limit).toEqual({ name: 'critical', value: 85 });
    const nowMs = (minute + 20_000 * day) * minuteMs;
    expect(p50Ms).toBeGreaterThan(nowMs);
    expect(fromMs).toBeLessThanOrEqual(p50Ms);
    expect(toMs ?? Number.POSITIVE_INFINITY).toBeGreaterThanOrEqual(p50Ms);
    expect(sentenceOf({ reading: silverReading(found.value, { definition: sensor }), finding })).toMatch(
      /^temperature of PUMP-1 is [\d.]+ °C, the mean of the last hour, rising [\d.]+ °C an hour and above what it was in the 13 days up to a day ago, so by this trend it reaches the critical limit of 85 °C in .* most likely in \d+ hours\.$/,
    );
  });

  it('is estimated anew each hour while it stands, by what has come since, and no more once it is over', () => {
    const faster = (minute: number): number => wear(minute) + Math.max(0, minute - 900) / 40;
    const mended = (minute: number): number => (minute < 1_200 ? faster(minute) : 0);
    const { told, ended, restated } = run(mended, { days: 2 });
    const [toldAt = 0, ...minutes] = [told[0]?.minute ?? 0, ...restated.map(({ minute }) => minute)];
    const pauses = minutes.map((minute, i) => minute - (minutes[i - 1] ?? toldAt));
    expect(minutes.length).toBeGreaterThan(5);
    expect(Math.max(...pauses.slice(0, -1))).toBeLessThanOrEqual(60);
    expect(Math.min(...pauses), 'sooner, since it has become faster').toBeLessThan(60);
    expect(Math.max(...minutes)).toBeLessThan(ended[0]?.minute ?? 0);
    const lastBefore = (until: number) => restated.filter(({ minute }) => minute < until).at(-1)?.anew;
    const [slow, fast] = [lastBefore(901), lastBefore(1_200)];
    expect(fast).toMatchObject({ sensorId: 1, issueType: 'temperature_predicted_high' });
    expect(fast?.remaining.p50Ms).toBeLessThan(slow?.remaining.p50Ms ?? 0);
  });

  it('falls as well, to the lower limit', () => {
    const its = definition({
      sensorType: 'pressure',
      unit: 'bar',
      alarmLow: 35,
      levels: { warning: null, critical: null, emergency: null },
    });
    const [first] = run((minute) => -minute / 60, { its, days: 1 }).told;
    expect(first?.found.finding).toMatchObject({
      direction: 'low',
      issue: 'pressure_predicted',
      remaining: { limit: { name: 'alarm_low', value: 35 } },
    });
  });

  it('is over when the trend is, and says so; and is told again of the next', () => {
    const mended = (minute: number): number =>
      minute < 700 ? wear(minute) : minute < 2 * day ? 0 : wear(minute - 2 * day);
    const { told, ended } = run(mended);
    expect(told).toHaveLength(2);
    expect(ended).toHaveLength(1);
    const [{ minute, ending }] = ended as [Run['ended'][number]];
    expect(minute).toBeGreaterThan(700);
    expect(minute).toBeLessThan(700 + 180);
    expect(ending).toMatchObject({ sensorId: 1, issue: 'temperature_predicted' });
    expect(ending.note).toMatch(/^Expired: the trend .* is over; the mean of the last hour is [\d.]+ °C\.$/);
  });

  it.each([
    ['is healthy for three weeks', () => 0, { days: 21 }],
    ['shifts and stays', () => 9, {}],
    ['rises within what it always was', (minute: number) => Math.min(0.4, minute / 600), {}],
    ['moves so slowly that the limit is beyond the horizon', (minute: number) => minute / 60 / 12, { days: 2 }],
    ['is known for a day only', wear, { days: 0.7, healthyDays: 1 }],
  ])('is not told of what %s', (_what, fault, options) => {
    expect(run(fault, options).told).toEqual([]);
  });

  it('goes by the horizon that is chosen', () => {
    const { trend } = sensor.detection;
    const near = { ...sensor, detection: { ...sensor.detection, trend: { ...trend, parameters: { horizon_h: 4 } } } };
    const [usual] = run(wear, { days: 1 }).told;
    const [late] = run(wear, { days: 1, its: near }).told;
    expect(late?.minute).toBeGreaterThan((usual?.minute ?? 0) + 120);
  });

  it('finds the same where its memory was stored and loaded in between', () => {
    const through = (memory: WindowMemory) => trendDetector.load(unpackState(packState(memory.stored())));
    expect(run(wear, { days: 1, through })).toEqual(run(wear, { days: 1 }));
  });

  it('keeps what it remembers small', () => {
    const memory = trendDetector.begin();
    for (let minute = 0; minute < 30 * day; minute++) {
      memory.observe(
        { sensorId: 1, windowMs: minute * minuteMs, count: 1, mean: 60, stddev: 0, min: 60, max: 60 },
        sensor,
      );
    }
    expect(JSON.stringify(memory.stored()).length).toBeLessThan(4_000);
  });

  it('looks at what has a limit and is measured', () => {
    expect(trendDetector.looksAt(sensor)).toBe(true);
    expect(trendDetector.looksAt(definition({ levels: { warning: null, critical: null, emergency: null } }))).toBe(
      false,
    );
    expect(trendDetector.looksAt(definition({ levels, kind: 'counter' }))).toBe(false);
  });
});
