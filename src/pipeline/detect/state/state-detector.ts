/** States, as a detector of readings: one that is not allowed, a change never seen before, chattering, and a state that lasts too long. */
import { alarmableAgeMs } from '../../../domain/equipment/lagging-equipment.ts';
import { statusTimeMs } from '../../../domain/equipment/status.ts';
import { periodText } from '../../../domain/quantity-text.ts';
import { stateInWords } from '../../../domain/readings/state-text.ts';
import type { Severity } from '../../../domain/recommendations/severity.ts';
import type { Change, Noted, Stay } from '../../../domain/recommendations/state-memory.ts';
import type { Definition } from '../../sensor-definition.ts';
import { isNewest, type SensorState } from '../../sensor-state.ts';
import type { SilverReading } from '../../silver.ts';
import type { Detector, Finding, Reason } from '../detector.ts';

const dayMs = 86_400_000;
const minuteMs = 60_000;
/** A machine that rests on weekends has shown it by the end of its first week. */
const knownMs = 6.9 * dayMs;
/** A state that ended fewer times has not shown how long it lasts. */
const leastStays = 5;
/** Of something that was never seen in n changes the chance is below 3/n, with a confidence of 95 %. */
const neverSeen = 3;

/**
 * A state is judged by its name, how long it lasts and how often it changes, never by the size of its number. What is told needs a week of
 * the sensor, but for states that are not declared and changes beyond a limit of the settings. What is remembered is that of the newest
 * readings; a reading that came late is looked at for its name alone.
 */
export const stateDetector: Detector = {
  name: 'state',
  detect(reading, state) {
    const { definition } = reading;
    if (definition.kind !== 'state' || reading.state === undefined) {
      state.memory.forgetStates();
      return null;
    }
    const remembered = isNewest(reading, state) ? rememberedFinding(reading, reading.state.name, state) : null;
    return forbidden(reading.state.name, definition) ?? remembered;
  },
  forget: ({ memory }) => memory.forgetStates(),
};

function rememberedFinding(reading: SilverReading, now: string, { memory }: SensorState): Finding | null {
  const timeMs = statusTimeMs(reading.eventTimeMs, reading.receivedAtMs);
  const seen = memory.noteState(now, timeMs);
  if (seen === null) return null;
  // What is found in the past is recorded, and told once a reading of the present shows it too.
  const isPresent = reading.receivedAtMs - reading.eventTimeMs <= alarmableAgeMs && !reading.isBehind;
  const noted = isPresent ? 2 : 1;
  if (seen.kind === 'stay') {
    // An hour with fewer changes ends it, also where the sensor only repeats its state.
    if (memory.states.chattering > 0 && !chatters(seen, reading.definition)) memory.noteStates('chattering', 0);
    if (memory.states.lasting >= noted) return null;
    const finding = lastingFinding(now, seen, reading.definition);
    if (finding !== null) memory.noteStates('lasting', noted);
    return finding;
  }
  const odd = unexpected(now, seen, reading.definition);
  if (odd?.confirmed === true) memory.noteStates('unexpected', noted);
  return chattering(now, seen, reading.definition, memory, noted) ?? odd;
}

function chatters({ lastHour, busiestHour, knownMs: known }: Stay | Change, { detection }: Definition): boolean {
  const { least_changes, change_factor, max_changes_per_hour } = detection.state.parameters;
  const isBeyondLimit = max_changes_per_hour > 0 && lastHour > max_changes_per_hour;
  return isBeyondLimit || (known >= knownMs && lastHour > Math.max(least_changes, change_factor * busiestHour));
}

function forbidden(state: string, { allowedStates, issueName }: Definition): Finding | null {
  if (allowedStates === null || allowedStates.has(state)) return null;
  const declared = [...allowedStates];
  const some = declared.slice(0, 8).map(stateInWords).join(', ');
  const more = declared.length > 8 ? ` and ${declared.length - 8} more` : '';
  return {
    detector: 'state',
    severity: 'high',
    score: 0.9,
    direction: 'high',
    confirmed: true,
    limit: null,
    baseline: null,
    issue: `${issueName}_state_not_allowed`,
    reason: {
      clause: `which is none of the states declared for it (${some}${more}), so the machine, its controller or the list of states is wrong`,
      evidence: { state, allowed_states: declared.slice(0, 20) },
    },
  };
}

/** Null while the state does not last too long. */
export function lastingFinding(
  state: string,
  seen: Pick<Stay, 'sinceMs' | 'lastsMs' | 'longestMs' | 'stays' | 'knownMs'>,
  definition: Definition,
): Finding | null {
  const { least_minutes, factor } = definition.detection.state.parameters;
  const isLong = seen.lastsMs >= least_minutes * minuteMs && seen.lastsMs > factor * seen.longestMs;
  if (!isLong || seen.stays < leastStays || seen.knownMs < knownMs) return null;
  const lasts = periodText(seen.lastsMs / minuteMs);
  const longest = periodText(seen.longestMs / minuteMs);
  return {
    detector: 'state',
    severity: 'high',
    score: 0.8,
    direction: 'high',
    confirmed: true,
    limit: null,
    baseline: null,
    issue: lastingIssue(definition),
    excess: seen.lastsMs / Math.max(seen.longestMs, minuteMs),
    reason: {
      clause: `for ${lasts}, since ${timeText(seen.sinceMs)}; it lasted ${longest} at most in ${periodText(
        seen.knownMs / minuteMs,
      )}, ${seen.stays} times, so the machine may hang in it`,
      evidence: {
        state,
        state_since: new Date(seen.sinceMs).toISOString(),
        lasts_minutes: seen.lastsMs / minuteMs,
        longest_minutes: seen.longestMs / minuteMs,
        stays: seen.stays,
        known_days: seen.knownMs / dayMs,
      },
    },
  };
}

export function lastingIssue({ issueName }: Definition): string {
  return `${issueName}_state_lasting`;
}

function chattering(
  state: string,
  seen: Change,
  definition: Definition,
  memory: SensorState['memory'],
  noted: Noted,
): Finding | null {
  if (!chatters(seen, definition)) {
    memory.noteStates('chattering', 0);
    return null;
  }
  if (memory.states.chattering >= noted) return null;
  memory.noteStates('chattering', noted);
  const { max_changes_per_hour } = definition.detection.state.parameters;
  const isBeyondLimit = max_changes_per_hour > 0 && seen.lastHour > max_changes_per_hour;
  const known = periodText(Math.min(14, seen.knownMs / dayMs) * 1_440);
  const against = isBeyondLimit
    ? `limit ${max_changes_per_hour}`
    : `at most ${seen.busiestHour} within an hour of the ${known} before`;
  return {
    detector: 'state',
    severity: 'high',
    score: 0.85,
    direction: 'high',
    confirmed: true,
    limit: null,
    baseline: null,
    issue: `${definition.issueName}_state_chattering`,
    excess: seen.lastHour,
    reason: {
      clause: `and changed ${seen.lastHour} times in the last hour, ${against}, so a contact, a sensor or the control loop may chatter and wear what it drives`,
      evidence: {
        state,
        from_state: seen.from,
        changes_last_hour: seen.lastHour,
        busiest_hour_before: seen.busiestHour,
        limit_changes_per_hour: max_changes_per_hour === 0 ? null : max_changes_per_hour,
        known_days: seen.knownMs / dayMs,
      },
    },
  };
}

/** The score is one less the highest chance of a change never seen before that what was seen allows for, after Good and Turing. */
function unexpected(state: string, seen: Change, definition: Definition): Finding | null {
  if (!seen.isNew || seen.changes === 0) return null;
  const { record_score, queue_score } = definition.detection.state.parameters;
  const score = 1 - (seen.seenOnce + neverSeen) / seen.changes;
  if (score < record_score) return null;
  const confirmed = score >= queue_score && seen.knownMs >= knownMs;
  const severity: Severity = confirmed ? 'high' : 'medium';
  return {
    detector: 'state',
    severity,
    score,
    direction: 'high',
    confirmed,
    limit: null,
    baseline: null,
    issue: `${definition.issueName}_state_unexpected`,
    reason: unexpectedReason(state, seen),
  };
}

function unexpectedReason(state: string, { from, changes, seenOnce, knownMs: known }: Change): Reason {
  const once = seenOnce === 0 ? 'each of a kind that came again' : `${seenOnce} of a kind that came once only`;
  return {
    clause: `after ${stateInWords(from)}: this change was never seen before among ${changes} of the last ${periodText(
      known / minuteMs,
    )}, ${once}, so a step may be missing or the sequence has failed`,
    evidence: { state, from_state: from, changes_before: changes, seen_once: seenOnce, known_days: known / dayMs },
  };
}

function timeText(ms: number): string {
  return `${new Date(ms).toISOString().slice(0, 16).replace('T', ' ')} UTC`;
}
