import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { readAlarmEvents, readAlarmExtent } from '../../../src/db/alarms/alarm-events.ts';
import { DurableConsumer } from '../../../src/events/consumer/durable-consumer.ts';
import { createLogger } from '../../../src/log.ts';
import { createTestDatabase, type TestDatabase } from '../../support/database/database.ts';
import { connect } from '../../support/server/core.ts';
import { until } from '../../support/until.ts';

let database: TestDatabase;
const open: { close(): Promise<void> }[] = [];
beforeAll(async () => {
  database = await createTestDatabase();
  await database.pool.query('CREATE TABLE public.taken (number bigint, by text)');
});
afterAll(async () => {
  await Promise.all(open.map((one) => one.close()));
  await database.drop();
});

/** A server that follows by this name, and notes in the transaction what it takes. */
function follower(by: string, failures: { left: number } = { left: 0 }) {
  const consumer = new DurableConsumer({
    name: 'notify',
    pool: database.pool,
    read: readAlarmEvents,
    readExtent: readAlarmExtent,
    take: async (db, events) => {
      for (const { number } of events) await db.query('INSERT INTO public.taken VALUES ($1, $2)', [number, by]);
      if (failures.left > 0) {
        failures.left -= 1;
        throw new Error('the work fails after it was done');
      }
    },
    onTaken: () => undefined,
    random: () => 0,
    log: createLogger('silent'),
  });
  open.push(consumer);
  return consumer;
}
const raise = (machine: string, count: number) =>
  database.pool.query(
    `INSERT INTO andon.alarm (site_id, equipment_id, problem, severity_rank, sentence, request)
     SELECT 'default', $1, concat('p', n), 4, '', 'raised' FROM generate_series(1, $2::int) AS n`,
    [machine, count],
  );
const taken = async () =>
  (await database.pool.query<{ number: number }>('SELECT number FROM public.taken ORDER BY ctid')).rows.map(
    ({ number }) => number,
  );
const numbers = (from: number, to: number) => Array.from({ length: to - from + 1 }, (_, place) => from + place);

describe('a durable consumer', () => {
  it('takes each event once and in order, by two servers at the same time', async () => {
    const servers = [follower('a'), follower('b')];
    for (let round = 0; round < 10; round += 1) {
      await raise(`R${round}`, 25);
      for (const server of servers) server.wake();
    }
    await until('all are taken', async () => (await taken()).length >= 250);
    expect(await taken()).toEqual(numbers(1, 250));
  });

  it('takes again what failed, and leaves nothing of the failure', async () => {
    const server = follower('c', { left: 1 });
    await raise('FAILS', 5);
    server.wake();
    await until('it has gone on', async () => (await taken()).length === 255);
    expect(await taken()).toEqual(numbers(1, 255));
  });

  it('goes on within seconds when the server that has it dies', async () => {
    const dying = await connect(database.url);
    await dying.query('BEGIN');
    await dying.query(`SELECT FROM andon.feed_consumer WHERE name = 'notify' FOR UPDATE`);
    await raise('HELD', 5);
    const server = follower('d');
    server.wake();
    await until('it has looked', async () => {
      const { rows } = await database.pool.query<{ looked: boolean }>(
        `SELECT count(*) > 0 AS looked FROM pg_stat_activity WHERE datname = current_database() AND state = 'idle' AND query = 'COMMIT'`,
      );
      return rows[0]?.looked;
    });
    expect(await taken()).toHaveLength(255);
    const diedAtMs = Date.now();
    await dying.end();
    await until('it has gone on', async () => (await taken()).length === 260);
    expect(Date.now() - diedAtMs).toBeLessThan(10_000);
  });

  it('goes on with the oldest event that is kept when what followed its place is past retention, and counts what it missed', async () => {
    await raise('PAST', 10);
    await database.pool.query('DELETE FROM andon.alarm_event WHERE number <= 265');
    follower('e').wake();
    await until('it has gone on', async () => (await taken()).length === 265);
    expect((await taken()).slice(260)).toEqual(numbers(266, 270));
    const { rows } = await database.pool.query("SELECT number, missed FROM andon.feed_consumer WHERE name = 'notify'");
    expect(rows).toEqual([{ number: 270, missed: 5 }]);
  });
});
