/**
 * The learnt confidence: an online logistic regression for each place, and for each kind a beta distribution whose prior the regression
 * gives. Pure: the same decisions in the same order give the same state, bit for bit. docs/operate/learning.md has the formulae.
 */
import type { Feedback, Lesson } from './feedback.ts';

/** Counted with another version, a stored state is not read but learnt anew. */
export const modelVersion = 2;

/** How many decisions the prior of a kind weighs. */
export const priorWeight = 1.2;
/** What an earlier decision of a kind still counts after one more: about the last twenty matter. */
export const retention = 0.93;
/** Precision of the regression's weights before any decision: small ones, so that one kind cannot carry the others along. */
const startPrecision = 30;
/** So many last decisions are remembered by their letters. */
export const recentLength = 20;
/** Nothing is certain: keeps log odds finite. */
const edge = 0.01;

/** Weights of the regression, in the order of `featuresOf`; before any decision the confidence is the detector's. */
export const startWeights: readonly number[] = [0, 1, 0, 0];

export interface PlaceState {
  readonly weights: readonly number[];
  readonly precisions: readonly number[];
}

/** What is known of one kind. */
export interface KindState {
  /** Weight of what spoke for it and against it, and what the regression had expected of it, each faded. */
  readonly approvals: number;
  readonly rejections: number;
  readonly expected: number;
  /** The last decisions, oldest first: `A` approved, `R` rejected. */
  readonly recent: string;
  readonly approved: number;
  readonly rejected: number;
  readonly deferred: number;
  readonly resolved: number;
  readonly unresolved: number;
  readonly lastDecidedMs: number;
  /** When its confidence fell to where it no longer interrupts, epoch ms; null while it does interrupt. */
  readonly silencedSinceMs: number | null;
}

export interface Asked {
  /** The detector's own confidence, 0…1. */
  readonly score: number;
  /** Hour of the day in UTC, 0…23. */
  readonly hour: number | null;
}

export const freshPlace: PlaceState = {
  weights: startWeights,
  precisions: startWeights.map(() => startPrecision),
};

export const freshKind: KindState = {
  approvals: 0,
  rejections: 0,
  expected: 0,
  recent: '',
  approved: 0,
  rejected: 0,
  deferred: 0,
  resolved: 0,
  unresolved: 0,
  lastDecidedMs: 0,
  silencedSinceMs: null,
};

/** One, the log odds of the score, and the time of day as a point on a circle. */
function featuresOf({ score, hour }: Asked): readonly number[] {
  const angle = ((hour ?? 0) / 12) * Math.PI;
  return [1, logOdds(score), hour === null ? 0 : Math.sin(angle), hour === null ? 0 : Math.cos(angle)];
}

/** What the regression alone says, 0…1. */
function expectedOf({ weights }: PlaceState, features: readonly number[]): number {
  return inside(logistic(weights.reduce((sum, weight, place) => sum + weight * (features[place] ?? 0), 0)));
}

/** The kind's own rate of approval, 0…1, drawn to what was expected of it. Its prior mean where nothing was decided. */
export function rateOf({ approvals, rejections, expected }: KindState, prior: number): number {
  const weight = approvals + rejections;
  const mean = weight === 0 ? prior : expected / weight;
  return (priorWeight * mean + approvals) / (priorWeight + weight);
}

/** The kind's rate, with so many standard deviations of its beta distribution on top: what few decisions say may be otherwise. */
export function rateAtMost(kind: KindState, deviations: number): number {
  const rate = rateOf(kind, 1);
  const weight = priorWeight + kind.approvals + kind.rejections;
  return rate + deviations * Math.sqrt((rate * (1 - rate)) / (weight + 1));
}

/** A confidence of the kind, moved as far up in log odds as its rate is by these standard deviations. */
export function confidenceAtMost(confidence: number, kind: KindState, deviations: number): number {
  return inside(logistic(logOdds(confidence) + logOdds(rateAtMost(kind, deviations)) - logOdds(rateAtMost(kind, 0))));
}

/** How far the kind is from what was expected of it, in log odds. */
function offsetOf(kind: KindState): number {
  const weight = kind.approvals + kind.rejections;
  if (weight === 0) return 0;
  const mean = inside(kind.expected / weight);
  return logOdds(rateOf(kind, mean)) - logOdds(mean);
}

/** The probability that operators take on what was found, 0…1. Exactly the detector's own before the first decision. */
export function confidenceOf(place: PlaceState, kind: KindState, asked: Asked): number {
  if (place === freshPlace && kind === freshKind) return asked.score;
  return inside(logistic(logOdds(expectedOf(place, featuresOf(asked))) + offsetOf(kind)));
}

/** State after one more decision; `lesson` is what the decision says. */
export function learn(
  place: PlaceState,
  kind: KindState,
  feedback: Feedback,
  lesson: Lesson,
): { readonly place: PlaceState; readonly kind: KindState } {
  const asked = { score: feedback.score ?? feedback.confidence ?? 0.5, hour: feedback.raisedHour };
  const features = featuresOf(asked);
  const expected = expectedOf(place, features);
  // What the kind's own offset explains does not move the regression, which is of every kind of the place.
  const confidence = confidenceOf(place, kind, asked);
  const { weight, share } = lesson;
  const slope = confidence * (1 - confidence) * weight;
  const precisions = place.precisions.map((precision, i) => precision + slope * (features[i] ?? 0) ** 2);
  const error = (share - confidence) * weight;
  const weights = place.weights.map((value, i) => value + (error * (features[i] ?? 0)) / (precisions[i] ?? 1));
  const fading = retention ** weight;
  return {
    place: { weights, precisions },
    kind: {
      ...counted(kind, feedback),
      approvals: kind.approvals * fading + share * weight,
      rejections: kind.rejections * fading + (1 - share) * weight,
      expected: kind.expected * fading + expected * weight,
      lastDecidedMs: Math.max(kind.lastDecidedMs, feedback.decidedAtMs),
    },
  };
}

function counted(kind: KindState, { decision, resolved }: Feedback): KindState {
  const recent = (letter: string) => `${kind.recent}${letter}`.slice(-recentLength);
  if (decision === 'approved') return { ...kind, approved: kind.approved + 1, recent: recent('A') };
  if (decision === 'rejected') return { ...kind, rejected: kind.rejected + 1, recent: recent('R') };
  if (decision === 'deferred') return { ...kind, deferred: kind.deferred + 1 };
  return resolved === true ? { ...kind, resolved: kind.resolved + 1 } : { ...kind, unresolved: kind.unresolved + 1 };
}

function logOdds(probability: number): number {
  const p = inside(probability);
  return Math.log(p / (1 - p));
}

function logistic(x: number): number {
  return 1 / (1 + Math.exp(-x));
}

function inside(probability: number): number {
  return Math.min(1 - edge, Math.max(edge, probability));
}
