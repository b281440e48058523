import { afterAll, beforeAll, describe, expect, it, type MockInstance, vi } from 'vitest';
import { type RunningCore, runCore } from '../../support/core.ts';
import { createTestDatabase, type TestDatabase } from '../../support/database.ts';
import { until } from '../../support/until.ts';

/** Ahead of the clock by as much as the test says: a site grows quiet without anybody waiting. */
let aheadMs = 0;
let database: TestDatabase;
let server: RunningCore;
let poolQuery: MockInstance;
let listenerQuery: MockInstance;

/** How often it was asked so far where everything stands. */
const asked = ({ mock }: MockInstance) =>
  mock.calls.filter(([query]) => JSON.stringify(query).includes('sql_inbox_waiting')).length;
const looks = {
  get pool() {
    return asked(poolQuery);
  },
  get listener() {
    return asked(listenerQuery);
  },
};

beforeAll(async () => {
  database = await createTestDatabase();
  server = await runCore(database.url, { ANDON_PIPELINE: 'off' }, () => Date.now() + aheadMs);
  poolQuery = vi.spyOn(server.database.pool, 'query');
  listenerQuery = vi.spyOn(server.connection('andon listener'), 'query');
});
afterAll(async () => {
  await server.close();
  await database.drop();
});

describe('a site where nothing happens', () => {
  it('is looked after by the listener’s own heartbeat alone, which measures that bells are heard', async () => {
    await until('it is looked after every second', () => looks.pool >= 2);
    aheadMs += 61_000;
    const before = looks.listener;
    await until('a heartbeat comes', () => looks.listener > before);
    const quietFrom = looks.pool;
    aheadMs += 21_000;
    const beats = looks.listener;
    await until('the next heartbeat comes', () => looks.listener > beats, { withinMs: 10_000 });
    // Several seconds have gone by: awake, there would have been as many looks.
    expect(looks.pool - quietFrom).toBeLessThanOrEqual(1);
    const { canaryDelayMs, queueUsage, listening } = server.core.listener();
    expect(listening).toBe(true);
    expect(canaryDelayMs).toBeGreaterThan(0);
    // The queue is the cluster's: other tests ring in it at the same time.
    expect(queueUsage).toBeLessThan(0.01);
  });

  it('is awake again with the first event, and looks every second as soon as its listener is in doubt', async () => {
    const before = looks.pool;
    await database.pool.query(
      `INSERT INTO agentic_hmi.agent_recommendations (equipment_id, issue_type, severity) VALUES ('Q', 'q', 'high')`,
    );
    await until('the feed has it', () => server.core.feed.health().head === 1);
    await until('it is looked after every second', () => looks.pool >= before + 2);
    aheadMs += 61_000;
    server.refuse('andon listener');
    const deaf = looks.pool;
    await database.pool.query(
      "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = current_database() AND application_name = 'andon listener'",
    );
    await until('it is looked after every second', () => looks.pool >= deaf + 3);
    expect(server.core.listener().listening).toBe(false);
  });
});
