/** How a remaining time stands in the evidence of a recommendation, and how it is read from there. */
import type { RemainingTime } from '../trend/remaining-time.ts';
import { limitNames } from './anomaly.ts';

/** Times as instants, so that they stay true while time passes. */
export function remainingEvidence({ fromMs, p50Ms, toMs, limit }: RemainingTime): Readonly<Record<string, unknown>> {
  return { from: textOf(fromMs), p50: textOf(p50Ms), to: toMs === null ? null : textOf(toMs), limit };
}

/** Other programs may write there whatever they like: what cannot be read as a remaining time is none. */
export function remainingFrom(evidence: unknown): RemainingTime | null {
  const stored = memberOf(evidence, 'remaining_time');
  const fromMs = timeOf(memberOf(stored, 'from'));
  const p50Ms = timeOf(memberOf(stored, 'p50'));
  const toMs = timeOf(memberOf(stored, 'to'));
  const limit = memberOf(stored, 'limit');
  const name = limitNames.find((one) => one === memberOf(limit, 'name'));
  const value = memberOf(limit, 'value');
  if (fromMs === null || p50Ms === null || name === undefined || typeof value !== 'number') return null;
  return Number.isFinite(value) ? { fromMs, p50Ms, toMs, limit: { name, value } } : null;
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
