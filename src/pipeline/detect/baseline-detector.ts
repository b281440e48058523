/** The rolling baseline: every reading that is far from the mean of the hour before it. */
import type { Detector } from './detector.ts';
import { deviationOf, severityOfDeviation } from './deviation.ts';

/**
 * Distance from the rolling baseline (60 one-minute windows before the reading's own, at least 10), in standard deviations:
 * > 2 low, > 2.5 medium, > 3 high, > 4 critical; confidence min(0.99, deviation / 5).
 */
export const baselineDetector: Detector = {
  name: 'baseline',
  detect(reading, state) {
    // The mean of a counter says nothing of its next value, and its reset is no fault.
    if (reading.definition.kind !== 'gauge') return null;
    const found = deviationOf(reading, state);
    if (found === null) return null;
    const { mean, stddev, signed, isCertain } = found;
    const deviation = Math.abs(signed);
    const severity = severityOfDeviation(deviation);
    if (severity === null) return null;
    return {
      detector: 'baseline',
      severity,
      score: Math.min(0.99, deviation / 5),
      direction: signed > 0 ? 'high' : 'low',
      confirmed: isCertain,
      limit: null,
      baseline: { mean, stddev, deviation },
    };
  },
};
