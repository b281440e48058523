import { setTimeout as pause } from 'node:timers/promises';
import { describe, expect, it, onTestFinished, type TestContext } from 'vitest';
import { delaysOn, startAlertWriter } from '../support/clients/alert-writer.ts';
import { logPosition } from '../support/clients/clients-events.ts';
import { insertRecommendation } from '../support/clients/clients-sql.ts';
import { expectEveryEvent, followThroughFailures } from '../support/clients/resuming-screen.ts';
import { createTestDatabase } from '../support/database/database.ts';
import { startOwnCluster } from '../support/database/own-cluster.ts';
import { type PostgresProxy, startPostgresProxy } from '../support/database/postgres-proxy.ts';
import { byForm, count, delays, noteFault } from '../support/fault-form.ts';
import { type OwnSite, startOwnSite } from '../support/server/own-site.ts';
import { until } from '../support/until.ts';

const listener = 'andon listener';
const timeoutMs = byForm({ short: 60_000, long: 600_000 });
/** The poll looks once a second; the rest is for a machine of two cores that runs everything. */
const slowestByPollMs = byForm({ short: 10_000, long: 1_500 });
const noticedWithinMs = byForm({ short: 20_000, long: 7_000 });
const isLong = byForm({ short: false, long: true });

interface Deafness {
  readonly what: string;
  readonly rounds: number;
  readonly strike: (site: OwnSite, proxy: PostgresProxy) => Promise<void>;
  /** How long it stays, after the server has noticed. */
  readonly holdMs?: number;
  /** Undoes it. */
  readonly relent?: (proxy: PostgresProxy) => void;
  /** Unset: one of the tests' common cluster. */
  readonly databaseUrl?: string;
}

/** Makes the listener deaf while another program writes alerts, and measures how long they take meanwhile and when it is noticed. */
async function deafen(context: TestContext, fault: Deafness): Promise<void> {
  const databaseUrl = fault.databaseUrl ?? (await freshDatabase());
  const proxy = await startPostgresProxy(databaseUrl);
  onTestFinished(() => proxy.close());
  const site = await startOwnSite({ databaseUrl: proxy.url, sqlUrl: () => databaseUrl });
  const from = await site.sql.number('SELECT number FROM andon.event_head');
  const after = await logPosition(site, false);
  const screens = Array.from({ length: 3 }, () =>
    followThroughFailures({ websocketUrl: () => site.server.websocketUrl, after }),
  );
  onTestFinished(async () => void (await Promise.all(screens.map((screen) => screen.close()))));
  const writer = startAlertWriter(site.sql, { name: 'DEAF', pauseMs: 50 });
  const [screen] = screens;
  if (screen === undefined) throw new Error('no screen');
  await until('alerts arrive', () => screen.received.length >= 5);
  const noticedMs: number[] = [];
  const deafSpans: { readonly fromMs: number; readonly toMs: number }[] = [];
  for (let round = 0; round < fault.rounds; round += 1) {
    const oldPid = await listenerPid(site);
    const struckMs = performance.now();
    await fault.strike(site, proxy);
    await until(
      'the listener has a new connection',
      async () => {
        const pid = await listenerPid(site);
        return pid !== null && pid !== oldPid;
      },
      { withinMs: 90_000, state: () => site.server.output().slice(-1_000) },
    );
    noticedMs.push(performance.now() - struckMs);
    if (fault.holdMs !== undefined) await pause(fault.holdMs);
    fault.relent?.(proxy);
    await until('the server is ready again', async () => (await fetch(`${site.server.url}/readyz`)).ok, {
      withinMs: 30_000,
    });
    deafSpans.push({ fromMs: struckMs, toMs: performance.now() });
    await pause(100);
  }
  const seen = writer.sentAtMs.size;
  await until('more alerts arrive', () => screen.received.length >= seen + 5);
  await writer.finish();
  const events = await expectEveryEvent(site.sql, from, screens);
  const waits = deafSpans.flatMap((span) => screens.flatMap((one) => delaysOn(one, writer, span)));
  expect(waits.length).toBeGreaterThan(0);
  expect(Math.max(...noticedMs)).toBeLessThan(noticedWithinMs);
  expect(Math.max(...waits)).toBeLessThan(slowestByPollMs);
  expect(
    screens.every(({ attaches }) => attaches === 1),
    'no screen lost its connection',
  ).toBe(true);
  noteFault(context, {
    done: `${fault.what} × ${fault.rounds} while another program wrote alerts by SQL`,
    seen:
      `a new connection after ${delays(noticedMs)}; alerts meanwhile ${delays(waits)}; ${count(events)} events to each of ` +
      '3 screens, 0 gaps',
  });
}

async function freshDatabase(): Promise<string> {
  const database = await createTestDatabase();
  onTestFinished(() => database.drop());
  return database.url;
}

async function listenerPid({ sql }: OwnSite): Promise<number | null> {
  const [row] = await sql.rows<{ pid: number }>(
    `SELECT pid FROM pg_stat_activity WHERE application_name = $1 AND datname = current_database() ORDER BY backend_start DESC LIMIT 1`,
    [listener],
  );
  return row?.pid ?? null;
}

describe('The listener goes deaf', () => {
  it(
    'its backend ended by an administrator: it listens again, no event is missed',
    async (context) => {
      await deafen(context, {
        what: 'pg_terminate_backend of the listener',
        rounds: byForm({ short: 3, long: 50 }),
        strike: async ({ sql }) => {
          await sql.rows(
            'SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE application_name = $1 AND datname = current_database()',
            [listener],
          );
        },
      });
    },
    timeoutMs,
  );

  it.runIf(isLong)(
    'its line swallows everything without an error: noticed, and events come by looking',
    async (context) => {
      await deafen(context, {
        what: 'the listener’s connection frozen by a proxy, packets into the void',
        rounds: byForm({ short: 1, long: 10 }),
        strike: async (_site, proxy) => {
          proxy.freezeOpen(listener);
        },
        relent: (proxy) => proxy.thaw(),
      });
    },
    timeoutMs,
  );

  it(
    'its session is told UNLISTEN *: noticed, and events come by looking',
    async (context) => {
      await deafen(context, {
        what: 'UNLISTEN * sent in the listener’s session by a proxy',
        rounds: byForm({ short: 1, long: 10 }),
        strike: (_site, proxy) => proxy.inject(listener, 'UNLISTEN *'),
      });
    },
    timeoutMs,
  );

  // A process that is stopped by a signal: where the tests may send one to PostgreSQL's.
  it.runIf(isLong && process.getuid?.() === 0)(
    'its backend is stopped by a signal for a minute: noticed, and events come by looking',
    async (context) => {
      // A cluster of its own: a process that is stopped may hold a lock that all databases share.
      const cluster = await startOwnCluster();
      onTestFinished(() => cluster.close());
      let stopped: number | null = null;
      onTestFinished(() => {
        if (stopped !== null) process.kill(stopped, 'SIGCONT');
      });
      await deafen(context, {
        what: `SIGSTOP of the listener’s backend, held for ${byForm({ short: 0, long: 60 })} s after it was noticed`,
        rounds: 1,
        databaseUrl: cluster.url,
        holdMs: byForm({ short: 0, long: 60_000 }),
        strike: async (site) => {
          stopped = await listenerPid(site);
          if (stopped === null) throw new Error('nobody listens');
          process.kill(stopped, 'SIGSTOP');
        },
      });
    },
    timeoutMs,
  );

  // A minute has to go by each time until the server looks every 20 s only.
  it.runIf(isLong)(
    'on a site that has been idle for a minute: the first alert comes at once all the same, and the loss is noticed',
    async (context) => {
      const databaseUrl = await freshDatabase();
      const proxy = await startPostgresProxy(databaseUrl);
      onTestFinished(() => proxy.close());
      const site = await startOwnSite({ databaseUrl: proxy.url, sqlUrl: () => databaseUrl });
      const from = await site.sql.number('SELECT number FROM andon.event_head');
      const after = await logPosition(site, false);
      const screen = followThroughFailures({ websocketUrl: () => site.server.websocketUrl, after });
      onTestFinished(() => screen.close());
      await until('it is live', () => screen.live());
      const strikes = [() => proxy.freezeOpen(listener), () => proxy.inject(listener, 'UNLISTEN *')];
      const rounds = 2;
      const delaysMs: number[] = [];
      const noticedMs: number[] = [];
      for (const strike of Array.from({ length: rounds }, () => strikes).flat()) {
        await until('the site is idle', () => proxy.connections('andon standby listener') === 1, {
          withinMs: 120_000,
        });
        const oldPid = await listenerPid(site);
        await strike();
        const struckMs = performance.now();
        await insertRecommendation(site.sql, `QUIET-${delaysMs.length}`);
        const wanted = delaysMs.length + 1;
        await until('the alert is there', () => screen.received.length === wanted, { withinMs: 30_000 });
        delaysMs.push((screen.receivedAtMs.at(-1) ?? Number.NaN) - struckMs);
        await until(
          'the listener has a new connection',
          async () => {
            const pid = await listenerPid(site);
            return pid !== null && pid !== oldPid;
          },
          { withinMs: 30_000 },
        );
        noticedMs.push(performance.now() - struckMs);
        proxy.thaw();
      }
      await expectEveryEvent(site.sql, from, [screen]);
      expect(Math.max(...delaysMs)).toBeLessThan(slowestByPollMs);
      expect(Math.max(...noticedMs)).toBeLessThan(noticedWithinMs);
      noteFault(context, {
        done: `on a site where nothing had happened for a minute, the listener’s connection frozen, or told UNLISTEN *, × ${rounds} each, then one alert by SQL`,
        seen: `the alert after ${delays(delaysMs)}, by the standby listener; a new connection after ${delays(noticedMs)}; 0 gaps`,
      });
    },
    timeoutMs,
  );
});
