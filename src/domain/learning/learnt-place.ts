/** What was learnt at one place, and how it takes in decisions; what it says of a finding. */
import type { LimitName } from '../recommendations/anomaly.ts';
import type { Severity } from '../recommendations/severity.ts';
import {
  type Asked,
  confidenceOf,
  freshKind,
  freshPlace,
  type KindState,
  learn,
  type PlaceState,
} from './confidence-model.ts';
import { type Feedback, lessonOf } from './feedback.ts';
import { type Kind, kindKey, type LearningPlace } from './kind.ts';
import { isSilenced, isSurelyLow, maySilence, maySilenceKind, settleSilence } from './silence-rule.ts';

/** The regression of a place, and its kinds by `kindKey`. */
export interface LearntPlace {
  readonly state: PlaceState;
  readonly kinds: ReadonlyMap<string, KindState>;
}

export const nothingLearnt: LearntPlace = { state: freshPlace, kinds: new Map() };

export interface KnownDecision {
  readonly kind: Kind;
  readonly feedback: Feedback;
}

/** State after these decisions, which come in the order of their ids. */
export function learnAll({ state, kinds }: LearntPlace, decisions: readonly KnownDecision[]): LearntPlace {
  let place = state;
  const learnt = new Map(kinds);
  for (const { kind, feedback } of decisions) {
    const lesson = lessonOf(feedback);
    if (lesson === null) continue;
    const key = kindKey(kind);
    const before = learnt.get(key) ?? freshKind;
    const after = learn(place, before, feedback, lesson);
    place = after.place;
    const mayFall = maySilenceKind({ severity: feedback.severity, detector: kind.detector });
    learnt.set(key, mayFall ? settleSilence(before, after.kind, feedback.decidedAtMs) : after.kind);
  }
  return { state: place, kinds: learnt };
}

/** A finding that operators may have to be told of. */
export interface Question extends Asked, Pick<Kind, 'issueType' | 'detector'> {
  readonly severity: Severity;
  readonly limit: { readonly name: LimitName } | null;
}

/** Where a finding was made. */
export interface FindingPlace {
  readonly siteId: string;
  readonly equipmentId: string;
  readonly equipmentType: string;
}

/** What is asked before operators are told of a finding. It is answered from memory, at once. */
export type AskLearnt = (at: FindingPlace, question: Question) => Verdict & { readonly place: LearningPlace };

export interface Verdict {
  /** The learnt probability that operators take it on, 0…1. */
  readonly confidence: number;
  /** What it rests on; null where nothing was decided yet. */
  readonly kind: KindState | null;
  /** It is recorded and counted, and interrupts nobody. */
  readonly isWithheld: boolean;
}

export function judge({ state, kinds }: LearntPlace, question: Question, nowMs: number): Verdict {
  const kind = kinds.get(kindKey(question)) ?? null;
  const confidence = confidenceOf(state, kind ?? freshKind, question);
  const isWithheld = kind !== null && isSilenced(kind, nowMs) && isSurelyLow(confidence, kind) && maySilence(question);
  return { confidence, kind, isWithheld };
}
