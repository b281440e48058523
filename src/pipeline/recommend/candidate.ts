/** Picks the findings of a batch that operators may have to be told of. */
import { severities, severityRank } from '../../domain/recommendations/severity.ts';
import { windowStartMs } from '../../domain/window.ts';
import { isWorse } from '../detect/anomalies.ts';
import type { Finding } from '../detect/detector.ts';
import { issueOf } from '../detect/issue.ts';
import type { SilverReading } from '../silver.ts';

/** Something an operator may have to be told: the worst finding of a batch for one sensor and direction. */
export interface Candidate {
  readonly reading: SilverReading;
  readonly finding: Finding;
  readonly windowMs: number;
  /** What is wrong, without its level: names the condition. */
  readonly problem: string;
  /** Names the problem with its level, such as `temperature_high_critical`: a worse level is an issue of its own and never held back. */
  readonly issueType: string;
  /** The same problem at the levels below, which this one replaces. */
  readonly milderIssueTypes: readonly string[];
  /** The same problem at this level and above: while one of these is before an operator, this one is not repeated. */
  readonly coveringIssueTypes: readonly string[];
  /** Server time at which the sensor's present trouble began, epoch ms; null when not known. Earlier decisions were about other trouble. */
  readonly troubledSinceMs: number | null;
}

export interface Alarming {
  readonly reading: SilverReading;
  readonly finding: Finding;
  readonly troubledSinceMs?: number | null;
}

export function toCandidates(alarming: readonly Alarming[]): Candidate[] {
  const worst = new Map<string, Alarming>();
  for (const candidate of alarming) {
    const { reading, finding } = candidate;
    const key = `${reading.sensorId} ${finding.issue ?? finding.direction}`;
    const known = worst.get(key);
    if (known === undefined || isWorse(candidate, known)) worst.set(key, candidate);
  }
  return [...worst.values()].map(({ reading, finding, troubledSinceMs = null }) => {
    const rank = severityRank(finding.severity);
    const issue = issueOf(finding, reading.definition);
    const issueTypes = severities.map((severity) => `${issue}_${severity}`);
    return {
      reading,
      finding,
      windowMs: windowStartMs(reading.eventTimeMs),
      problem: issue,
      issueType: `${issue}_${finding.severity}`,
      milderIssueTypes: issueTypes.slice(0, rank - 1),
      coveringIssueTypes: issueTypes.slice(rank - 1),
      troubledSinceMs,
    };
  });
}
