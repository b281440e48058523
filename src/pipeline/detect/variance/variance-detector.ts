/** Changes of variance, as a detector of windows: a signal that scatters more, or less, than it ever did at the same level. */
import { periodText, withUnit } from '../../../domain/quantity-text.ts';
import type { Definition } from '../../sensor-definition.ts';
import type { ObservedWindow, WindowDetector, WindowFinding, WindowMemory } from '../window-detector.ts';
import { blocksTold as blocks, Scatter, type ScatterPoint, type StoredScatter } from './scatter.ts';

const daysRemembered = 14;

class VarianceMemory implements WindowMemory {
  readonly #scatter: Scatter;

  constructor(stored?: StoredScatter) {
    this.#scatter = new Scatter(stored);
  }

  observe({ sensorId, windowMs, mean, stddev, count }: ObservedWindow, definition: Definition): WindowFinding | null {
    const { factor } = definition.detection.variance.parameters;
    const point = this.#scatter.observe(windowMs, mean, stddev, count, factor);
    return point === null ? null : { finding: findingOf(point, windowMs, definition), sensorId, value: point.level };
  }

  stored(): StoredScatter {
    return this.#scatter.stored();
  }
}

/** A sensor whose noise grows or vanishes while its level stays where it was. */
export const varianceDetector: WindowDetector = {
  name: 'variance',
  version: 1,
  scope: 'sensor',
  historyDays: daysRemembered,
  looksAt: ({ kind }) => kind === 'gauge',
  begin: () => new VarianceMemory(),
  load: (stored) => new VarianceMemory(stored as StoredScatter),
};

const meanings = {
  high: 'so the instrument or its wiring may be loose or failing, or the machine runs roughly',
  low: 'so the instrument may be blocked, frozen or replaced by a constant, and hide what the machine does',
} as const;

function findingOf(point: ScatterPoint, windowMs: number, { unit, issueName }: Definition): WindowFinding['finding'] {
  const { side, noise, bound, factor, level, reference, sinceMs, knownDays } = point;
  const since = new Date(sinceMs).toISOString().slice(11, 16);
  const standing = (windowMs - sinceMs) / 60_000;
  const most = side === 'high' ? 'at most' : 'at least';
  const days = Math.min(daysRemembered, knownDays);
  return {
    detector: 'variance',
    severity: 'high',
    score: Math.min(0.9, 0.6 + (factor - 1) / 5),
    direction: side,
    confirmed: true,
    limit: null,
    baseline: null,
    issue: `${issueName}_noise`,
    excess: factor,
    reason: {
      clause: `its mean of the last ${periodText(standing / blocks)}, and has scattered by ${withUnit(noise, unit)} for ${periodText(standing)}, since ${since} UTC; at this level it was ${most} ${withUnit(bound, unit)} in ${periodText(days * 1_440)}, ${meanings[side]}`,
      evidence: {
        scatter: noise,
        [side === 'high' ? 'most_before' : 'least_before']: bound,
        factor,
        level,
        blocks_compared: reference,
        since: new Date(sinceMs).toISOString(),
        known_days: days,
      },
    },
  };
}
