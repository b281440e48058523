/** Reads the journal of an alarm: every transition, newest first. */
import type { AlarmJournalEntry } from '../../domain/alarms/alarm.ts';
import { type AlarmEventKind, type AlarmFlags, alarmStateOf } from '../../domain/alarms/transitions.ts';
import type { Page, PageRequest } from '../../domain/page.ts';
import { severityOfRank } from '../../domain/recommendations/severity.ts';
import { type CredentialColumns, credentialOf } from '../query/credential-columns.ts';
import { pageOf } from '../query/page-rows.ts';
import type { Queryable } from '../query/queryable.ts';

export async function listAlarmJournal(
  db: Queryable,
  alarmId: number,
  { first, after }: PageRequest<number>,
): Promise<Page<AlarmJournalEntry>> {
  const { rows } = await db.query<
    CredentialColumns & {
      journal_id: number;
      version: number;
      kind: AlarmEventKind;
      occurred_at: Date;
      old_state: AlarmFlags | null;
      new_state: AlarmFlags;
      severity_rank: number;
      value: number | null;
      operator_id: string | null;
      note: string | null;
      database_user: string;
    }
  >(
    `SELECT journal_id, version, kind, occurred_at, old_state, new_state, severity_rank, value, operator_id, note,
            key_id, token_issuer, token_subject, database_user
     FROM andon.alarm_journal WHERE alarm_id = $1 AND ($2::bigint IS NULL OR journal_id < $2)
     ORDER BY journal_id DESC LIMIT $3`,
    [alarmId, after, first + 1],
  );
  return pageOf(rows, first, (row) => ({
    journalId: row.journal_id,
    version: row.version,
    kind: row.kind,
    occurredAt: row.occurred_at,
    severity: severityOfRank(row.severity_rank),
    value: row.value,
    oldState: row.old_state === null ? null : alarmStateOf(row.old_state),
    newState: alarmStateOf(row.new_state),
    operatorId: row.operator_id,
    note: row.note,
    credential: credentialOf(row),
    databaseUser: row.database_user,
  }));
}
