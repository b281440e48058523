import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { PerformanceWindow } from '../../../src/domain/window.ts';
import { type SqlClient, sqlClient } from '../../support/clients/clients-sql.ts';
import { createTestDatabase, type TestDatabase } from '../../support/database/database.ts';
import { minuteAgoMs } from '../../support/readings/readings.ts';
import { type RunningCore, received, runCore, terminate, untilProcessed } from '../../support/server/core.ts';
import { expectGoldFromSilver } from '../../support/server/ledger-proof.ts';
import { until } from '../../support/until.ts';

let database: TestDatabase;
let sql: SqlClient;
let servers: RunningCore[] = [];
/** Readings that were sent to make the servers share. */
let alreadySent = 0;
const baseMs = minuteAgoMs(10);

beforeEach(async () => {
  database = await createTestDatabase();
  sql = sqlClient(database.url, 2);
  servers = await Promise.all([runCore(database.url), runCore(database.url)]);
});
afterEach(async () => {
  for (const server of servers) await server.close();
  await sql.close();
  await database.drop();
});

const owned = () => servers.map((server) => server.core.pipelineState().ownedShards);

/** Readings of 24 machines through every server at once, in 20 requests each; returns how many. */
async function send(round: number, through: readonly RunningCore[]): Promise<number> {
  const requests = through.flatMap((server, s) =>
    Array.from({ length: 20 }, (_, n) =>
      server.core.ingest.submit(
        received(
          Array.from({ length: 24 }, (_unused, machine) => ({
            equipmentId: `M-${machine}`,
            sensorType: 's',
            value: n + machine,
            timestamp: baseMs + round * 100_000 + s * 50_000 + n * 1_000,
          })),
        ),
      ),
    ),
  );
  const results = await Promise.all(requests);
  return results.reduce((sum, { accepted }) => sum + accepted, 0);
}

async function expectAll(sent: number): Promise<void> {
  await untilProcessed(database.pool);
  expect(await sql.number('SELECT count(*) FROM andon.telemetry_silver')).toBe(sent + alreadySent);
  expect(await sql.number('SELECT sum(reading_count) FROM andon.performance_1min')).toBe(sent + alreadySent);
  await expectGoldFromSilver(sql);
}

/** A server that owns everything shares while it works, not while it is idle. */
async function untilShared(): Promise<void> {
  let sent = 0;
  await until(
    'both own half of the partitions',
    async () => {
      if (owned().every((count) => count === 8)) return true;
      const readings = [{ equipmentId: 'SHARE-1', sensorType: 's', value: 1, timestamp: baseMs - ++sent }];
      await servers[sent % 2]?.core.ingest.submit(received(readings));
      return false;
    },
    { state: owned },
  );
  await untilProcessed(database.pool);
  alreadySent = sent;
}

describe('two servers on one database', () => {
  it('share the partitions and process every reading exactly once', async () => {
    await untilShared();
    const sent = (await send(1, servers)) + (await send(2, servers.slice(0, 1)));
    await expectAll(sent);
    // A checkpoint is seen in the database a moment before its server counts what it has committed.
    const processed = () => servers.map((server) => server.core.pipelineState().processedReadings);
    const sum = () => processed().reduce((total, readings) => total + readings, 0);
    await until('all is counted', () => sum() >= sent + alreadySent, { state: processed });
    expect(sum()).toBe(sent + alreadySent);
    expect(Math.min(...processed())).toBeGreaterThan(0);
  });

  it('hand over within seconds when one is closed', async () => {
    await untilShared();
    const [first, second] = servers;
    if (first === undefined || second === undefined) throw new Error('two servers run');
    servers = [second];
    await first.close();
    const sent = await send(0, [second]);
    await until('the other owns everything', () => second.core.pipelineState().ownedShards === 16, {
      withinMs: 4_000,
    });
    await untilProcessed(database.pool, 4_000);
    await expectAll(sent);
  });

  it('hand over within seconds when one loses the database in the middle of work', async () => {
    await untilShared();
    const [dying, second] = servers;
    if (dying === undefined || second === undefined) throw new Error('two servers run');
    dying.refuse('andon pipeline');
    const sending = send(0, servers);
    dying.connection('andon pipeline').connection.stream.destroy();
    const sent = await sending;
    await until('the other owns everything', () => second.core.pipelineState().ownedShards === 16, {
      withinMs: 5_000,
    });
    await expectAll(sent);
    expect(dying.core.pipelineState().lastError).not.toBeNull();
  });

  it('both come back and go on when an administrator ends all their connections', async () => {
    await untilShared();
    const sending = send(0, servers);
    expect(await terminate(database.pool, 'andon pipeline')).toBe(2);
    const sent = await sending;
    await expectAll(sent);
    await untilShared();
  });

  it('tell the subscribers of both, whoever did the work, of new windows, of their end, and of those that late readings restate', async () => {
    await untilShared();
    const abort = new AbortController();
    const equipmentIds = Array.from({ length: 24 }, (_, machine) => `W-${machine}`);
    const screens = servers.map((server) => {
      const told = new Map<string, PerformanceWindow[]>();
      const stream = server.core.live.windows({ equipmentIds }, abort.signal);
      const reading = (async () => {
        for await (const windows of stream) {
          for (const window of windows) told.set(window.equipmentId, [...(told.get(window.equipmentId) ?? []), window]);
        }
      })();
      return { told, reading };
    });
    const submit = (offsetMs: number, value: number) =>
      servers[0]?.core.ingest.submit(
        received(
          equipmentIds.map((equipmentId) => ({ equipmentId, sensorType: 's', value, timestamp: baseMs + offsetMs })),
        ),
      );
    const everywhere = (what: string, isTold: (window: PerformanceWindow) => boolean) =>
      until(what, () => screens.every(({ told }) => equipmentIds.every((id) => told.get(id)?.some(isTold))), {
        state: () => screens.map(({ told }) => equipmentIds.map((id) => told.get(id)?.length ?? 0).join()),
      });
    await submit(0, 10);
    await everywhere('the new windows are told', ({ revision, isFinal }) => revision === 1 && !isFinal);
    await submit(120_000, 10);
    await everywhere(
      'it is told that they are final',
      ({ windowStart, revision, isFinal }) => windowStart.getTime() === baseMs && revision === 1 && isFinal,
    );
    await submit(1_000, 30);
    await everywhere(
      'the restated windows are told',
      ({ windowStart, revision, isFinal, avgValue, readingCount }) =>
        windowStart.getTime() === baseMs && revision === 2 && isFinal && avgValue === 20 && readingCount === 2,
    );
    abort.abort();
    await Promise.all(screens.map(({ reading }) => reading));
  });
});
