/** Recognises a pooler in transaction mode, with which sessions and LISTEN do not work. */
import { randomBytes } from 'node:crypto';
import type pg from 'pg';
import { PoolerError, troubleIn } from './database-trouble.ts';

const rounds = 3;
const heardWithinMs = 3_000;

/**
 * Throws a PoolerError unless the session is the client's alone. Asked only where another process answers than the one that was named at
 * the start, which a pooler in session mode shows, too. One in transaction mode gives a session that is at rest to the next who begins a
 * transaction, and no notification to a client at rest.
 */
export async function proveSession(client: pg.ClientBase, openAnother: () => Promise<pg.Client>): Promise<void> {
  const channel = `andon_proof_${randomBytes(6).toString('hex')}`;
  const other = await openAnother();
  try {
    const mine = await backendPid(client);
    await client.query(`LISTEN ${channel}`);
    const heard = hears(client, channel);
    for (let round = 0; round < rounds; round += 1) {
      await other.query('BEGIN');
      const taken = await backendPid(other);
      // Asked in this order: a pool of one has nobody left to answer the second.
      if (taken === mine || (await backendPid(client)) !== mine) throw new PoolerError();
      await other.query(`NOTIFY ${channel}`);
      await other.query('COMMIT');
    }
    if (!(await heard)) throw new PoolerError();
    await client.query(`UNLISTEN ${channel}`);
  } catch (error) {
    if (troubleIn(error) === 'pooled' && !(error instanceof PoolerError)) throw new PoolerError({ cause: error });
    throw error;
  } finally {
    other.connection.stream.destroy();
  }
}

async function backendPid(client: pg.ClientBase): Promise<number> {
  const { rows } = await client.query<{ pid: number }>('SELECT pg_backend_pid() AS pid');
  return rows[0]?.pid ?? 0;
}

function hears(client: pg.ClientBase, channel: string): Promise<boolean> {
  return new Promise((resolve) => {
    const finish = (isHeard: boolean) => {
      clearTimeout(timer);
      client.removeListener('notification', listener);
      resolve(isHeard);
    };
    const listener = (message: pg.Notification) => {
      if (message.channel === channel) finish(true);
    };
    const timer = setTimeout(finish, heardWithinMs, false);
    client.on('notification', listener);
  });
}
