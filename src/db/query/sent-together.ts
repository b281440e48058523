import type pg from 'pg';

/**
 * What statements of one transaction answer that were sent without waiting for each other. Of several failures the first in the order
 * of sending tells the cause; those behind it only say that the transaction is aborted, and may well be heard of first.
 */
export async function sentTogether<Sent extends readonly unknown[] | []>(
  sent: Sent,
): Promise<{ -readonly [K in keyof Sent]: Awaited<Sent[K]> }> {
  for (const outcome of await Promise.allSettled(sent)) if (outcome.status === 'rejected') throw outcome.reason;
  return Promise.all(sent);
}

/** What `send` sends leaves as one packet: each statement by itself is a system call here and a wake-up of the server there. */
export function inOnePacket<T>(client: pg.Client, send: () => T): T {
  const { stream } = client.connection;
  stream.cork();
  try {
    return send();
  } finally {
    stream.uncork();
  }
}
