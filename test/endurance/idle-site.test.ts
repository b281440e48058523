import { afterAll, beforeAll, describe, expect, it, type MockInstance, vi } from 'vitest';
import { createTestDatabase, type TestDatabase } from '../support/database/database.ts';
import { type RunningCore, runCore, terminate } from '../support/server/core.ts';
import { until } from '../support/until.ts';

/** Ahead of the clock by as much as the test says: a site becomes idle without anybody waiting. */
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

const hasStandby = () => server.core.listener().hasStandby;
const insert = (issue: string) =>
  database.pool.query(
    `INSERT INTO agentic_hmi.agent_recommendations (equipment_id, issue_type, severity) VALUES ('Q', $1, 'high')`,
    [issue],
  );
const heads = () => server.core.feed.health().head;

/** A minute and more goes by without anything that happens, and again whenever something did after all, a slow start among it. */
const becomesIdle = () =>
  until(
    'it is idle, with a standby listener',
    () => {
      if (!server.core.isIdle()) aheadMs += 61_000;
      return server.core.isIdle() && hasStandby();
    },
    { withinMs: 30_000 },
  );

beforeAll(async () => {
  database = await createTestDatabase();
  server = await runCore(database.url, { ANDON_PIPELINE: 'off' }, Date.now, () => performance.now() + aheadMs);
  poolQuery = vi.spyOn(server.database.pool, 'query');
  listenerQuery = vi.spyOn(server.connection('andon listener'), 'query');
});
afterAll(async () => {
  await server.close();
  await database.drop();
});

describe('a site where nothing happens', () => {
  it('is looked after by the listener’s own heartbeat alone, which measures that signals are heard', async () => {
    await until('it is looked after every second', () => looks.pool >= 2);
    await becomesIdle();
    const quietFrom = looks.pool;
    aheadMs += 21_000;
    const looksBefore = looks.listener;
    await until('the next heartbeat comes', () => looks.listener > looksBefore, { withinMs: 30_000 });
    // Several seconds have gone by: awake, there would have been as many looks.
    expect(looks.pool - quietFrom).toBeLessThanOrEqual(1);
    const { canaryDelayMs, queueUsage, listening } = server.core.listener();
    expect(listening).toBe(true);
    expect(canaryDelayMs).toBeGreaterThan(0);
    // The queue is the cluster's: other tests send signals in it at the same time.
    expect(queueUsage).toBeLessThan(0.01);
  });

  it('whose listener was made deaf without a sign hears the first event all the same, at once, and then finds out', async () => {
    const deaf = server.connection('andon listener');
    await deaf.query('UNLISTEN *');
    const before = looks.pool;
    await insert('unheard by the listener');
    await until('the feed has it', () => heads() === 1);
    expect(looks.pool - before).toBeLessThanOrEqual(1);
    await until('it listens on another connection', () => server.connection('andon listener') !== deaf, {
      withinMs: 10_000,
    });
    await until('nobody needs the standby listener any more', () => !hasStandby(), { withinMs: 30_000 });
  });

  it('is awake again when keys or equipment were changed, though their signals were lost', async () => {
    for (const table of ['api_key_head', 'master_data_version']) {
      await becomesIdle();
      // As a change does it, but for the NOTIFY.
      await database.pool.query(`UPDATE andon.${table} SET version = version + 1`);
      aheadMs += 21_000;
      await until(`it has noticed ${table}`, () => !server.core.isIdle(), { withinMs: 30_000 });
    }
  });

  it('whose connections go dead without a sign has new ones, long before the next heartbeat', async () => {
    await becomesIdle();
    const names = ['andon listener', 'andon standby listener'];
    const dead = names.map((name) => server.connection(name));
    for (const { connection } of dead) connection.stream.pause();
    // A heartbeat would come 20 s after the last one.
    await until('there are others', () => names.every((name, i) => server.connection(name) !== dead[i]), {
      withinMs: 30_000,
    });
    await until('both hear again', () => server.core.listener().listening && hasStandby(), { withinMs: 30_000 });
  });

  it('that wakes while its standby listener is frozen has another one when it is idle again', async () => {
    await until('it is idle', hasStandby, { withinMs: 30_000 });
    const frozen = server.connection('andon standby listener');
    // Nothing that is sent arrives, its goodbye neither.
    vi.spyOn(frozen.connection.stream, 'write').mockReturnValue(true);
    vi.spyOn(frozen.connection.stream, 'end').mockReturnThis();
    server.core.noteActivity();
    await until('the frozen one is left', () => !hasStandby(), { withinMs: 30_000 });
    await becomesIdle();
    expect(server.connection('andon standby listener')).not.toBe(frozen);
  });

  it('is looked after every second while it has no standby listener', async () => {
    server.refuse('andon standby listener');
    const before = looks.pool;
    await terminate(database.pool, 'andon standby listener');
    await until('it is looked after every second', () => looks.pool >= before + 3);
  });

  it('is awake again with the first event, and looks every second as soon as its listener is in doubt', async () => {
    const before = looks.pool;
    await insert('heard');
    await until('the feed has it', () => heads() === 2);
    await until('it is looked after every second', () => looks.pool >= before + 2);
    aheadMs += 61_000;
    server.refuse('andon listener');
    const deaf = looks.pool;
    await terminate(database.pool, 'andon listener');
    await until('it is looked after every second', () => looks.pool >= deaf + 3);
    expect(server.core.listener().listening).toBe(false);
  });
});
