import { describe, expect, it, onTestFinished, type TestContext } from 'vitest';
import { dataFolder, embeddedUrl, postmasterPid, removeData } from '../support/database/embedded.ts';
import { startOwnCluster } from '../support/database/own-cluster.ts';
import { byForm, count, delays, noteFault, seededRandom } from '../support/fault-form.ts';
import { type OwnSite, startOwnSite } from '../support/server/own-site.ts';
import { startTraffic } from '../support/server/traffic.ts';
import { until } from '../support/until.ts';

const screens = byForm({ short: 3, long: 10 });
const isLong = byForm({ short: false, long: true });
const timeoutMs = byForm({ short: 90_000, long: 900_000 });
const liveWithinMs = 5_000;

/** Breaks the database again and again under traffic, and measures how long screens see nothing new after it accepts again. */
async function breakUnderTraffic(
  context: TestContext,
  site: OwnSite,
  fault: { readonly what: string; readonly rounds: number; readonly strike: () => Promise<void> },
): Promise<void> {
  const random = seededRandom(fault.rounds);
  const traffic = await startTraffic(site, { name: 'STOPPED', screens, clients: 2 });
  const liveAfterMs: number[] = [];
  for (let round = 0; round < fault.rounds; round += 1) {
    await traffic.flows(300 + random() * 2_000);
    await fault.strike();
    await until('the database accepts again', () => accepts(site), { withinMs: 60_000 });
    const acceptedMs = performance.now();
    const seen = traffic.screens.map(({ received }) => received.length);
    await until(
      'every screen sees new events',
      () => traffic.screens.every(({ received }, index) => received.length > (seen[index] ?? 0)),
      { withinMs: 30_000, state: () => site.server.output().slice(-2_000) },
    );
    liveAfterMs.push(performance.now() - acceptedMs);
  }
  await traffic.flows(300);
  const proof = await traffic.prove();
  expect(site.server.running()).toBe(true);
  expect(Math.max(...liveAfterMs)).toBeLessThan(liveWithinMs);
  expect(proof.failedRequests, 'requests were hit').toBeGreaterThan(0);
  for (const { ledger } of [traffic.patient, traffic.hasty, traffic.alarms]) {
    expect(
      [...ledger.failures.keys()].filter((kind) => kind !== 'UNAVAILABLE'),
      'what senders were told',
    ).toEqual([]);
  }
  noteFault(context, {
    done: `${fault.what} × ${fault.rounds} while 5 clients sent and ${screens} screens looked on`,
    seen:
      `${count(proof.readings)} acknowledged readings, 0 lost, 0 twice; ${count(proof.failedRequests)} requests told UNAVAILABLE; ` +
      `${count(proof.events)} events to each screen, 0 gaps; new events ${delays(liveAfterMs)} after the database accepted again`,
  });
}

async function accepts({ sql }: OwnSite): Promise<boolean> {
  try {
    return (await sql.number('SELECT 1')) === 1;
  } catch (error) {
    if (error instanceof Error) return false;
    throw error;
  }
}

describe('PostgreSQL goes away under load', () => {
  it(
    'stopped immediately, with a database of the user’s own: nothing acknowledged is lost, no screen has a gap',
    async (context) => {
      const cluster = await startOwnCluster();
      onTestFinished(() => cluster.close());
      const site = await startOwnSite({ databaseUrl: cluster.url, sqlUrl: () => cluster.adminUrl });
      await breakUnderTraffic(context, site, {
        what: 'immediate stop of PostgreSQL (DATABASE_URL), recovery, start',
        rounds: byForm({ short: 2, long: 20 }),
        strike: async () => {
          await cluster.stopImmediately();
          await cluster.start();
        },
      });
    },
    timeoutMs,
  );

  it(
    'stopped immediately under the server that brought it: the server starts it again, nothing is lost, no screen has a gap',
    async (context) => {
      const dataDir = await dataFolder('andon-stopped-');
      onTestFinished(() => removeData(dataDir));
      const site = await startOwnSite({ env: { ANDON_DATA_DIR: dataDir }, sqlUrl: () => embeddedUrl(dataDir) });
      await breakUnderTraffic(context, site, {
        what: 'immediate stop of the embedded PostgreSQL, which the server itself starts again',
        rounds: byForm({ short: 1, long: 20 }),
        strike: async () => {
          const pid = await postmasterPid(dataDir);
          if (pid === undefined) throw new Error('no database runs');
          process.kill(pid, 'SIGQUIT');
          await until(
            'another one runs',
            async () => {
              const now = await postmasterPid(dataDir);
              return now !== undefined && now !== pid;
            },
            { withinMs: 60_000 },
          );
        },
      });
    },
    timeoutMs,
  );

  it.runIf(isLong)(
    'with one of its processes killed it throws everybody out: nothing is lost, no screen has a gap',
    async (context) => {
      const cluster = await startOwnCluster();
      onTestFinished(() => cluster.close());
      const site = await startOwnSite({ databaseUrl: cluster.url, sqlUrl: () => cluster.adminUrl });
      await breakUnderTraffic(context, site, {
        what: 'kill -9 of a PostgreSQL backend in use, upon which PostgreSQL restarts all',
        rounds: byForm({ short: 1, long: 10 }),
        strike: async () => {
          const pid = await site.sql.number(
            `SELECT pid FROM pg_stat_activity WHERE application_name = 'andon ingest' AND datname = 'andon'`,
          );
          process.kill(pid, 'SIGKILL');
          await until('PostgreSQL has noticed', async () => !(await accepts(site)));
        },
      });
    },
    timeoutMs,
  );
});
