import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { sqlClient } from '../support/clients/clients-sql.ts';
import { createTestDatabase } from '../support/database/database.ts';
import { secret, startReceiver, takes } from '../support/notify/receiver.ts';
import { runAndon, type ServerProcess, startServer } from '../support/server/server.ts';
import { until } from '../support/until.ts';

const kills = 4;

it('a server that is killed between sending and noting has its message sent again under the same id, by another one, and nothing is lost', async () => {
  const database = await createTestDatabase();
  const sql = sqlClient(database.url);
  const receiver = await startReceiver();
  const folder = await mkdtemp(join(tmpdir(), 'andon-notify-'));
  const env = { ANDON_PIPELINE: 'off', ANDON_NOTIFY_TRUSTED_HOSTS: '127.0.0.1' };
  const andon = async (...args: string[]) => {
    const command = runAndon(['notify', ...args], { ...env, DATABASE_URL: database.url });
    const { code } = await command.ended();
    return { code, output: command.output() };
  };
  const servers: ServerProcess[] = [await startServer({ databaseUrl: database.url, env })];
  try {
    await writeFile(join(folder, 'secret'), `${secret}\n`);
    expect(await andon('webhook', 'ops', receiver.url, '--secret-file', join(folder, 'secret'))).toMatchObject({
      code: 0,
    });
    expect(await andon('route', 'all', 'ops', '--severities', 'critical')).toMatchObject({
      code: 0,
      output: 'route all: severities critical → ops\n',
    });
    expect(await andon('test', 'ops')).toEqual({ code: 0, output: 'ops has taken the test (204)\n' });
    expect(await andon('test', 'nobody')).toMatchObject({
      code: 1,
      output: expect.stringContaining('There is no sink'),
    });

    for (let kill = 0; kill < kills; kill += 1) {
      const [server] = servers;
      const sentBefore = receiver.received.length;
      // It has the message, and the server never hears of it.
      receiver.answer(() => void server?.kill());
      await sql.rows(
        `INSERT INTO andon.alarm (site_id, equipment_id, problem, severity_rank, sentence, request)
         SELECT 'default', $1, concat('p', n), 4, 'it burns', 'raised' FROM generate_series(1, 5) AS n`,
        [`KILN-${kill}`],
      );
      await sql.rows(`UPDATE andon.alarm SET request = 'acknowledged' WHERE equipment_id = $1`, [`KILN-${kill}`]);
      await until('it was killed', () => receiver.received.length > sentBefore && server?.running() === false);
      receiver.answer(takes);
      servers[0] = await startServer({ databaseUrl: database.url, env });
      // What the dead server had taken is due after 40 s: so much goes by.
      await sql.rows(
        `UPDATE andon.notify_delivery SET next_at = next_at - interval '40 s' WHERE claimed AND state = 'waiting'`,
      );
      await until(
        'all of it is sent',
        async () =>
          (await sql.number(`SELECT count(*) FROM andon.notify_delivery WHERE state = 'sent'`)) === (kill + 1) * 10,
        { withinMs: 30_000 },
      );
    }
    const events = receiver.events().filter(({ type }) => type !== 'andon.test');
    const bodies = new Map(events.map((event) => [event.id, JSON.stringify(event)]));
    expect(bodies.size).toBe(kills * 10);
    // Some came twice, and then were the same.
    expect(events.length).toBeGreaterThan(bodies.size);
    for (const event of events) expect(JSON.stringify(event)).toBe(bodies.get(event.id));
    const versions = new Map<string, number[]>();
    for (const { subject, data } of new Map(events.map((event) => [event.id, event])).values()) {
      versions.set(subject, [...(versions.get(subject) ?? []), data.alarm.version]);
    }
    for (const of of versions.values()) expect(of).toEqual([1, 2]);
    expect(servers[0]?.output()).not.toContain(secret.slice(6));
  } finally {
    await Promise.all(servers.map((server) => server.stop()));
    await receiver.close();
    await sql.close();
    await rm(folder, { recursive: true, force: true });
    await database.drop();
  }
}, 240_000);
