/** Alarms: conditions of machines with what people did about them, their events, and what they are asked for by. */
import type { ProvenCredential } from '../access.ts';
import { isAtPlace, type PlaceFilter } from '../equipment/place.ts';
import type { LoggedEvent } from '../logged-event.ts';
import type { Severity } from '../recommendations/severity.ts';
import type { AlarmClass } from './alarm-class.ts';
import type { AlarmEventKind, AlarmState, Shelving } from './transitions.ts';

export interface Alarm {
  readonly alarmId: number;
  readonly version: number;
  readonly siteId: string;
  readonly equipmentId: string;
  /** What is wrong, without its level. */
  readonly problem: string;
  readonly alarmClass: AlarmClass;
  readonly state: AlarmState;
  /** Highest level of this activation, or of the last one. */
  readonly severity: Severity;
  readonly worstSeverity: Severity;
  readonly sentence: string;
  readonly value: number | null;
  readonly unit: string | null;
  readonly limitName: string | null;
  readonly limitValue: number | null;
  readonly isActive: boolean;
  readonly activeSince: Date;
  readonly returnedAt: Date | null;
  readonly activations: number;
  readonly isAcknowledged: boolean;
  readonly acknowledgedAt: Date | null;
  readonly acknowledgedBy: string | null;
  readonly acknowledgedNote: string | null;
  readonly isConfirmed: boolean;
  readonly confirmedAt: Date | null;
  readonly confirmedBy: string | null;
  readonly shelving: Shelving;
  readonly shelvedUntil: Date | null;
  readonly shelvedBy: string | null;
  readonly shelvedReason: string | null;
  readonly isSuppressed: boolean;
  readonly suppressedBy: string | null;
  readonly isOutOfService: boolean;
  readonly outOfServiceBy: string | null;
  readonly outOfServiceReason: string | null;
  readonly isLatching: boolean;
  readonly isLatched: boolean;
  readonly isSilenced: boolean;
  /** The group of a flood that it was folded into when it was raised; null: it stands alone. */
  readonly groupId: string | null;
  /** It is told under the line of the first of its group. */
  readonly isFolded: boolean;
  readonly changedAt: Date;
  /** Of a snapshot: the event that carries it. Absent: the alarm itself. */
  readonly event?: { readonly number: number; readonly token: string } | undefined;
}

/** One entry of the log: a transition. */
export interface AlarmEvent extends LoggedEvent {
  readonly kind: AlarmEventKind;
  readonly operatorId: string | null;
  readonly note: string | null;
  /** As it was after the transition. */
  readonly alarm: Alarm;
}

/** A row of the journal. */
export interface AlarmJournalEntry {
  readonly journalId: number;
  readonly version: number;
  readonly kind: AlarmEventKind;
  readonly occurredAt: Date;
  readonly severity: Severity;
  readonly value: number | null;
  readonly oldState: AlarmState | null;
  readonly newState: AlarmState;
  readonly operatorId: string | null;
  readonly note: string | null;
  /** By which it was done; null for what did not come by the API. */
  readonly credential: ProvenCredential | null;
  readonly databaseUser: string;
}

/** Absent members do not restrict; `from` is inclusive, `to` exclusive, both against the beginning of the activation. */
export interface AlarmFilter extends PlaceFilter {
  /** Locations of the equipment; not known of an event. */
  readonly areas?: readonly string[];
  readonly severities?: readonly Severity[];
  readonly states?: readonly AlarmState[];
  readonly classes?: readonly AlarmClass[];
  readonly isActive?: boolean;
  /** Before operators: active, and neither shelved nor suppressed nor out of service. */
  readonly isStanding?: boolean;
  /** Standing, and active for more than 24 hours. */
  readonly isStale?: boolean;
  /** Active three times within a minute, in the last 24 hours. */
  readonly isChattering?: boolean;
  /** Told under the line of another alarm of a flood. */
  readonly isFolded?: boolean;
  /** Of these groups of floods. */
  readonly groupIds?: readonly string[];
  readonly text?: string;
  readonly from?: Date;
  readonly to?: Date;
}

/** What subscribers ask for: what an event itself can tell. */
export type AlarmEventFilter = Omit<AlarmFilter, 'areas' | 'text' | 'isStanding' | 'isStale' | 'isChattering'>;

/** The same rule that the queries' SQL applies, for events that never touch the database again. */
export function matchesAlarm(filter: AlarmEventFilter, alarm: Alarm): boolean {
  return (
    isAtPlace(filter, alarm) &&
    includes(filter.severities, alarm.severity) &&
    includes(filter.states, alarm.state) &&
    includes(filter.classes, alarm.alarmClass) &&
    (filter.isActive === undefined || filter.isActive === alarm.isActive) &&
    (filter.isFolded === undefined || filter.isFolded === alarm.isFolded) &&
    (filter.groupIds === undefined || (alarm.groupId !== null && filter.groupIds.includes(alarm.groupId))) &&
    (filter.from === undefined || alarm.activeSince >= filter.from) &&
    (filter.to === undefined || alarm.activeSince < filter.to)
  );
}

function includes<T>(wanted: readonly T[] | undefined, value: T): boolean {
  return wanted === undefined || wanted.includes(value);
}
