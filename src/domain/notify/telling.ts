/** What a transition of an alarm means to those who are told of alarms. */
import type { AlarmEventKind, AlarmState } from '../alarms/transitions.ts';

/** Transitions after which an alarm may ask for somebody: it began, got worse, is told again, or is no longer hidden. */
const calling: ReadonlySet<AlarmEventKind> = new Set([
  'raised',
  'worsened',
  'realarmed',
  'unshelved',
  'unsuppressed',
  'returned_to_service',
]);

/** Whether routes are asked: the alarm is active, nobody has acknowledged it, and nobody keeps it quiet. */
export function callsSomebody({ kind, state }: { readonly kind: AlarmEventKind; readonly state: AlarmState }): boolean {
  return calling.has(kind) && state === 'unacknowledged';
}

/** Whether a step of an escalation may still be taken. */
export function isUnanswered(state: AlarmState): boolean {
  return state === 'unacknowledged';
}

/** Whether the alarm's story is over: what comes next is told as a new one. */
export function isOver(state: AlarmState): boolean {
  return state === 'normal';
}
