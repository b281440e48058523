/** When what was learnt keeps a finding from interrupting: the rule, and what it never touches. */
import type { LimitName } from '../recommendations/anomaly.ts';
import type { Severity } from '../recommendations/severity.ts';
import { type KindState, rateOf } from './confidence-model.ts';
import { otherProgram } from './kind.ts';

/** Up to this confidence nobody is interrupted: as for detectors' own. */
export const interruptAbove = 0.5;
/** Fewer decisions silence nothing, however they went. */
export const leastDecisions = 10;
/** A silence that no decision has renewed for so long is over: operators are asked again. */
export const silenceLastsMs = 30 * 86_400_000;

/** The kind's own decisions say that it is not worth an interruption. */
export function isSilenced(kind: KindState, nowMs: number): boolean {
  const { approved, rejected, lastDecidedMs } = kind;
  if (approved + rejected < leastDecisions) return false;
  return rateOf(kind, 1) <= interruptAbove && nowMs - lastDecidedMs <= silenceLastsMs;
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
