/** Slow changes of a sensor, as a detector of windows: what leaks, wears, fouls or loses its calibration. */
import { periodText, rounded, withUnit } from '../../../domain/quantity-text.ts';
import type { Definition } from '../../sensor-definition.ts';
import { issueOf } from '../issue.ts';
import { type OverSide, type StoredTold, ToldBounds } from '../told-bounds.ts';
import {
  nothingEnded,
  type ObservedWindow,
  type WindowDetector,
  type WindowEnding,
  type WindowFinding,
  type WindowMemory,
} from '../window-detector.ts';
import { Drift, type DriftPoint, type StoredDrift } from './drift.ts';

/** While its range is not known yet, it may be that of one shift: only what is far out is told. */
const youngExcess = 2;
const daysRemembered = 14;
/** Back for an hour: two means, each half an hour later. Of what is compared with after two weeks nothing is older than what was told. */
const toldRule = { insideToEnd: 2, usualAfterMs: daysRemembered * 86_400_000 };

interface StoredDriftMemory extends StoredDrift {
  readonly standing?: readonly StoredTold[];
}

class DriftMemory implements WindowMemory {
  readonly #drift: Drift;
  readonly #standing: ToldBounds;
  #ended = nothingEnded;

  constructor(stored?: StoredDriftMemory) {
    this.#drift = new Drift(stored);
    this.#standing = new ToldBounds(toldRule, stored?.standing);
  }

  observe({ sensorId, windowMs, mean }: ObservedWindow, definition: Definition): WindowFinding | null {
    const { queue_excess: queueExcess } = definition.detection.drift.parameters;
    const point = this.#drift.observe(windowMs, mean, queueExcess, Math.max(queueExcess, youngExcess));
    this.#ended = this.#standing.isEmpty ? nothingEnded : this.#over(sensorId, windowMs, definition);
    if (point === null) return null;
    const { span, side, low, high } = point;
    this.#standing.tell({ side, of: span, bound: side === 'high' ? high : low, toldMs: windowMs });
    return { finding: findingOf(point, definition), sensorId, value: point.mean };
  }

  ended(): readonly WindowEnding[] {
    return this.#ended;
  }

  standing(definition: Definition): readonly string[] {
    return this.#standing.sides.map((direction) => issueOf({ direction }, definition));
  }

  #over(sensorId: number, windowMs: number, definition: Definition): readonly WindowEnding[] {
    return this.#standing
      .observe(windowMs, (span) => this.#drift.newestMean(span === 'hour' ? span : 'half_day'))
      .map((one) => endingOf(one, sensorId, definition));
  }

  stored(): StoredDriftMemory {
    return { standing: this.#standing.stored(), ...this.#drift.stored() };
  }
}

/** A sensor's means of an hour that leave the range of those of two weeks up to twelve hours ago, and those of half a day up to a day ago. */
export const driftDetector: WindowDetector = {
  name: 'drift',
  version: 2,
  scope: 'sensor',
  historyDays: daysRemembered,
  looksAt: ({ kind }) => kind === 'gauge',
  begin: () => new DriftMemory(),
  load: (stored) => new DriftMemory(stored as StoredDriftMemory),
};

function endingOf({ side, isUsual }: OverSide, sensorId: number, definition: Definition): WindowEnding {
  const note = isUsual
    ? 'It has been so for two weeks, and is what the sensor is compared with now.'
    : 'Expired: its mean has been back for an hour within the range that it had left.';
  return { sensorId, issue: issueOf({ direction: side }, definition), note, isMoot: !isUsual };
}

/** How the mean of a span and those that it is compared with are named. */
const spans = {
  hour: { mean: 'the mean of the last hour', each: 'hourly mean', until: '12 hours' },
  half_day: { mean: 'the mean of the last 12 hours', each: 'mean of 12 hours', until: 'a day' },
} as const;

function findingOf(point: DriftPoint, { unit }: Definition): WindowFinding['finding'] {
  const { span, side, excess, low, high, days, mean, slopePerHour } = point;
  const bound = side === 'high' ? high : low;
  const above = side === 'high' ? 'above' : 'below';
  const moved = slopePerHour >= 0 ? 'risen' : 'fallen';
  const change = `${moved} by ${withUnit(Math.abs(slopePerHour), unit)} an hour over the last 12 hours`;
  const named = spans[span];
  return {
    detector: 'drift',
    severity: 'high',
    score: Math.min(0.95, 0.5 + excess / (excess + 1) / 2),
    direction: side,
    confirmed: true,
    limit: null,
    baseline: null,
    reason: {
      clause: `${named.mean}, ${above} every ${named.each} of the ${periodText(days * 1_440)} up to ${
        named.until
      } ago (${side === 'high' ? 'at most' : 'at least'} ${withUnit(bound, unit)}) by ${rounded(
        excess * 100,
      )} % of their range; it has ${change}, so something wears, leaks, fouls or loses its calibration`,
      evidence: {
        span,
        mean,
        // The name that it had while there was no other span.
        ...(span === 'hour' ? { hourly_mean: mean } : {}),
        range_low: low,
        range_high: high,
        range_days: days,
        excess_in_ranges: excess,
        slope_per_hour: slopePerHour,
      },
    },
  };
}
