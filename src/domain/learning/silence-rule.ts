/** When what was learnt keeps a finding from interrupting: the rule, and what it never touches. */
import type { LimitName } from '../recommendations/anomaly.ts';
import type { Severity } from '../recommendations/severity.ts';
import { confidenceAtMost, type KindState, rateAtMost } from './confidence-model.ts';
import { otherProgram } from './kind.ts';

/** Up to this confidence nobody is interrupted: as for detectors' own. */
export const interruptAbove = 0.5;
/** Standard deviations by which the kind's rate has to be below it, so that 19 in 20 are; and by which the confidence of a finding has to be. */
const surelyOfKind = 1.64;
const surelyOfFinding = 1;
/** Fewer decisions silence nothing, however they went. */
export const leastDecisions = 10;
/** A silence that no decision has renewed for so long is over: operators are asked again. */
export const silenceLastsMs = 30 * 86_400_000;

/** The kind's own decisions say that it is not worth an interruption, and are enough to be sure of that. */
export function isSilenced(kind: KindState, nowMs: number): boolean {
  const { approved, rejected, lastDecidedMs } = kind;
  if (approved + rejected < leastDecisions) return false;
  return rateAtMost(kind, surelyOfKind) <= interruptAbove && nowMs - lastDecidedMs <= silenceLastsMs;
}

/** A finding of a silenced kind is as little worth an interruption as the kind is. */
export function isSurelyLow(confidence: number, kind: KindState): boolean {
  return confidenceAtMost(confidence, kind, surelyOfFinding) <= interruptAbove;
}

/** After a decision, of a kind that may be silenced: notes since when it has been, without a break. */
export function settleSilence(before: KindState, after: KindState, atMs: number): KindState {
  if (!isSilenced(after, atMs)) return { ...after, silencedSinceMs: null };
  return { ...after, silencedSinceMs: isSilenced(before, atMs) ? before.silencedSinceMs : atMs };
}

const mildLimits: ReadonlySet<LimitName> = new Set<LimitName>(['warning', 'warning_low']);

/** Of these nothing is withheld: what other programs insert, and sensors that fell silent. */
const outOfReach: ReadonlySet<string> = new Set([otherProgram, 'silent']);

/** Whether any finding of the kind may be withheld: limits worse than the warning one are of severity high or critical. */
export function maySilenceKind({
  severity,
  detector,
}: {
  readonly severity: Severity;
  readonly detector: string;
}): boolean {
  if (severity === 'critical' || outOfReach.has(detector)) return false;
  return detector !== 'limit' || severity !== 'high';
}

/** Critical findings, and a value beyond a limit that is worse than the warning one, interrupt whatever was decided before. */
export function maySilence({
  severity,
  detector,
  limit,
}: {
  readonly severity: Severity;
  readonly detector: string;
  readonly limit: { readonly name: LimitName } | null;
}): boolean {
  if (!maySilenceKind({ severity, detector })) return false;
  return detector !== 'limit' || (limit !== null && mildLimits.has(limit.name));
}
