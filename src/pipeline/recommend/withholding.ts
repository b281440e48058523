/** What operators' decisions say of a candidate, and which candidates they keep out of the queue. */
import type { AskLearnt } from '../../domain/learning/learnt-place.ts';
import type { Candidate } from './candidate.ts';

export interface WithholdingOptions {
  readonly ask: AskLearnt;
  /** False: the confidence is told as it was learnt, and everything interrupts. */
  readonly isAllowed: boolean;
  /** A trouble that lasts is recorded once in so long; ms. */
  readonly windowMs: number;
  readonly now: () => number;
}

export type LearntVerdict = ReturnType<AskLearnt>;

export interface Withholding {
  /** Null: nothing is learnt here. */
  verdictOn(candidate: Candidate): LearntVerdict | null;
  /** Without those that were recorded as withheld a moment ago: they cost the database nothing. */
  toAsk(candidates: readonly Candidate[]): readonly Candidate[];
  /** These are stored, in the queue or, by their verdict, as withheld. */
  noteTold(told: readonly { readonly candidate: Candidate; readonly verdict: LearntVerdict | null }[]): void;
}

/** For who raises recommendations without anything that was learnt. */
export const nobodyDecided: Withholding = {
  verdictOn: () => null,
  toAsk: (candidates) => candidates,
  noteTold: () => undefined,
};

/** More are not remembered: machines, times what may be wrong with each. */
const maxRemembered = 10_000;

export function createWithholding({ ask, isAllowed, windowMs, now }: WithholdingOptions): Withholding {
  /** Until when what is withheld need not be recorded again, epoch ms. */
  const quietUntil = new Map<string, number>();
  const verdictOn = ({ reading, finding, issueType }: Candidate): LearntVerdict => {
    const { score, severity, detector, limit } = finding;
    const hour = new Date(reading.receivedAtMs).getUTCHours();
    const verdict = ask(reading.definition, { score, severity, detector, limit, issueType, hour });
    return isAllowed ? verdict : { ...verdict, isWithheld: false };
  };
  return {
    verdictOn,
    // What was learnt may have changed since: only what is still withheld is left out.
    toAsk: (candidates) =>
      quietUntil.size === 0
        ? candidates
        : candidates.filter(
            (candidate) => !((quietUntil.get(keyOf(candidate)) ?? 0) > now() && verdictOn(candidate).isWithheld),
          ),
    noteTold: (told) => {
      for (const { candidate, verdict } of told) {
        if (verdict?.isWithheld !== true) continue;
        if (quietUntil.size >= maxRemembered) quietUntil.clear();
        quietUntil.set(keyOf(candidate), now() + windowMs);
      }
    },
  };
}

function keyOf({ reading: { sensorId }, issueType, finding: { detector } }: Candidate): string {
  return `${sensorId} ${detector} ${issueType}`;
}
