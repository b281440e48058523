/** Rows of alarms, as the table and the events' snapshots have them, turned into alarms. */
import type { Alarm } from '../../domain/alarms/alarm.ts';
import { alarmClassOf } from '../../domain/alarms/alarm-class.ts';
import type { AlarmState, Shelving } from '../../domain/alarms/transitions.ts';
import { severityOfRank } from '../../domain/recommendations/severity.ts';
import { dateFromDatabase, nullableDateFromDatabase } from '../query/timestamps.ts';

type Timestamp = Date | number | string;

/** A row of andon.alarm; in a snapshot its times are texts. */
export interface AlarmRow {
  readonly alarm_id: number;
  readonly version: number;
  readonly site_id: string;
  readonly equipment_id: string;
  readonly problem: string;
  readonly detector: string | null;
  readonly state: AlarmState;
  readonly severity_rank: number;
  readonly worst_severity_rank: number;
  readonly sentence: string;
  readonly value: number | null;
  readonly unit: string | null;
  readonly limit_name: string | null;
  readonly limit_value: number | null;
  readonly active: boolean;
  readonly active_since: Timestamp;
  readonly returned_at: Timestamp | null;
  readonly activations: number;
  readonly acknowledged: boolean;
  readonly acknowledged_at: Timestamp | null;
  readonly acknowledged_by: string | null;
  readonly acknowledged_note: string | null;
  readonly confirmed: boolean;
  readonly confirmed_at: Timestamp | null;
  readonly confirmed_by: string | null;
  readonly shelving: Shelving;
  readonly shelved_until: Timestamp | null;
  readonly shelved_by: string | null;
  readonly shelved_reason: string | null;
  readonly suppressed: boolean;
  readonly suppressed_by: string | null;
  readonly out_of_service: boolean;
  readonly out_of_service_by: string | null;
  readonly out_of_service_reason: string | null;
  readonly latching: boolean;
  readonly latched: boolean;
  readonly silenced: boolean;
  readonly group_id: string | null;
  readonly first_in_group: boolean;
  readonly changed_at: Timestamp;
}

export function alarmFromRow(row: AlarmRow, event?: Alarm['event']): Alarm {
  return {
    alarmId: row.alarm_id,
    version: row.version,
    siteId: row.site_id,
    equipmentId: row.equipment_id,
    problem: row.problem,
    alarmClass: alarmClassOf(row.detector),
    state: row.state,
    severity: severityOfRank(row.severity_rank),
    worstSeverity: severityOfRank(row.worst_severity_rank),
    sentence: row.sentence,
    value: row.value,
    unit: row.unit,
    limitName: row.limit_name,
    limitValue: row.limit_value,
    isActive: row.active,
    activeSince: dateFromDatabase(row.active_since),
    returnedAt: nullableDateFromDatabase(row.returned_at),
    activations: row.activations,
    isAcknowledged: row.acknowledged,
    acknowledgedAt: nullableDateFromDatabase(row.acknowledged_at),
    acknowledgedBy: row.acknowledged_by,
    acknowledgedNote: row.acknowledged_note,
    isConfirmed: row.confirmed,
    confirmedAt: nullableDateFromDatabase(row.confirmed_at),
    confirmedBy: row.confirmed_by,
    shelving: row.shelving,
    shelvedUntil: nullableDateFromDatabase(row.shelved_until),
    shelvedBy: row.shelved_by,
    shelvedReason: row.shelved_reason,
    isSuppressed: row.suppressed,
    suppressedBy: row.suppressed_by,
    isOutOfService: row.out_of_service,
    outOfServiceBy: row.out_of_service_by,
    outOfServiceReason: row.out_of_service_reason,
    isLatching: row.latching,
    isLatched: row.latched,
    isSilenced: row.silenced,
    // Snapshots of events from before there were groups have none.
    groupId: row.group_id ?? null,
    isFolded: (row.group_id ?? null) !== null && !row.first_in_group,
    changedAt: dateFromDatabase(row.changed_at),
    event,
  };
}
