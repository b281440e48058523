import type { Severity } from '../../domain/severity.ts';
import { windowStartMs } from '../../domain/window.ts';
import type { Detector } from './detector.ts';

/** Deviation from which a reading is an anomaly, in standard deviations. */
const anomalousDeviation = 2;
/** Readings in a row, on one side and beyond `runDeviation`, that chance does not explain: 0.00135³ in noise without memory. */
const runLength = 3;
const runDeviation = 3;
/** A single reading this far out is no chance either. */
const certainDeviation = 6;
/** A signal that stood nearly still has no meaningful deviation; it is given at least this part of its mean. */
const minRelativeStddev = 0.005;

/**
 * Distance from the rolling baseline (60 one-minute windows before the reading's own, at least 10), in standard deviations:
 * > 2 low, > 2.5 medium, > 3 high, > 4 critical; confidence min(0.99, deviation / 5).
 */
export const baselineDetector: Detector = {
  name: 'baseline',
  detect({ value, eventTimeMs }, state) {
    const baseline = state.baselineBefore(windowStartMs(eventTimeMs));
    if (baseline === null) return null;
    const stddev = Math.max(baseline.stddev, Math.abs(baseline.mean) * minRelativeStddev);
    if (stddev === 0) return null;
    const signed = (value - baseline.mean) / stddev;
    const deviation = Math.abs(signed);
    // A reading from before the newest says nothing about how long it has been so.
    if (eventTimeMs >= state.latestEventMs) state.run = nextRun(state.run, signed);
    const severity = severityOf(deviation);
    if (severity === null) return null;
    return {
      detector: 'baseline',
      severity,
      score: Math.min(0.99, deviation / 5),
      direction: signed > 0 ? 'high' : 'low',
      confirmed: deviation > certainDeviation || Math.abs(state.run) >= runLength,
      limit: null,
      baseline: { mean: baseline.mean, stddev, deviation },
    };
  },
};

function nextRun(run: number, signed: number): number {
  if (signed > runDeviation) return Math.max(run, 0) + 1;
  if (signed < -runDeviation) return Math.min(run, 0) - 1;
  return 0;
}

function severityOf(deviation: number): Severity | null {
  if (deviation > 4) return 'critical';
  if (deviation > 3) return 'high';
  if (deviation > 2.5) return 'medium';
  return deviation > anomalousDeviation ? 'low' : null;
}
