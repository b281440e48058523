/** How a remaining time stands in the evidence of a recommendation, and how it is read from there. */
import type { RemainingTime } from '../trend/remaining-time.ts';
import { limitNames } from './anomaly.ts';

/** Of which finding it is, and when it was estimated. */
export interface EstimateOf {
  readonly issueType: string;
  readonly sensorType: string;
  /** Event time, epoch ms. */
  readonly atMs: number;
}

export interface ToldRemainingTime extends RemainingTime {
  /** Null: of the sensor that the recommendation was raised about. */
  readonly sensorType: string | null;
  /** Epoch ms; null: when the recommendation was raised. */
  readonly estimatedMs: number | null;
}

/** Times as instants, so that they stay true while time passes. */
export function remainingEvidence(
  { fromMs, p50Ms, toMs, limit }: RemainingTime,
  estimate?: EstimateOf,
): Readonly<Record<string, unknown>> {
  return {
    ...{ from: textOf(fromMs), p50: textOf(p50Ms), to: toMs === null ? null : textOf(toMs), limit },
    ...(estimate === undefined
      ? {}
      : { issue_type: estimate.issueType, sensor_type: estimate.sensorType, estimated_at: textOf(estimate.atMs) }),
  };
}

/** Other programs may write there whatever they like: what cannot be read as a remaining time is none. */
export function remainingFrom(evidence: unknown): ToldRemainingTime | null {
  const stored = memberOf(evidence, 'remaining_time');
  const fromMs = timeOf(memberOf(stored, 'from'));
  const p50Ms = timeOf(memberOf(stored, 'p50'));
  const toMs = timeOf(memberOf(stored, 'to'));
  const limit = memberOf(stored, 'limit');
  const name = limitNames.find((one) => one === memberOf(limit, 'name'));
  const value = memberOf(limit, 'value');
  if (fromMs === null || p50Ms === null || name === undefined || typeof value !== 'number') return null;
  if (!Number.isFinite(value)) return null;
  const sensorType = memberOf(stored, 'sensor_type');
  return {
    ...{ fromMs, p50Ms, toMs, limit: { name, value }, estimatedMs: timeOf(memberOf(stored, 'estimated_at')) },
    sensorType: typeof sensorType === 'string' ? sensorType : null,
  };
}

function memberOf(stored: unknown, name: string): unknown {
  return typeof stored === 'object' && stored !== null
    ? Object.entries(stored).find(([key]) => key === name)?.[1]
    : null;
}

/** The year 9999 at most, as RFC 3339 has it. */
const lastMs = Date.UTC(9999, 0);

function textOf(ms: number): string {
  return new Date(Math.min(ms, lastMs)).toISOString();
}

function timeOf(stored: unknown): number | null {
  const ms = typeof stored === 'string' ? Date.parse(stored) : Number.NaN;
  return Number.isFinite(ms) && ms >= 0 && ms <= lastMs ? ms : null;
}
