/** Changes of variance, as a detector of windows: a signal that scatters more, or less, than it ever did at the same level. */
import { periodText, withUnit } from '../../../domain/quantity-text.ts';
import type { Definition } from '../../sensor-definition.ts';
import { type StoredTold, ToldBounds } from '../told-bounds.ts';
import {
  nothingEnded,
  type ObservedWindow,
  type WindowDetector,
  type WindowEnding,
  type WindowFinding,
  type WindowMemory,
} from '../window-detector.ts';
import { blocksTold as blocks, Scatter, type ScatterPoint, type StoredScatter } from './scatter.ts';

const daysRemembered = 14;
/** Two blocks: two hours of a reading a minute. */
const toldRule = { insideToEnd: 2, usualAfterMs: daysRemembered * 86_400_000 };

interface StoredVariance extends StoredScatter {
  readonly standing?: readonly StoredTold[];
}

class VarianceMemory implements WindowMemory {
  readonly #scatter: Scatter;
  readonly #standing: ToldBounds;
  #ended = nothingEnded;

  constructor(stored?: StoredVariance) {
    this.#scatter = new Scatter(stored);
    this.#standing = new ToldBounds(toldRule, stored?.standing);
  }

  observe({ sensorId, windowMs, mean, stddev, count }: ObservedWindow, definition: Definition): WindowFinding | null {
    const { factor } = definition.detection.variance.parameters;
    const point = this.#scatter.observe(windowMs, mean, stddev, count, factor);
    this.#ended = this.#standing.isEmpty ? nothingEnded : this.#over(sensorId, windowMs, definition);
    if (point === null) return null;
    this.#standing.tell({ side: point.side, of: 'scatter', bound: point.bound, toldMs: windowMs });
    return { finding: findingOf(point, windowMs, definition), sensorId, value: point.level };
  }

  ended(): readonly WindowEnding[] {
    return this.#ended;
  }

  standing(definition: Definition): readonly string[] {
    return this.#standing.sides.length === 0 ? [] : [noiseIssue(definition)];
  }

  stored(): StoredVariance {
    return { standing: this.#standing.stored(), ...this.#scatter.stored() };
  }

  #over(sensorId: number, windowMs: number, definition: Definition): readonly WindowEnding[] {
    const over = this.#standing.observe(windowMs, () => this.#scatter.closedNoise);
    // The other side of the same issue may stand.
    if (over.length === 0 || this.#standing.sides.length > 0) return nothingEnded;
    const isMoot = over.every(({ isUsual }) => !isUsual);
    const note = isMoot
      ? 'Expired: it scatters as it did before.'
      : 'It has been so for two weeks, and is what the sensor is compared with now.';
    return [{ sensorId, issue: noiseIssue(definition), note, isMoot }];
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
  load: (stored) => new VarianceMemory(stored as StoredVariance),
};

function noiseIssue({ issueName }: Definition): string {
  return `${issueName}_noise`;
}

const meanings = {
  high: 'so the instrument or its wiring may be loose or failing, or the machine runs roughly',
  low: 'so the instrument may be blocked, frozen or replaced by a constant, and hide what the machine does',
} as const;

function findingOf(point: ScatterPoint, windowMs: number, definition: Definition): WindowFinding['finding'] {
  const { unit } = definition;
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
    issue: noiseIssue(definition),
    excess: factor,
    reason: {
      clause: `its mean of the last ${periodText(standing / blocks)}, and has scattered by ${withUnit(
        noise,
        unit,
      )} for ${periodText(standing)}, since ${since} UTC; at this level it was ${most} ${withUnit(
        bound,
        unit,
      )} in ${periodText(days * 1_440)}, ${meanings[side]}`,
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
