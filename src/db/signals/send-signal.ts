/** Sends a signal to the other servers of the database by NOTIFY. */
import type { Queryable } from '../query/queryable.ts';

/** Channels between servers of one database; triggers send those of the contract. */
export type ServerChannel = 'andon_bronze' | 'andon_gold' | 'andon_restatement' | 'andon_learning';

/** The signal goes out once the transaction commits, or at once outside of one; when the queue is nearly full none is sent, rather than to fail. */
export async function sendSignal(db: Queryable, channel: ServerChannel): Promise<void> {
  await db.query({ name: `signal-${channel}`, text: `SELECT andon.ring($1, '{}')`, values: [channel] });
}
