/** A decision with its features, as learning takes it in: a row of andon.recommendation_feedback. */
import type { Severity } from '../recommendations/severity.ts';

export type Decision = 'approved' | 'rejected' | 'deferred' | 'executed';

export interface Feedback {
  /** Ascends in the order of commits. */
  readonly id: number;
  readonly recommendationId: string;
  readonly decision: Decision;
  /** Whether the work removed the trouble; null unless work was reported as done. */
  readonly resolved: boolean | null;
  /** Epoch ms. */
  readonly decidedAtMs: number;
  readonly siteId: string;
  readonly equipmentId: string;
  /** Null: the machine is not in the equipment master. */
  readonly equipmentType: string | null;
  readonly issueType: string;
  readonly severity: Severity;
  /** Who found it; null: another program. */
  readonly detector: string | null;
  /** The detector's own confidence, 0…1, before anything was learnt; null: none was given. */
  readonly score: number | null;
  /** The confidence that the operator saw, 0…1; null: none. */
  readonly confidence: number | null;
  /** Hour of the day at which it was raised, 0…23 in UTC; null: not known. */
  readonly raisedHour: number | null;
}

/** What a decision says of its kind: `share` of `weight` speaks for it. */
export interface Lesson {
  readonly weight: number;
  /** 1: for it; 0: against it. */
  readonly share: number;
}

const lessons: Readonly<Record<Exclude<Decision, 'executed'>, Lesson>> = {
  approved: { weight: 1, share: 1 },
  rejected: { weight: 1, share: 0 },
  // Not now: neither right nor wrong.
  deferred: { weight: 0.1, share: 0.5 },
};

/**
 * An outcome comes after an approval: it takes a quarter of it back, or confirms it, by little, since a rejection has no outcome that could confirm
 * it. Null: it says nothing.
 */
export function lessonOf({ decision, resolved }: Pick<Feedback, 'decision' | 'resolved'>): Lesson | null {
  if (decision !== 'executed') return lessons[decision];
  return resolved === null ? null : { weight: resolved ? 0.1 : 0.25, share: resolved ? 1 : 0 };
}
