import { severities, severityRank } from '../../domain/severity.ts';
import { windowStartMs } from '../../domain/window.ts';
import { isWorse } from '../detect/anomalies.ts';
import type { Direction, Finding } from '../detect/detector.ts';
import type { SilverReading } from '../silver.ts';

/** Something an operator may have to be told: the worst finding of a batch for one sensor and direction. */
export interface Candidate {
  readonly reading: SilverReading;
  readonly finding: Finding;
  readonly windowMs: number;
  /** Names the problem with its level, such as `temperature_high_critical`: a worse level is an issue of its own and never held back. */
  readonly issueType: string;
  /** The same problem at the levels below, which this one replaces. */
  readonly milderIssueTypes: readonly string[];
  /** The same problem at this level and above: while one of these is before an operator, this one is not repeated. */
  readonly coveringIssueTypes: readonly string[];
}

export function toCandidates(alarming: readonly { reading: SilverReading; finding: Finding }[]): Candidate[] {
  const worst = new Map<string, { reading: SilverReading; finding: Finding }>();
  for (const candidate of alarming) {
    const key = `${candidate.reading.sensorId} ${candidate.finding.direction}`;
    const known = worst.get(key);
    if (known === undefined || isWorse(candidate, known)) worst.set(key, candidate);
  }
  return [...worst.values()].map(({ reading, finding }) => {
    const rank = severityRank(finding.severity);
    const issueTypes = severities.map((severity) =>
      issueType(reading.definition.sensorType, finding.direction, severity),
    );
    return {
      reading,
      finding,
      windowMs: windowStartMs(reading.eventTimeMs),
      issueType: issueType(reading.definition.sensorType, finding.direction, finding.severity),
      milderIssueTypes: issueTypes.slice(0, rank - 1),
      coveringIssueTypes: issueTypes.slice(rank - 1),
    };
  });
}

function issueType(sensorType: string, direction: Direction, severity: string): string {
  return `${sensorType.toLowerCase()}_${direction}_${severity}`;
}
