import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createTestDatabase, type TestDatabase } from '../../support/database/database.ts';
import { type Reader, type RunningCore, read, runCore, terminate } from '../../support/server/core.ts';
import { until } from '../../support/until.ts';

let database: TestDatabase;
let server: RunningCore;
let reader: Reader;
let inserted = 0;

beforeEach(async () => {
  database = await createTestDatabase();
  server = await runCore(database.url, { ANDON_PIPELINE: 'off' });
  reader = await read(server.core);
  inserted = 0;
});
afterEach(async () => {
  await reader.close();
  await server.close();
  await database.drop();
});

/** One more event, and the time it took to the subscriber. */
async function insertAndWait(): Promise<number> {
  inserted += 1;
  const beganMs = performance.now();
  await database.pool.query(
    `INSERT INTO agentic_hmi.agent_recommendations (equipment_id, issue_type, severity) VALUES ('E', $1, 'high')`,
    [`issue-${inserted}`],
  );
  await reader.has(inserted);
  return performance.now() - beganMs;
}

describe('the listener', () => {
  it('brings events by the signal, not by the reconciliation poll', async () => {
    const times: number[] = [];
    for (let n = 0; n < 10; n++) times.push(await insertAndWait());
    times.sort((a, b) => a - b);
    expect(times[4]).toBeLessThan(200);
  });

  it('that loses its connection listens again, and events go on meanwhile', async () => {
    await insertAndWait();
    expect(await terminate(database.pool, 'andon listener')).toBe(1);
    for (let n = 0; n < 5; n++) expect(await insertAndWait()).toBeLessThan(2_500);
    await until('it listens again', () => server.core.listener().listening);
    expect(server.core.feed.health().state).not.toBe('reconnecting');
    expect(reader.numbers()).toEqual([1, 2, 3, 4, 5, 6]);
  });

  it('that cannot come back leaves events to the reconciliation poll, within about a second each', async () => {
    server.refuse('andon listener');
    await terminate(database.pool, 'andon listener');
    await until('it knows that it is deaf', () => server.core.feed.health().state === 'reconnecting');
    for (let n = 0; n < 2; n++) expect(await insertAndWait()).toBeLessThan(2_500);
    expect(server.core.listener().listening).toBe(false);
  });

  it('that was made deaf without any error finds out and makes a new connection', async () => {
    const deaf = server.connection('andon listener');
    await deaf.query('UNLISTEN *');
    expect(await insertAndWait()).toBeLessThan(2_500);
    await until('it listens on another connection', () => server.connection('andon listener') !== deaf, {
      withinMs: 8_000,
    });
    await until('it listens again', () => server.core.listener().listening);
    expect(await insertAndWait()).toBeLessThan(2_500);
  });

  it('learns of signals that were sent while it was away as soon as it is back', async () => {
    await terminate(database.pool, 'andon listener');
    await Promise.all([insertAndWait(), until('it listens again', () => server.core.listener().listening)]);
    expect(reader.numbers()).toEqual([1]);
  });

  it('does not hold the server up when it stops', async () => {
    const lone = await runCore(database.url, { ANDON_PIPELINE: 'off' });
    await lone.close();
    await until('its connections are gone', async () => {
      const { rows } = await database.pool.query<{ count: number }>(
        `SELECT count(*)::int FROM pg_stat_activity WHERE datname = current_database() AND application_name LIKE 'andon listener'`,
      );
      return rows[0]?.count === 1;
    });
  });
});
