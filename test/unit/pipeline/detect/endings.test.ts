import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { seededRandom } from '../../../../src/client/random.ts';
import { minuteMs } from '../../../../src/domain/window.ts';
import { counterDetector } from '../../../../src/pipeline/detect/counter/counter-detector.ts';
import { windowDetectors } from '../../../../src/pipeline/detect/detectors.ts';
import { driftDetector } from '../../../../src/pipeline/detect/drift/drift-detector.ts';
import { flatlineDetector } from '../../../../src/pipeline/detect/flatline/flatline-detector.ts';
import { issueOf } from '../../../../src/pipeline/detect/issue.ts';
import { machineDetector } from '../../../../src/pipeline/detect/machine/machine-detector.ts';
import { noveltyDetector } from '../../../../src/pipeline/detect/novelty/novelty-detector.ts';
import { ToldBounds } from '../../../../src/pipeline/detect/told-bounds.ts';
import { trendDetector } from '../../../../src/pipeline/detect/trend/trend-detector.ts';
import { varianceDetector } from '../../../../src/pipeline/detect/variance/variance-detector.ts';
import type { WindowDetector, WindowMemory } from '../../../../src/pipeline/detect/window-detector.ts';
import type { Definition } from '../../../../src/pipeline/sensor-definition.ts';
import { packState, unpackState } from '../../../../src/pipeline/windows/packed-state.ts';
import { definition } from '../../../support/readings/pipeline-values.ts';

const day = 1_440;
/** A week and what a machine's sensors are surveyed for. */
const faultFrom = 9 * day;
const followed = 3.5 * day;

interface Fault {
  readonly detector: WindowDetector;
  /** Of the sensors of the machine, one unless the detector judges them together. */
  readonly faulty: (usual: number, sinceMinutes: number, noise: number) => number;
  readonly minutes: number;
  readonly issue: string;
  /** Minutes behind the end of the fault, at most. */
  readonly within: number;
  readonly isMoot?: boolean;
  readonly more?: Parameters<typeof definition>[0];
}

const faults: Readonly<Record<string, Fault>> = {
  novelty: {
    detector: noveltyDetector,
    faulty: (mean) => mean + 12,
    minutes: 60,
    issue: 'temperature_high',
    within: 60,
  },
  'novelty, a new level': {
    detector: noveltyDetector,
    faulty: (mean) => mean + 12,
    minutes: 2 * day,
    issue: 'temperature_high',
    within: 0,
    isMoot: false,
  },
  drift: {
    detector: driftDetector,
    faulty: (mean, since) => mean + since / 100,
    minutes: 900,
    issue: 'temperature_high',
    within: 180,
  },
  trend: {
    detector: trendDetector,
    faulty: (mean, since) => mean + since / 60,
    minutes: 700,
    issue: 'temperature_predicted',
    within: 180,
    more: { levels: { warning: 80, critical: 85, emergency: 90 } },
  },
  flatline: { detector: flatlineDetector, faulty: () => 70, minutes: 60, issue: 'temperature_stuck', within: 1 },
  variance: {
    detector: varianceDetector,
    faulty: (mean, _since, noise) => mean + 8 * noise,
    minutes: 900,
    issue: 'temperature_noise',
    within: 240,
  },
  'counter, stuck': {
    detector: counterDetector,
    faulty: () => faultFrom,
    minutes: 200,
    issue: 'temperature_stuck',
    within: 1,
    more: { kind: 'counter' },
  },
  'counter, a jump': {
    detector: counterDetector,
    faulty: (count) => count + 500,
    minutes: followed,
    issue: 'temperature_jump',
    within: 0,
    isMoot: false,
    more: { kind: 'counter' },
  },
  machine: {
    detector: machineDetector,
    faulty: (mean) => mean + 6,
    minutes: 200,
    issue: 'machine_behaviour',
    within: 400,
  },
};

/** A load that comes and goes twice an hour and with the day, and noise, in °C around 70. */
function healthy(minute: number, noise: number): number {
  return 70 + 2 * Math.sin((2 * Math.PI * minute) / day) + Math.sin(minute / 5) + 0.4 * noise;
}

/** Windows of health, and what a detector has learnt from them, by the detector and what it is told of the sensor. */
const learnt = new Map<string, Buffer>();

function* windowsOf({ detector, faulty, minutes }: Fault, its: Definition, from: number, to: number) {
  const sensors = detector.scope === 'sensor' ? 1 : 3;
  const { next: random } = seededRandom(11);
  for (let minute = 0; minute < to; minute++) {
    const since = minute - faultFrom;
    for (let sensorId = 1; sensorId <= sensors; sensorId++) {
      const noise = 2 * random() - 1;
      if (minute < from) continue;
      const usual = its.kind === 'counter' ? minute : healthy(minute, noise);
      const isFaulty = sensorId === 1 && since >= 0 && since < minutes;
      const mean = isFaulty ? faulty(usual, since, noise) : usual;
      const window = { sensorId, windowMs: minute * minuteMs, count: 1, mean, stddev: 0, min: mean, max: mean };
      yield { since, window };
    }
  }
}

function sensorOf({ more = {} }: Fault): Definition {
  return definition({ equipmentId: 'PUMP-1', sensorType: 'temperature', issueName: 'temperature', ...more });
}

function learntBy(fault: Fault, its: Definition): WindowMemory {
  const { detector } = fault;
  const key = JSON.stringify([detector.name, fault.more]);
  const known = learnt.get(key);
  if (known !== undefined) return detector.load(unpackState(known));
  const memory = detector.begin();
  for (const { window } of windowsOf(fault, its, 0, faultFrom)) memory.observe(window, its);
  learnt.set(key, packState(memory.stored()));
  return memory;
}

/** What was told and what was over, by minutes since the fault began; the memory is stored and loaded before each of the given minutes. */
function follow(fault: Fault, storedBefore: ReadonlySet<number> = new Set()) {
  const its = sensorOf(fault);
  let memory = learntBy(fault, its);
  const events: { kind: 'told' | 'over'; minute: number; issue: string; isMoot?: boolean }[] = [];
  const standing = new Map<number, readonly string[]>([[-1, memory.standing(its)]]);
  for (const { since: minute, window } of windowsOf(fault, its, faultFrom, faultFrom + followed)) {
    if (storedBefore.has(minute)) memory = fault.detector.load(unpackState(packState(memory.stored())));
    const found = memory.observe(window, its);
    if (found?.finding.confirmed) events.push({ kind: 'told', minute, issue: issueOf(found.finding, its) });
    for (const { issue, isMoot } of memory.ended()) events.push({ kind: 'over', minute, issue, isMoot });
    standing.set(minute, memory.standing(its));
  }
  return { events, standing };
}

describe('What a detector of windows has told', () => {
  it.each(Object.entries(faults))('%s: stands until it says that it is over', (_, fault) => {
    const { events, standing } = follow(fault);
    const its = events.filter(({ issue }) => issue === fault.issue);
    const [told] = its;
    const over = its.find(({ kind }) => kind === 'over');
    expect(told).toMatchObject({ kind: 'told' });
    expect(over).toMatchObject({ isMoot: fault.isMoot ?? true });
    const [toldAt = 0, overAt = 0] = [told?.minute, over?.minute];
    if (fault.isMoot === false) expect(overAt).toBeLessThan(fault.minutes);
    else expect([overAt >= fault.minutes, overAt <= fault.minutes + fault.within]).toEqual([true, true]);
    expect(standing.get(toldAt - 1)).not.toContain(fault.issue);
    for (let minute = toldAt; minute < overAt; minute++) expect(standing.get(minute)).toContain(fault.issue);
    expect(standing.get(overAt)).not.toContain(fault.issue);
    expect(standing.get(followed - 1)).toEqual([]);
  });

  it.each(Object.entries(faults))(
    '%s: is over at the same minute when its memory is stored and read back',
    (_, fault) => {
      const whole = follow(fault);
      const marks = whole.events.flatMap(({ minute }) => [minute - 1, minute, minute + 1]);
      expect(follow(fault, new Set([...marks, 30, 31, 500]))).toEqual(whole);
    },
  );

  it('is ended by every detector of windows', () => {
    const covered = new Set(Object.values(faults).map(({ detector }) => detector));
    expect(windowDetectors.filter((detector) => !covered.has(detector))).toEqual([]);
  });
});

describe('A bound that was left', () => {
  const rule = { insideToEnd: 3, usualAfterMs: 100 };
  const high = { side: 'high', of: 'view', bound: 10 } as const;

  it('is over after so many values in a row inside of it, of which an unknown one neither counts nor breaks the row', () => {
    const bounds = new ToldBounds(rule);
    bounds.tell({ ...high, toldMs: 0 });
    const values = [11, 9, 11, 10, null, 9, 8];
    expect(values.map((value, i) => bounds.observe(i, () => value))).toEqual([
      ...Array.from({ length: 6 }, () => []),
      [{ side: 'high', isUsual: false }],
    ]);
    expect(bounds.sides).toEqual([]);
  });

  it('keeps its first bound when the same is told again, and is usual so long after it was told last', () => {
    const bounds = new ToldBounds(rule);
    bounds.tell({ ...high, toldMs: 0 });
    bounds.tell({ ...high, bound: 50, toldMs: 60 });
    expect(bounds.observe(159, () => 40)).toEqual([]);
    expect(bounds.observe(160, () => 40)).toEqual([{ side: 'high', isUsual: true }]);
  });

  it('gives the same from what was stored at any point', () => {
    const values = fc.array(fc.option(fc.integer({ min: 8, max: 12 })), { maxLength: 30 });
    fc.assert(
      fc.property(values, fc.nat(30), (shown, cut) => {
        const run = (isCut: boolean) => {
          let bounds = new ToldBounds(rule);
          bounds.tell({ ...high, toldMs: 0 });
          bounds.tell({ side: 'low', of: 'other', bound: 9, toldMs: 5 });
          return shown.map((value, i) => {
            if (isCut && i === cut) bounds = new ToldBounds(rule, JSON.parse(JSON.stringify(bounds.stored())));
            return bounds.observe(i * 4, () => value);
          });
        };
        expect(run(true)).toEqual(run(false));
      }),
    );
  });
});
