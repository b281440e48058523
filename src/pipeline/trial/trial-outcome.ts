/** Counts what detection would have recorded and queued in a trial, and keeps the alarms. */
import type { Severity } from '../../domain/recommendations/severity.ts';
import { describe } from '../recommend/alarm-wording.ts';
import type { Candidate } from '../recommend/candidate.ts';

/** An alarm that operators would have been told of. */
export interface TrialAlarm {
  readonly when: Date;
  readonly siteId: string;
  readonly equipmentId: string;
  readonly sensorType: string;
  readonly detector: string;
  readonly severity: Severity;
  /** What the operator would have read. */
  readonly sentence: string;
}

/**
 * As if operators decided on each alarm before the next trouble: one of the same problem, at its level or a milder one, that follows within
 * the dedupe window of the last is the same trouble.
 */
export class TrialOutcome {
  readonly #dedupeWindowMs: number;
  readonly #lastMs = new Map<string, number>();
  readonly #alarms: TrialAlarm[] = [];
  #recorded = 0;

  constructor(dedupeWindowMs: number) {
    this.#dedupeWindowMs = dedupeWindowMs;
  }

  get recorded(): number {
    return this.#recorded;
  }

  get alarms(): readonly TrialAlarm[] {
    return this.#alarms;
  }

  /** Anomalies, of which each is one of a sensor, detector and minute; and of these what is worth telling, in order of time. */
  add(recorded: number, candidates: readonly Candidate[]): void {
    this.#recorded += recorded;
    for (const candidate of candidates) this.#tell(candidate);
  }

  /** An alarm that is never the same as another one. */
  tell(alarm: TrialAlarm): void {
    this.#recorded += 1;
    this.#alarms.push(alarm);
  }

  #tell(candidate: Candidate): void {
    const { reading, finding, issueType, coveringIssueTypes } = candidate;
    const { definition, eventTimeMs } = reading;
    const keyOf = (issue: string) => JSON.stringify([definition.siteId, definition.equipmentId, issue]);
    const isHeld = coveringIssueTypes.some((issue) => {
      const lastMs = this.#lastMs.get(keyOf(issue));
      return lastMs !== undefined && eventTimeMs - lastMs <= this.#dedupeWindowMs;
    });
    this.#lastMs.set(keyOf(issueType), eventTimeMs);
    if (isHeld) return;
    this.#alarms.push({
      when: new Date(eventTimeMs),
      siteId: definition.siteId,
      equipmentId: definition.equipmentId,
      sensorType: definition.sensorType,
      detector: finding.detector,
      severity: finding.severity,
      sentence: describe(candidate),
    });
  }
}
