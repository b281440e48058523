/** A silence that somebody has lifted: decisions on its kind up to then count no more. */
import type { Feedback } from './feedback.ts';
import { everyOne, type Kind, otherProgram, placeOf, type Sharing } from './kind.ts';
import type { KnownDecision } from './learnt-place.ts';

export interface Reset extends Kind {
  /** Decisions up to this one are forgotten. */
  readonly afterFeedbackId: number;
}

/** Of the kind that a decision teaches, or null where somebody wanted it forgotten. */
export function kindOf(feedback: Feedback, sharing: Sharing): Kind {
  const { issueType, detector } = feedback;
  return { ...placeOf(feedback, sharing), issueType, detector: detector ?? otherProgram };
}

/** Decisions with what they teach, without those that are to be forgotten. A reset holds however places are kept apart later. */
export function knownDecisions(
  decisions: readonly Feedback[],
  sharing: Sharing,
  resets: readonly Reset[],
): KnownDecision[] {
  return decisions.flatMap((feedback) => {
    const apart = kindOf(feedback, 'nothing');
    const isForgotten = resets.some((reset) => feedback.id <= reset.afterFeedbackId && isOf(apart, reset));
    return isForgotten ? [] : [{ kind: kindOf(feedback, sharing), feedback }];
  });
}

function isOf(kind: Kind, reset: Reset): boolean {
  return (
    kind.issueType === reset.issueType &&
    kind.detector === reset.detector &&
    (reset.siteId === everyOne || reset.siteId === kind.siteId) &&
    (reset.equipmentType === everyOne || reset.equipmentType === kind.equipmentType)
  );
}
