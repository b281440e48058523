import { describe, expect, it, onTestFinished } from 'vitest';
import { startAlertWriter } from '../support/clients/alert-writer.ts';
import { logPosition } from '../support/clients/clients-events.ts';
import { httpClient } from '../support/clients/clients-http.ts';
import { insertRecommendation } from '../support/clients/clients-sql.ts';
import { subscribe } from '../support/clients/clients-websocket.ts';
import { CallerQuery, SitesOfEvents } from '../support/clients/operations.ts';
import { expectEveryEvent, followThroughFailures } from '../support/clients/resuming-screen.ts';
import { createTestDatabase } from '../support/database/database.ts';
import { startPostgresProxy } from '../support/database/postgres-proxy.ts';
import { byForm, count, delays, noteFault } from '../support/fault-form.ts';
import { createKey, type Key, revokeKeys, untilKnown } from '../support/server/keys.ts';
import { startOwnSite } from '../support/server/own-site.ts';
import { startServer } from '../support/server/server.ts';
import { useSite } from '../support/server/server-fixture.ts';
import { until } from '../support/until.ts';

const forbidden = 4403;

describe('The key of many screens ends under them', () => {
  const env = { ANDON_AUTH: 'keys' };
  const site = useSite(env);

  it(
    'revoked, expired, changed or removed, on two servers: each screen is cut off, comes back with a fresh key, and has no gap',
    async (context) => {
      const rounds = byForm({ short: 4, long: 50 });
      const howMany = byForm({ short: 8, long: 50 });
      const second = await startServer({ databaseUrl: site.databaseUrl, env });
      onTestFinished(async () => void (await second.stop()));
      const servers = [site.server, second];
      const steady = await createKey(site.sql, { name: 'steady' });
      await untilKnown(steady, ...servers);
      const from = await site.sql.number('SELECT number FROM andon.event_head');
      const keyed = { sql: site.sql, http: httpClient(site.server.graphqlUrl, { key: steady }) };
      const after = await logPosition(keyed, false);

      let current = await createKey(site.sql);
      await untilKnown(current, ...servers);
      const follow = (key: () => Key, index: number) =>
        followThroughFailures({
          websocketUrl: () => (servers[index % 2] ?? site.server).websocketUrl,
          after,
          key,
          expectedCodes: [forbidden],
        });
      const screens = Array.from({ length: howMany }, (_, index) => follow(() => current, index));
      const others = servers.map((_, index) => follow(() => steady, index));
      onTestFinished(async () => void (await Promise.all([...screens, ...others].map((screen) => screen.close()))));
      await until('all are live', () => [...screens, ...others].every((screen) => screen.live()));
      const writer = startAlertWriter(site.sql, { name: 'KEYS', pauseMs: 5 });

      const endings: ((key: Key) => Promise<unknown>)[] = [
        (key) => revokeKeys(site.sql, key),
        ({ id }) =>
          site.sql.rows(
            `UPDATE andon.api_key SET expires_timestamp = clock_timestamp() + interval '200 ms' WHERE key_id = $1`,
            [id],
          ),
        ({ id }) => site.sql.rows(`UPDATE andon.api_key SET site_ids = '{elsewhere}' WHERE key_id = $1`, [id]),
        ({ id }) => site.sql.rows('DELETE FROM andon.api_key WHERE key_id = $1', [id]),
      ];
      const cutOffMs: number[] = [];
      for (let round = 0; round < rounds; round += 1) {
        const fresh = await createKey(site.sql);
        await untilKnown(fresh, ...servers);
        const ended = current;
        const attaches = screens.map((screen) => screen.attaches);
        current = fresh;
        const beganMs = performance.now();
        await endings[round % endings.length]?.(ended);
        await until('every screen was cut off and is back', () =>
          screens.every((screen, index) => screen.attaches > (attaches[index] ?? 0) && screen.live()),
        );
        cutOffMs.push(performance.now() - beganMs);
        const written = writer.sentAtMs.size;
        await until('each key has seen some events', () => writer.sentAtMs.size >= written + 10);
      }
      await writer.finish();
      const total = await expectEveryEvent(site.sql, from, [...screens, ...others]);
      expect(others.map((screen) => screen.attaches)).toEqual([1, 1]);
      const attaches = screens.reduce((sum, screen) => sum + screen.attaches, 0);
      expect(attaches).toBe(howMany * (rounds + 1));
      noteFault(context, {
        done: `the key of ${howMany} screens on two servers revoked, expired, bound to another site or removed × ${rounds} while another program wrote alerts by SQL`,
        seen: `each screen was closed with 4403 each time, and back with a fresh key after ${delays(cutOffMs)}, of which up to 200 ms are its own pause; ${count(total)} events to each, 0 gaps in ${count(attaches)} attaches; screens with another key noticed nothing`,
      });
    },
    byForm({ short: 60_000, long: 300_000 }),
  );

  it('while the database is away keys go on to be good and still expire, and a revocation counts once it is back', async (context) => {
    const database = await createTestDatabase();
    onTestFinished(() => database.drop());
    const proxy = await startPostgresProxy(database.url);
    onTestFinished(() => proxy.close());
    const { server, sql } = await startOwnSite({ databaseUrl: proxy.url, env, sqlUrl: () => database.url });
    const [steady, ending, revoked] = await Promise.all([
      createKey(sql, { name: 'steady' }),
      createKey(sql, { name: 'ending' }),
      createKey(sql, { name: 'revoked' }),
    ]);
    const calls = (key: Key) => httpClient(server.graphqlUrl, { key }).execute(CallerQuery, {});
    const open = async (key: Key) => {
      await untilKnown(key, server);
      return subscribe(server.websocketUrl, SitesOfEvents, {}, { key });
    };
    const [steadyScreen, endingScreen, revokedScreen] = [await open(steady), await open(ending), await open(revoked)];
    const expiresAtMs = Date.now() + 2_000;
    await sql.rows('UPDATE andon.api_key SET expires_timestamp = to_timestamp($2::float8 / 1000) WHERE key_id = $1', [
      ending.id,
      expiresAtMs,
    ]);
    await until('its end is known', async () => (await calls(ending)).data?.caller.expiresAt);
    proxy.refuse();
    await revokeKeys(sql, revoked);
    await until('the one that expires is ended meanwhile', endingScreen.closeCode);
    expect(Date.now()).toBeGreaterThanOrEqual(expiresAtMs);
    expect(endingScreen.closeCode()).toBe(4403);
    expect((await calls(ending)).errors?.[0]?.extensions?.code).toBe('UNAUTHENTICATED');
    expect((await calls(steady)).data?.caller.operatorId).toBe('steady');
    expect((await calls(revoked)).data?.caller.operatorId).toBe('revoked');
    expect(proxy.connections()).toBe(0);
    const acceptingMs = performance.now();
    proxy.accept();
    await until('the one that was revoked is ended', revokedScreen.closeCode, { withinMs: 30_000 });
    const endedMs = performance.now() - acceptingMs;
    expect(revokedScreen.closeReason()).toMatch(/^The key "revoked" was revoked at /);
    await insertRecommendation(sql, 'AFTERWARDS');
    await steadyScreen.count(1, 30_000);
    expect(steadyScreen.closeCode()).toBeUndefined();
    noteFault(context, {
      done: 'every connection to the database refused; one key expired and one was revoked meanwhile',
      seen: `good keys were taken all the while; the screen of the expired one was closed at its time, that of the revoked one ${Math.round(endedMs)} ms after the database accepted again; the third got the next event on the same connection`,
    });
    await Promise.all([steadyScreen, endingScreen, revokedScreen].map((screen) => screen.close()));
  }, 90_000);
});
