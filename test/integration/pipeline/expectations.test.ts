import { afterAll, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import {
  createExpectationService,
  type ExpectationReport,
  type ExpectationsQuery,
} from '../../../src/services/expectation-service.ts';
import { createTestDatabase, type TestDatabase } from '../../support/database/database.ts';
import { minuteAgoMs } from '../../support/readings/readings.ts';
import { connect, type RunningCore, received, runCore, untilProcessed } from '../../support/server/core.ts';
import { until } from '../../support/until.ts';

let database: TestDatabase;
let server: RunningCore;

beforeAll(async () => {
  database = await createTestDatabase();
  server = await runCore(database.url);
});
afterAll(async () => {
  await server.close();
  await database.drop();
});
beforeEach(async () => {
  await server.core.readingCounters.flush();
  await database.pool.query('TRUNCATE andon.reading_tally');
});

async function report(query: ExpectationsQuery = {}): Promise<ReadonlyMap<string, ExpectationReport>> {
  const service = createExpectationService(database.pool, Date.now, () => server.core.readingCounters.flush());
  return new Map((await service.report(query)).map((one) => [one.name, one]));
}

/** Only what was not met, with its count. */
async function unmet(query: ExpectationsQuery = {}): Promise<Record<string, number>> {
  const entries = [...(await report(query)).values()].map(({ name, readings }) => [name, readings] as const);
  return Object.fromEntries(entries.filter(([, readings]) => readings > 0));
}

const good = { equipmentId: 'E-1', sensorType: 'temperature', value: 20, units: '°C' };
let atMs = minuteAgoMs(5);
function nextMs(): number {
  atMs += 10;
  return atMs;
}

describe('counts of unmet expectations', () => {
  it('name each reason of the sources and of silver, with its share of everything received', async () => {
    await server.core.ingest.submit(
      received([
        { ...good, timestamp: nextMs() },
        { ...good, value: 'text', sensorType: 'state', timestamp: nextMs() },
        { sensorType: 'temperature', value: 20, timestamp: nextMs() },
        { ...good, value: Number.NaN, timestamp: nextMs() },
        { ...good, timestamp: Date.now() + 400_000 },
        { ...good, timestamp: 0 },
        { ...good, timestamp: '2026-02-30T00:00:00Z' },
        { ...good, units: 'mm/s', timestamp: nextMs() },
        { ...good, value: -999, timestamp: nextMs() },
        { ...good, value: -999, units: null, timestamp: nextMs() },
        { ...good, value: 70, units: '°F', timestamp: nextMs() },
        { ...good, value: 20_000, quality: 'bad', timestamp: nextMs() },
        { ...good, timestamp: Date.now() - 7_200_000 },
      ]),
    );
    await untilProcessed(database.pool);
    expect(await unmet()).toEqual({
      equipment_given: 1,
      value_storable: 1,
      time_not_in_future: 1,
      time_within_retention: 1,
      time_readable: 1,
      unit_convertible: 1,
      value_physical: 1,
      unit_given: 1,
      unit_as_defined: 1,
      value_plausible: 1,
      quality_good: 1,
      on_time: 1,
      alarm_in_time: 4,
    });
    expect((await report()).get('unit_convertible')).toMatchObject({
      action: 'drop',
      layer: 'silver',
      code: 'UNIT_MISMATCH',
      percent: 100 / 13,
    });
    const { rows } = await database.pool.query<{ tally: string; readings: number }>(
      `SELECT tally, sum(readings)::int AS readings FROM andon.reading_tally
       WHERE tally IN ('received', 'good', 'uncertain', 'bad', 'warned') GROUP BY tally ORDER BY tally`,
    );
    expect(rows).toEqual([
      { tally: 'bad', readings: 1 },
      { tally: 'good', readings: 7 },
      { tally: 'received', readings: 13 },
      { tally: 'warned', readings: 2 },
    ]);
  });

  it('tell duplicates from contradictions', async () => {
    const reading = { ...good, timestamp: nextMs() };
    await server.core.ingest.submit(received([reading]));
    await server.core.ingest.submit(received([reading, { ...reading, value: 21 }]));
    await untilProcessed(database.pool);
    expect(await unmet()).toEqual({ sent_once: 1, not_contradicted: 1, alarm_in_time: 1 });
  });

  it('include what came by SQL', async () => {
    await database.pool.query(
      `INSERT INTO sensor_data (equipment_id, sensor_type, sensor_value, "timestamp")
       VALUES (NULL, 'temperature', 20, now()), ('E-1', 'temperature', 'NaN', now()), ('E-1', 'flow', 1, now())`,
    );
    await until('the sources have counted all three', async () => {
      const counted = await unmet();
      return counted['equipment_given'] === 1 && counted['value_storable'] === 1;
    });
  });

  it('say since when, and by the minute or in steps', async () => {
    const insert = (minute: string, tally: string, partition: number, readings: number) =>
      database.pool.query('INSERT INTO andon.reading_tally VALUES ($1, $2, $3, $4)', [
        `2026-03-10T${minute}Z`,
        tally,
        partition,
        readings,
      ]);
    await insert('09:59', 'quality_good', 3, 1_000);
    await insert('10:05', 'quality_good', 3, 2);
    await insert('10:05', 'quality_good', 4, 3);
    await insert('10:31', 'quality_good', 3, 5);
    await insert('10:31', 'received', -1, 40);
    await insert('11:00', 'quality_good', 3, 1_000);
    const range = { from: new Date('2026-03-10T10:00:30Z'), to: new Date('2026-03-10T11:00:00Z') };
    const at = (minute: string) => new Date(`2026-03-10T${minute}Z`);
    expect((await report(range)).get('quality_good')).toMatchObject({
      readings: 10,
      percent: 25,
      first: at('10:05'),
      last: at('10:31'),
      steps: [
        { from: at('10:05'), readings: 5 },
        { from: at('10:31'), readings: 5 },
      ],
    });
    expect((await report({ ...range, stepMinutes: 60 })).get('quality_good')?.steps).toMatchObject([
      { from: at('10:00'), readings: 10 },
    ]);
    expect((await report(range)).get('on_time')).toMatchObject({ readings: 0, percent: 0, first: null, last: null });
  });

  it('refuse a range of more steps than a chart can hold, and say what to do', async () => {
    const range = { from: new Date('2026-03-01T00:00:00Z'), to: new Date('2026-03-03T00:00:00Z') };
    await expect(report(range)).rejects.toMatchObject({
      code: 'TOO_COMPLEX',
      message: expect.stringContaining('larger stepMinutes'),
    });
    await expect(report({ ...range, stepMinutes: 0 })).rejects.toMatchObject({ code: 'BAD_USER_INPUT' });
    expect(await unmet({ ...range, stepMinutes: 2 })).toEqual({});
  });
});

describe('the pipeline’s counts', () => {
  it('are written once, in the transaction of the batch, though the batch has to be taken again', async () => {
    const blocker = await connect(database.url);
    await blocker.query('BEGIN');
    await blocker.query('LOCK TABLE andon.performance_1min IN ACCESS EXCLUSIVE MODE');
    await server.core.ingest.submit(received([{ ...good, quality: 'uncertain', timestamp: nextMs() }]));
    const waiting = async () => {
      const { rows } = await database.pool.query<{ pid: number }>(
        `SELECT pid FROM pg_stat_activity WHERE datname = current_database() AND application_name = 'andon pipeline'
         AND wait_event_type = 'Lock'`,
      );
      return rows[0]?.pid;
    };
    const pid = await until('the batch stands in the midst of its transaction', waiting);
    await database.pool.query('SELECT pg_terminate_backend($1)', [pid]);
    await blocker.query('ROLLBACK');
    await blocker.end();
    await untilProcessed(database.pool);
    expect(await unmet()).toEqual({ quality_good: 1, alarm_in_time: 1 });
  });

  it('cost an ordinary batch no statement', async () => {
    const client = server.connection('andon pipeline');
    const query = vi.spyOn(client, 'query');
    const named = () => query.mock.calls.map((sent) => /"name":"([^"]+)"/.exec(JSON.stringify(sent))?.[1]);
    await server.core.ingest.submit(received([{ ...good, value: 99, timestamp: Date.now() }]));
    await untilProcessed(database.pool);
    expect(named()).toContain('recommendation-due');
    expect(named()).not.toContain('reading-tally-add');
    await server.core.ingest.submit(received([{ ...good, quality: 'bad', timestamp: Date.now() }]));
    await untilProcessed(database.pool);
    expect(named().filter((name) => name === 'reading-tally-add')).toHaveLength(1);
    query.mockRestore();
  });
});
