/** Reads the events of alarms: the extent of their stream, and the events themselves. */
import type { AlarmEvent } from '../../domain/alarms/alarm.ts';
import type { AlarmEventKind } from '../../domain/alarms/transitions.ts';
import type { Queryable } from '../query/queryable.ts';
import { run, statement } from '../query/statement.ts';
import { type AskedExtent, readExtent } from '../recommendations/event-rows.ts';
import { type AlarmRow, alarmFromRow } from './alarm-rows.ts';

const read = statement('alarm-event-read');
const extent = statement('alarm-event-extent');

/** All in one statement, and so of one instant. */
export function readAlarmExtent(db: Queryable, numbers: Iterable<number> = []): Promise<AskedExtent> {
  return readExtent(db, extent, numbers);
}

/** Events after the given number, in order, without a gap. */
export async function readAlarmEvents(db: Queryable, after: number, limit: number): Promise<AlarmEvent[]> {
  const rows = await run<{
    number: number;
    token: string;
    previous_token: string;
    kind: AlarmEventKind;
    occurred_at: Date;
    operator_id: string | null;
    note: string | null;
    alarm: AlarmRow;
  }>(db, read, [after, limit]);
  return rows.map(({ number, token, previous_token, kind, occurred_at, operator_id, note, alarm }) => ({
    number,
    token,
    previousToken: previous_token,
    kind,
    occurredAt: occurred_at,
    operatorId: operator_id,
    note,
    alarm: alarmFromRow(alarm, { number, token }),
    readingReceivedAt: null,
  }));
}
