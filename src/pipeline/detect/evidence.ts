/** What a finding rests on, as it is stored with its anomaly and handed on by the API. */
import type { Evidence } from '../../domain/recommendations/anomaly.ts';
import type { Finding } from './detector.ts';

/** The detector's own evidence under its own names; `limit`, `baseline` and `clause` mean the same for every detector and win over those. */
export function evidenceOf({ limit, baseline, reason }: Finding): Evidence {
  const common: Evidence = baseline === null ? (limit === null ? {} : { limit }) : deviating(baseline, limit);
  // biome-ignore lint/plugin: only what a detector with evidence of its own has found.
  return reason === undefined ? common : { ...reason.evidence, ...common, clause: reason.clause };
}

/** A deviation beyond what a double holds is the largest number, since JSON knows no infinity. */
function deviating({ mean, stddev, deviation }: NonNullable<Finding['baseline']>, limit: Finding['limit']): Evidence {
  const baseline = { mean, stddev, deviation: Math.min(deviation, Number.MAX_VALUE) };
  return limit === null ? { baseline } : { limit, baseline };
}
