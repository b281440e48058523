import type { Queryable } from './queryable.ts';
import { statement } from './sql.ts';

/** The floor under everything else must not itself wait on a line that has gone dead. */
const pulse = { ...statement('pulse'), query_timeout: 3_000 };

/** Where everything that a bell could have announced stands now. */
export interface Pulse {
  readonly eventNumber: number;
  readonly epoch: string;
  readonly sqlInboxWaiting: boolean;
  readonly bronzeBatchNo: number;
  /** A deferred recommendation's time has come. */
  readonly deferralDue: boolean;
}

export async function readPulse(db: Queryable): Promise<Pulse> {
  const { rows } = await db.query<{
    event_number: number;
    epoch: string;
    sql_inbox_waiting: boolean;
    bronze_batch_no: number;
    deferral_due: boolean;
  }>(pulse);
  const row = rows[0];
  if (row === undefined) throw new Error('the pulse gives one row by construction');
  return {
    eventNumber: row.event_number,
    epoch: row.epoch,
    sqlInboxWaiting: row.sql_inbox_waiting,
    bronzeBatchNo: row.bronze_batch_no,
    deferralDue: row.deferral_due,
  };
}
