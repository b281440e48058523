import { setTimeout as pause } from 'node:timers/promises';
import { describe, expect, it, onTestFinished } from 'vitest';
import { type GraphqlFailure, httpClient } from '../support/clients/clients-http.ts';
import { IngestReadings } from '../support/clients/operations.ts';
import { createTestDatabase } from '../support/database/database.ts';
import { startPostgresProxy } from '../support/database/postgres-proxy.ts';
import { byForm, count, delays, noteFault, quantile } from '../support/fault-form.ts';
import { reading, type SentReading } from '../support/readings/readings.ts';
import { startHeldUpSite } from '../support/server/held-up-site.ts';
import { expectExactlyOnce } from '../support/server/ledger-proof.ts';
import { type OwnSite, startOwnSite } from '../support/server/own-site.ts';
import { megabytes, watchMemory } from '../support/server/process-memory.ts';
import { ledgerKey } from '../support/server/server-ledger.ts';
import { until } from '../support/until.ts';

const megabyte = 1_048_576;
/** What Node's heap may take on top while it is flooded; what waits in the server is bounded by 100,000 readings. */
const mostGrowthBytes = 400 * megabyte;
const isLong = byForm({ short: false, long: true });
const timeoutMs = byForm({ short: 90_000, long: 600_000 });

interface Storm {
  readonly answers: { readonly code: string; readonly tookMs: number; readonly error: GraphqlFailure | null }[];
  readonly acknowledged: Map<string, number>;
  readonly sent: Map<string, number>;
  stop(): Promise<void>;
}

/** Clients that send one request after another whatever the answer is, as gateways without manners do. */
function startStorm(site: OwnSite, name: string, clients: number, batch: number): Storm {
  const answers: Storm['answers'] = [];
  const acknowledged = new Map<string, number>();
  const sent = new Map<string, number>();
  let running = true;
  const startMs = Date.now() - 20 * 3_600_000;
  const http = httpClient(site.server.graphqlUrl);
  const send = async (clientNo: number) => {
    for (let n = 0; running; n += batch) {
      const readings: SentReading[] = Array.from({ length: batch }, (_, index) => ({
        equipmentId: `${name}-${clientNo}`,
        sensorType: 'flow',
        value: ((n + index) % 97) + 0.5,
        timestamp: new Date(startMs + n + index).toISOString(),
      }));
      for (const one of readings) sent.set(ledgerKey(one), Number(one.value));
      const beganMs = performance.now();
      const { errors } = await http.execute(IngestReadings, { readings });
      const tookMs = performance.now() - beganMs;
      answers.push({ code: errors?.[0]?.extensions?.code ?? 'OK', tookMs, error: errors?.[0] ?? null });
      if (errors === undefined) for (const one of readings) acknowledged.set(ledgerKey(one), Number(one.value));
      else await pause(1);
    }
  };
  const sending = Array.from({ length: clients }, (_, clientNo) => send(clientNo));
  const stop = async () => {
    running = false;
    await Promise.all(sending);
  };
  onTestFinished(() => {
    running = false;
  });
  return { answers, acknowledged, sent, stop };
}

function expectRetryHints(answers: Storm['answers']): void {
  const without = answers.filter(
    ({ error }) => error !== null && typeof error.extensions?.['retryAfterMs'] !== 'number',
  );
  expect(without.slice(0, 3)).toEqual([]);
}

const since = (storm: Storm, from: number) => storm.answers.slice(from);
const codesOf = (answers: Storm['answers']) => [...new Set(answers.map(({ code }) => code))].sort();

describe('The database is lost while readings keep coming', () => {
  it(
    'refused connections: UNAVAILABLE with a retry hint, nothing acknowledged, memory bounded, and on with it afterwards',
    async (context) => {
      const database = await createTestDatabase();
      onTestFinished(() => database.drop());
      const proxy = await startPostgresProxy(database.url);
      onTestFinished(() => proxy.close());
      const site = await startOwnSite({ databaseUrl: proxy.url, sqlUrl: () => database.url });
      const storm = startStorm(site, 'LOST', 20, 100);
      await until('readings are taken', () => storm.acknowledged.size > 5_000);
      const memory = watchMemory(site.server.pid);
      proxy.refuse();
      await until('the loss is known', () => storm.answers.at(-1)?.code === 'UNAVAILABLE');
      // Requests that were answered before the last connection went are over by now.
      await pause(500);
      const from = storm.answers.length;
      const before = storm.acknowledged.size;
      await pause(byForm({ short: 2_000, long: 60_000 }));
      const during = since(storm, from);
      expect(storm.acknowledged.size, 'acknowledged without a database').toBe(before);
      expect(codesOf(during)).toEqual(['UNAVAILABLE']);
      const grownBytes = memory.stop();
      expect(grownBytes).toBeLessThan(mostGrowthBytes);
      const accepting = performance.now();
      proxy.accept();
      await until('readings are taken again', () => storm.acknowledged.size > before + 1_000, { withinMs: 30_000 });
      const backMs = performance.now() - accepting;
      await storm.stop();
      expectRetryHints(storm.answers);
      const readings = await expectExactlyOnce(site.sql, storm);
      noteFault(context, {
        done: `every connection to the database cut and refused for ${byForm({ short: 2, long: 60 })} s, 20 clients × 100 readings without a pause`,
        seen:
          `${count(during.length)} requests told UNAVAILABLE with retryAfterMs (${delays(during.map(({ tookMs }) => tookMs))}), 0 acknowledged; ` +
          `resident memory + ${megabytes(grownBytes)}; taken again ${Math.round(backMs)} ms after; ${count(readings)} acknowledged, 0 lost, 0 twice`,
      });
    },
    timeoutMs,
  );

  it(
    'a line gone dead without an error: told within seconds, nothing acknowledged, and on with it afterwards',
    async (context) => {
      const database = await createTestDatabase();
      onTestFinished(() => database.drop());
      const proxy = await startPostgresProxy(database.url);
      onTestFinished(() => proxy.close());
      const site = await startOwnSite({ databaseUrl: proxy.url, sqlUrl: () => database.url });
      const storm = startStorm(site, 'DEAD', 20, 100);
      await until('readings are taken', () => storm.acknowledged.size > 5_000);
      const memory = watchMemory(site.server.pid);
      const before = storm.answers.length;
      const acknowledgedBefore = storm.acknowledged.size;
      proxy.freeze();
      await until('senders are told', () => since(storm, before).some(({ code }) => code === 'UNAVAILABLE'), {
        withinMs: 60_000,
      });
      await pause(byForm({ short: 500, long: 60_000 }));
      const during = since(storm, before).filter(({ code }) => code !== 'OK');
      const acknowledgedMeanwhile = storm.acknowledged.size - acknowledgedBefore;
      proxy.thaw();
      const thawedMs = performance.now();
      const known = storm.acknowledged.size;
      await until('readings are taken again', () => storm.acknowledged.size > known + 1_000, { withinMs: 60_000 });
      const backMs = performance.now() - thawedMs;
      await storm.stop();
      const grownBytes = memory.stop();
      expect(acknowledgedMeanwhile, 'on their way when the line died, at most').toBeLessThanOrEqual(20 * 100);
      expect(codesOf(during).filter((code) => code !== 'UNAVAILABLE' && code !== 'RATE_LIMITED')).toEqual([]);
      expectRetryHints(storm.answers);
      expect(grownBytes).toBeLessThan(mostGrowthBytes);
      const readings = await expectExactlyOnce(site.sql, storm);
      noteFault(context, {
        done: `the line to the database frozen for ${byForm({ short: 0, long: 60 })} s after the first refusal: connections stay open and nothing passes`,
        seen:
          `senders told after ${Math.round(
            quantile(
              during.map(({ tookMs }) => tookMs),
              0.99,
            ),
          )} ms at p99 (UNAVAILABLE), resident memory ` +
          `+ ${megabytes(grownBytes)}; taken again ${Math.round(backMs)} ms after; ${count(readings)} acknowledged, 0 lost, 0 twice`,
      });
    },
    timeoutMs,
  );

  it.runIf(isLong)(
    'a line gone dead does not keep the server from ending',
    async (context) => {
      const database = await createTestDatabase();
      onTestFinished(() => database.drop());
      const proxy = await startPostgresProxy(database.url);
      onTestFinished(() => proxy.close());
      const site = await startOwnSite({ databaseUrl: proxy.url, sqlUrl: () => database.url });
      proxy.freeze();
      const answered = Promise.allSettled([
        site.http.execute(IngestReadings, { readings: [reading('LAST', 'flow', 1)] }),
      ]);
      const exit = await site.server.stop();
      await answered;
      expect(exit.signal, 'ended by itself').toBeNull();
      expect(exit.tookMs).toBeLessThan(10_000);
      noteFault(context, {
        done: 'SIGTERM while the line to the database was frozen and a request was waiting for it',
        seen: `the process ended by itself after ${count(exit.tookMs)} ms`,
      });
    },
    timeoutMs,
  );

  it(
    'readings faster than they can be stored: RATE_LIMITED with a retry hint before memory grows, what was taken is stored',
    async (context) => {
      const { site, release } = await startHeldUpSite();
      const memory = watchMemory(site.server.pid);
      const storm = startStorm(site, 'FLOOD', 60, 5_000);
      await until('the server says that it is full', () => storm.answers.some(({ code }) => code === 'RATE_LIMITED'), {
        withinMs: 30_000,
      });
      await pause(byForm({ short: 1_000, long: 6_000 }));
      const refused = storm.answers.length;
      expect(codesOf(storm.answers)).toEqual(['RATE_LIMITED']);
      const grownBytes = memory.stop();
      await release();
      await storm.stop();
      expectRetryHints(storm.answers);
      expect(grownBytes).toBeLessThan(mostGrowthBytes);
      const readings = await expectExactlyOnce(site.sql, storm);
      expect(readings).toBeGreaterThan(50_000);
      noteFault(context, {
        done: `storing held up by a lock while 60 clients sent 5,000 readings a request without a pause`,
        seen:
          `100,000 readings wait, ${count(refused)} further requests told RATE_LIMITED with retryAfterMs; resident memory + ` +
          `${megabytes(grownBytes)}; afterwards ${count(readings)} acknowledged, 0 lost, 0 twice`,
      });
    },
    timeoutMs,
  );
});
