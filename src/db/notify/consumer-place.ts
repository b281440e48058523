/** Where a durable follower of the log of events is, locked for the server that works for it. */
import type { Queryable } from '../query/queryable.ts';
import type { EventPlace } from '../recommendations/event-rows.ts';

/**
 * The place, locked until the end of the transaction; null while another server holds it. A server that stands still in the transaction loses
 * its connection after `frozenMs`.
 */
export async function lockConsumer(db: Queryable, name: string, frozenMs: number): Promise<EventPlace | null> {
  await db.query(`SET LOCAL idle_in_transaction_session_timeout = ${frozenMs}`);
  const { rows } = await db.query<{ number: number; token: string }>({
    name: 'consumer-lock',
    text: 'SELECT number, token FROM andon.feed_consumer WHERE name = $1 FOR UPDATE SKIP LOCKED',
    values: [name],
  });
  return rows[0] ?? null;
}

/** Waits for whoever holds the place: nothing is taken from the log until the end of this transaction. */
export async function holdConsumer(db: Queryable, name: string, frozenMs: number): Promise<void> {
  await db.query(`SET LOCAL idle_in_transaction_session_timeout = ${frozenMs}`);
  await db.query('SELECT FROM andon.feed_consumer WHERE name = $1 FOR UPDATE', [name]);
}

/** `missed` events lie between its place so far and this one that it never saw. */
export async function moveConsumer(
  db: Queryable,
  name: string,
  { number, token }: EventPlace,
  missed: number,
): Promise<void> {
  await db.query({
    name: 'consumer-move',
    text: `UPDATE andon.feed_consumer SET number = $2, token = $3, missed = missed + $4, moved_at = clock_timestamp()
      WHERE name = $1`,
    values: [name, number, token, missed],
  });
}

/** Names the log that events and places belong to. */
export async function readEpoch(db: Queryable): Promise<string> {
  const { rows } = await db.query<{ epoch: string }>('SELECT epoch FROM andon.event_head');
  if (rows[0] === undefined) throw new Error('andon.event_head has lost its row');
  return rows[0].epoch;
}
