/** The severities of anomalies and recommendations, and their order. */

/** Ranked from 1; the database keeps the rank of an anomaly and the word of a recommendation. */
export const severities = ['low', 'medium', 'high', 'critical'] as const;
export type Severity = (typeof severities)[number];

export function severityRank(severity: Severity): number {
  return severities.indexOf(severity) + 1;
}

export function severityOfRank(rank: number): Severity {
  const severity = severities[rank - 1];
  if (severity === undefined) throw new RangeError(`no severity has rank ${rank}`);
  return severity;
}
