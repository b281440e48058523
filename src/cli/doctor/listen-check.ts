/** Doctor: whether notifications (LISTEN/NOTIFY) arrive. */
import { randomBytes } from 'node:crypto';
import type pg from 'pg';
import { type Check, ok, wrong } from './finding.ts';

const canaryLimitMs = 3_000;

/** Sends a notification to itself as the server's listener receives them: over an idle connection of its own. */
export const listenCheck: Check = {
  name: 'listen',
  async run(database) {
    const channel = `andon_canary_${randomBytes(6).toString('hex')}`;
    const listener = await database.connect({ applicationName: 'andon doctor', queryTimeoutMs: canaryLimitMs });
    try {
      await listener.query(`LISTEN ${channel}`);
      const pooled = await isPooled(listener);
      const heard = hears(listener, channel);
      const sentAt = performance.now();
      await database.pool.query('SELECT pg_notify($1, $2)', [channel, 'canary']);
      if (await heard) {
        const tookMs = (performance.now() - sentAt).toFixed(1);
        return ok(`a notification came back in ${tookMs} ms${pooled ? ', through a pooler in session mode' : ''}`);
      }
      return wrong(
        `no notification arrives within ${canaryLimitMs / 1_000} s${
          pooled
            ? ': a pooler in transaction mode (such as PgBouncer) stands between'
            : ', as with a pooler in transaction mode (such as PgBouncer)'
        }`,
        'let DATABASE_URL lead to the database server itself, not to its pooler (managed services name both addresses)',
      );
    } finally {
      await listener.end();
    }
  },
};

/** A pooler answers the connection itself, so the backend process it reports is not the one that runs statements. */
async function isPooled(listener: pg.Client): Promise<boolean> {
  const { rows } = await listener.query<{ pid: number }>('SELECT pg_backend_pid() AS pid');
  return 'processID' in listener && listener.processID !== rows[0]?.pid;
}

function hears(listener: pg.Client, channel: string): Promise<boolean> {
  return new Promise((resolve) => {
    const timer = setTimeout(resolve, canaryLimitMs, false);
    listener.on('notification', (message) => {
      if (message.channel !== channel) return;
      clearTimeout(timer);
      resolve(true);
    });
  });
}
