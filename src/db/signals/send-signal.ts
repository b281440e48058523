/** Sends a signal to the other servers of the database by NOTIFY. */
import type { Queryable } from '../query/queryable.ts';

/** Channels between servers of one database; those of the contract are rung by triggers. */
export type ServerChannel = 'andon_bronze' | 'andon_gold' | 'andon_restatement';

/** Rings once the transaction commits, or at once outside of one; stays silent rather than fail when the queue is nearly full. */
export async function sendSignal(db: Queryable, channel: ServerChannel): Promise<void> {
  await db.query({ name: `ring-${channel}`, text: `SELECT andon.ring($1, '{}')`, values: [channel] });
}
