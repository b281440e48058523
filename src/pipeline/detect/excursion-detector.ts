/** Excursions: readings that are far from the hour before them, and outside of everything that the sensor has shown in two weeks. */
import { periodText, rounded, withUnit } from '../../domain/quantity-text.ts';
import type { Detector } from './detector.ts';
import { deviationOf, severityOfDeviation } from './deviation.ts';

/** To be told, a value has to be outside by so much of the range: the highest of two weeks is exceeded by a hair every few weeks. */
const leastBeyond = 0.02;

/**
 * What chance and a machine's ordinary ways do not explain: more than three standard deviations from the mean of the last hour, and
 * outside the range of the 14 days before that hour, as far as they are known. A load cycle, a shift that begins, a value of every noon
 * are within that range. Severity and confidence are those of the deviation.
 */
export const excursionDetector: Detector = {
  name: 'excursion',
  detect(reading, state) {
    if (reading.definition.kind !== 'gauge') return null;
    const found = deviationOf(reading, state);
    if (found === null) return null;
    const { mean, stddev, signed, isCertain } = found;
    const deviation = Math.abs(signed);
    const severity = deviation > 3 ? severityOfDeviation(deviation) : null;
    const known = state.memory.range;
    if (severity === null || !(known.isEmpty || known.isOutside(reading.value))) return null;
    const { range, days } = known;
    const { unit } = reading.definition;
    const side = signed > 0 ? 'above' : 'below';
    const bound = range === null ? null : signed > 0 ? range.high : range.low;
    const isBeyond = range === null || Math.abs(reading.value - (bound ?? 0)) >= leastBeyond * (range.high - range.low);
    const before =
      bound === null
        ? ', too far for chance'
        : `, and ${side} everything of the ${periodText(days * 1_440)} before it (${signed > 0 ? 'at most' : 'at least'} ${withUnit(bound, unit)}), so neither chance nor its ordinary ways explain it`;
    return {
      detector: 'excursion',
      severity,
      score: Math.min(0.99, deviation / 5),
      direction: signed > 0 ? 'high' : 'low',
      confirmed: isCertain && isBeyond,
      limit: null,
      baseline: { mean, stddev, deviation },
      reason: {
        clause: `${rounded(deviation)} standard deviations ${side} its mean of the last hour (${withUnit(mean, unit)})${before}`,
        evidence: { range_low: range?.low ?? null, range_high: range?.high ?? null, range_days: days },
      },
    };
  },
};
