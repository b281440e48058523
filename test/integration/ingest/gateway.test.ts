import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { ReceivedReading, TagValue } from '../../../src/domain/readings/reading.ts';
import { createTestDatabase, type TestDatabase } from '../../support/database/database.ts';
import { only } from '../../support/database/stored-rows.ts';
import { minuteAgoMs } from '../../support/readings/readings.ts';
import { type RunningCore, received, runCore, terminate } from '../../support/server/core.ts';
import { until } from '../../support/until.ts';

let database: TestDatabase;
let server: RunningCore;
let equipmentId = '';
let equipmentNumber = 0;

beforeAll(async () => {
  database = await createTestDatabase();
  server = await runCore(database.url, { ANDON_PIPELINE: 'off' });
});
afterAll(async () => {
  await server.close();
  await database.drop();
});
/** Each test has equipment of its own. */
beforeEach(() => {
  equipmentNumber += 1;
  equipmentId = `GW-${equipmentNumber}`;
});

const baseMs = minuteAgoMs(10);
type Sent = Omit<ReceivedReading, 'index'>;
const reading = (second: number, value: TagValue, more: Partial<Sent> = {}): Sent => ({
  equipmentId,
  sensorType: 's',
  value,
  timestamp: baseMs + second * 1_000,
  ...more,
});
const submit = (...readings: readonly Sent[]) => server.core.ingest.submit(received(readings));

async function stored(): Promise<{ second: number; value: TagValue | null; event_id: string | null }[]> {
  const { rows } = await database.pool.query<{
    ms: number;
    value_number: number | null;
    value_boolean: boolean | null;
    value_text: string | null;
    event_id: string | null;
  }>(
    `SELECT extract(epoch FROM event_time)::float8 * 1000 AS ms, value_number, value_boolean, value_text, event_id
     FROM andon.telemetry_bronze JOIN andon.sensor USING (sensor_id) WHERE equipment_id = $1 ORDER BY event_time, sensor_type`,
    [equipmentId],
  );
  return rows.map(({ ms, value_number, value_boolean, value_text, event_id }) => ({
    second: Math.round(ms - baseMs) / 1_000,
    value: value_number ?? value_boolean ?? value_text,
    event_id,
  }));
}
const storedValues = async () => (await stored()).map(({ value }) => value);

async function count(text: string, values: unknown[] = []): Promise<number> {
  return only((await database.pool.query<{ count: number }>(text, values)).rows).count;
}

describe('readings handed to the gateway', () => {
  it('are sent again after they were not stored as if for the first time: none is late because of itself', async () => {
    const behind = async () =>
      count(
        `SELECT count(*)::int FROM andon.telemetry_bronze JOIN andon.sensor USING (sensor_id) WHERE equipment_id = '${equipmentId}' AND is_behind`,
      );
    const backlog = [reading(0, 1), reading(120, 2), reading(400, 3), reading(530, 4)];
    await submit(reading(-60, 0));
    await database.pool.query('ALTER TABLE andon.bronze_batch RENAME TO bronze_batch_away');
    await expect(submit(...backlog)).rejects.toMatchObject({ code: 'UNAVAILABLE' });
    await database.pool.query('ALTER TABLE andon.bronze_batch_away RENAME TO bronze_batch');
    expect(await submit(...backlog)).toMatchObject({ accepted: 4 });
    expect(await behind()).toBe(0);
  });

  it('under an event id whose reading is no longer stored are not called duplicates of another sensor’s', async () => {
    await submit(reading(0, 5, { eventId: `${equipmentId}-once`, sensorType: 'old' }));
    await database.pool.query(
      `DELETE FROM andon.telemetry_bronze USING andon.sensor WHERE sensor.sensor_id = telemetry_bronze.sensor_id AND equipment_id = $1`,
      [equipmentId],
    );
    expect(await submit(reading(1, 5, { eventId: `${equipmentId}-once`, sensorType: 'new' }))).toMatchObject({
      accepted: 0,
      duplicates: 0,
      rejected: [{ code: 'CONFLICTING_DUPLICATE' }],
    });
  });

  it('are durable when the answer comes, each value in its own type', async () => {
    const values: TagValue[] = [1.5, 0, 1e308, 5e-324, true, false, '', 'NULL', '{"a\\\\",b}', '😀'];
    expect(await submit(...values.map((value, second) => reading(second, value)))).toEqual({
      accepted: values.length,
      duplicates: 0,
      rejected: [],
    });
    expect(await storedValues()).toEqual(values);
  });

  it('keep what the typed columns do not hold', async () => {
    const attributes = { vendor: { fw: '1.2', odd: '\\u0000 written out' }, list: [1, null] };
    const tagPath = `[default]Mine/${equipmentId}/s`;
    await submit(reading(0, 1, { equipmentId: undefined, sensorType: undefined, tagPath, attributes, units: 'm"\\m' }));
    const { rows } = await database.pool.query(
      'SELECT extra, units FROM andon.telemetry_bronze JOIN andon.sensor USING (sensor_id) WHERE equipment_id = $1',
      [equipmentId],
    );
    expect(rows).toEqual([{ extra: { tagPath, attributes }, units: 'm"\\m' }]);
  });

  it('share transactions when many requests come at once', async () => {
    const before = await count('SELECT count(*)::int FROM andon.bronze_batch');
    const results = await Promise.all(Array.from({ length: 300 }, (_, second) => submit(reading(second, second))));
    expect(results.every(({ accepted }) => accepted === 1)).toBe(true);
    expect(await storedValues()).toHaveLength(300);
    expect((await count('SELECT count(*)::int FROM andon.bronze_batch')) - before).toBeLessThan(60);
  });

  it('are answered each by its own request, also when the requests share a transaction', async () => {
    await submit(reading(0, 1));
    const [fresh, duplicate, conflict, mixed] = await Promise.all([
      submit(reading(1, 1)),
      submit(reading(0, 1)),
      submit(reading(0, 2)),
      submit(reading(2, 2), reading(0, 1), { equipmentId, value: 1, timestamp: baseMs }, reading(0, 3)),
    ]);
    expect(fresh).toEqual({ accepted: 1, duplicates: 0, rejected: [] });
    expect(duplicate).toEqual({ accepted: 0, duplicates: 1, rejected: [] });
    expect(conflict).toMatchObject({
      accepted: 0,
      duplicates: 0,
      rejected: [{ index: 0, code: 'CONFLICTING_DUPLICATE' }],
    });
    expect(mixed).toMatchObject({
      accepted: 1,
      duplicates: 1,
      rejected: [
        { index: 2, code: 'MISSING_SENSOR' },
        { index: 3, code: 'CONFLICTING_DUPLICATE' },
      ],
    });
    expect(await storedValues()).toEqual([1, 1, 2]);
  });

  it('are the same where value, unit and quality say the same, in whatever unit', async () => {
    const celsius = (value: number, more: object = {}) => reading(0, value, { sensorType: 'temperature', ...more });
    expect(await submit(celsius(140, { units: '°C' }))).toMatchObject({ accepted: 1 });
    const again = await submit(celsius(140), celsius(284, { units: '°F' }), celsius(140, { units: 'degC' }));
    expect(again).toEqual({ accepted: 0, duplicates: 3, rejected: [] });
    const others = await submit(
      celsius(140, { units: '°F' }),
      celsius(140, { units: '°C', quality: 'BAD' }),
      celsius(140, { units: 'bar' }),
      celsius(284),
    );
    expect(others.rejected.map(({ index, code }) => [index, code])).toEqual(
      [0, 1, 2, 3].map((index) => [index, 'CONFLICTING_DUPLICATE']),
    );
  });

  it('are told apart by value within one request: the first is stored, equal ones are duplicates, others conflict', async () => {
    const result = await submit(
      reading(0, 1),
      reading(0, 1),
      reading(0, 2),
      reading(0, '1'),
      reading(0, '1,0'),
      reading(0, true),
    );
    // A number that came as text is the same number.
    expect(result).toMatchObject({ accepted: 1, duplicates: 2 });
    expect(result.rejected.map(({ index, code }) => [index, code])).toEqual([
      [2, 'CONFLICTING_DUPLICATE'],
      [4, 'CONFLICTING_DUPLICATE'],
      [5, 'CONFLICTING_DUPLICATE'],
    ]);
    expect(await storedValues()).toEqual([1]);
  });

  it('that conflict are in quarantine with their original', async () => {
    await submit(reading(0, 1), reading(0, 2, { units: 'bar' }));
    const { rows } = await database.pool.query<{ code: string; door: string; original: string }>(
      'SELECT code, door, original FROM andon.quarantine WHERE equipment_id = $1',
      [equipmentId],
    );
    expect(rows).toMatchObject([{ code: 'CONFLICTING_DUPLICATE', door: 'graphql' }]);
    expect(JSON.parse(rows[0]?.original ?? '')).toMatchObject({ value: 2, units: 'bar', equipmentId });
  });

  it('readings of a hostile client do not affect those beside them', async () => {
    let deep: unknown = 1;
    for (let level = 0; level < 50_000; level++) deep = [deep];
    const result = await submit(
      reading(0, 1),
      reading(1, 'a\0b'),
      reading(2, 1, { equipmentId: 'x'.repeat(1_048_576) }),
      reading(3, 1, { attributes: { deep } }),
      reading(4, Number.POSITIVE_INFINITY, { siteId: '\uD800' }),
      reading(5, 1, { timestamp: '9999-12-31T23:59:59Z' }),
      reading(6, 1, { timestamp: Number.POSITIVE_INFINITY, sensorType: '\0' }),
      reading(7, 1),
    );
    expect(result).toMatchObject({ accepted: 2, duplicates: 0 });
    expect(result.rejected.map(({ index }) => index)).toEqual([1, 2, 3, 4, 5, 6]);
    expect(await storedValues()).toEqual([1, 1]);
    expect(await count("SELECT count(*)::int FROM andon.quarantine WHERE original LIKE '%Infinity%'")).toBe(2);
  });

  it('find their partition made for them, thirty days back and in no order', async () => {
    const day = 86_400;
    const seconds = [-29 * day, 0, -3 * day, -28 * day, -29 * day + 1];
    expect(await submit(...seconds.map((second) => reading(second, 1)))).toMatchObject({ accepted: 5 });
    expect((await stored()).map(({ second }) => second)).toEqual([...seconds].sort((a, b) => a - b));
  });

  it('find their partition made anew after somebody dropped it', async () => {
    const second = -20 * 86_400;
    await submit(reading(second, 1));
    const name = new Date(baseMs + second * 1_000).toISOString().slice(0, 10).replaceAll('-', '');
    await database.pool.query(`DROP TABLE andon.telemetry_bronze_${name}`);
    expect(await submit(reading(second, 2))).toMatchObject({ accepted: 1 });
    expect(await storedValues()).toEqual([2]);
  });

  it('that the database refuses fail alone, wherever they stand', async () => {
    await database.pool.query(`
      CREATE FUNCTION andon.test_refuse() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
        IF NEW.value_text = 'poison' THEN RAISE EXCEPTION 'no poison here' USING ERRCODE = '22000'; END IF;
        RETURN NEW;
      END $$;
      CREATE TRIGGER test_refuse BEFORE INSERT ON andon.telemetry_bronze FOR EACH ROW EXECUTE FUNCTION andon.test_refuse();`);
    const bad = new Set([0, 17, 18, 49]);
    const sent = Array.from({ length: 50 }, (_, second) => reading(second, bad.has(second) ? 'poison' : second));
    const [result, neighbour] = await Promise.all([submit(...sent), submit(reading(60, 60))]);
    expect(result.accepted).toBe(46);
    expect(result.rejected.map(({ index }) => index)).toEqual([...bad]);
    expect(result.rejected[0]).toMatchObject({
      code: 'INVALID_VALUE',
      message: expect.stringContaining('no poison here'),
    });
    expect(neighbour.accepted).toBe(1);
    expect(await storedValues()).toHaveLength(47);
  });

  it('are taken again after the connection was cut', async () => {
    await submit(reading(0, 1));
    expect(await terminate(database.pool, 'andon ingest')).toBe(1);
    // At the latest the request after the one that met the dead connection.
    await until('a reading is accepted', () =>
      submit(reading(1, 2)).then(
        ({ accepted, duplicates }) => accepted + duplicates === 1,
        (error: unknown) => {
          expect(error).toMatchObject({ code: 'UNAVAILABLE' });
          return false;
        },
      ),
    );
    expect(await storedValues()).toEqual([1, 2]);
  });
});

describe('a request', () => {
  it('may be empty', async () => {
    expect(await submit()).toEqual({ accepted: 0, duplicates: 0, rejected: [] });
  });

  it('holds at most 10,000 readings', async () => {
    const result = await submit(...Array.from({ length: 10_000 }, (_, i) => reading(i / 1_000, i)));
    expect(result.accepted).toBe(10_000);
    const oneMore = received(Array.from({ length: 10_001 }, (_, i) => reading(i, i)));
    await expect(server.core.ingest.submit(oneMore)).rejects.toMatchObject({ code: 'BAD_USER_INPUT' });
  });

  it('a request of several series numbers its rejections through all of them', async () => {
    const timestamps = [0, 1, 2].map((second) => new Date(baseMs + second * 1_000).toISOString());
    const result = await server.core.ingest.submitSeries([
      { equipmentId, sensorType: 'a', timestamps, values: [1, 2, 3] },
      { equipmentId, sensorType: 'b', timestamps, values: [1, Number.NaN, 3], qualities: ['GOOD', null, 'AWFUL'] },
    ]);
    expect(result).toMatchObject({
      accepted: 4,
      rejected: [
        { index: 4, code: 'INVALID_VALUE' },
        { index: 5, code: 'INVALID_QUALITY' },
      ],
    });
  });

  it('that waits too long in line is refused before it is taken, and the line goes on', async () => {
    const request = (n: number) => submit(...Array.from({ length: 9_000 }, (_, i) => reading(n * 9 + i / 1_000, i)));
    const outcomes = await Promise.allSettled(Array.from({ length: 12 }, (_, n) => request(n)));
    const refused = outcomes.filter(({ status }) => status === 'rejected');
    expect(refused).toHaveLength(1);
    expect(refused[0]).toMatchObject({ reason: { code: 'RATE_LIMITED', details: { retryAfterMs: 1_000 } } });
    expect(
      await count(
        'SELECT count(*)::int FROM andon.telemetry_bronze JOIN andon.sensor USING (sensor_id) WHERE equipment_id = $1',
        [equipmentId],
      ),
    ).toBe(99_000);
  });
});

describe('an event id', () => {
  const withId = (second: number, value: TagValue, eventId: string) =>
    reading(second, value, { eventId: `${equipmentId}-${eventId}` });

  it('names one reading of one sensor: under it a reading of another machine or sensor is told, not taken for the same', async () => {
    expect(await submit(withId(30, 5, 'shared'))).toMatchObject({ accepted: 1 });
    for (const other of [{ equipmentId: `${equipmentId}-B` }, { sensorType: 'other' }]) {
      expect(await submit({ ...withId(30, 5, 'shared'), ...other })).toMatchObject({
        accepted: 0,
        duplicates: 0,
        rejected: [{ code: 'CONFLICTING_DUPLICATE', message: expect.stringContaining('another sensor') }],
      });
    }
    const twoAtOnce = [withId(31, 7, 'pair'), { ...withId(31, 7, 'pair'), sensorType: 'other' }];
    expect(await submit(...twoAtOnce)).toMatchObject({ accepted: 1, duplicates: 0, rejected: [{ index: 1 }] });
    // The same reading again, and under the time of a later attempt, stays a duplicate.
    expect(await submit(withId(30, 5, 'shared'), withId(32, 5, 'shared'))).toMatchObject({
      accepted: 0,
      duplicates: 2,
      rejected: [],
    });
  });

  it('sent again with the same value is a duplicate, even under another time', async () => {
    await submit(withId(0, 1, 'a'));
    expect(await submit(withId(0, 1, 'a'))).toMatchObject({ accepted: 0, duplicates: 1 });
    expect(await submit(withId(9, 1, 'a'))).toMatchObject({ accepted: 0, duplicates: 1 });
    expect(await storedValues()).toEqual([1]);
  });

  it('sent again with another value conflicts, under the same time and under another', async () => {
    await submit(withId(0, 1, 'a'));
    const result = await submit(withId(0, 2, 'a'), withId(9, 2, 'a'));
    expect(result.rejected.map(({ code }) => code)).toEqual(['CONFLICTING_DUPLICATE', 'CONFLICTING_DUPLICATE']);
    expect(await storedValues()).toEqual([1]);
  });

  it('twice in one request is stored once; the second is a duplicate or a conflict by its value', async () => {
    const result = await submit(
      withId(0, 1, 'a'),
      withId(0, 1, 'a'),
      withId(5, 1, 'a'),
      withId(6, 2, 'a'),
      withId(7, 3, 'b'),
    );
    expect(result).toMatchObject({
      accepted: 2,
      duplicates: 2,
      rejected: [{ index: 3, code: 'CONFLICTING_DUPLICATE' }],
    });
    expect(await storedValues()).toEqual([1, 3]);
  });

  it('belongs to its site alone', async () => {
    expect(await submit(withId(0, 1, 'a'), { ...withId(0, 2, 'a'), siteId: 'north' })).toMatchObject({ accepted: 2 });
  });

  it('of a reading that was rejected is free for the corrected one', async () => {
    await submit(reading(0, 5));
    expect(await submit(withId(0, 7, 'a'))).toMatchObject({ rejected: [{ code: 'CONFLICTING_DUPLICATE' }] });
    expect(await submit(withId(1, 5, 'a'))).toMatchObject({ accepted: 1, duplicates: 0 });
    expect(await storedValues()).toEqual([5, 5]);
  });

  it('holds among clients that send it at once: one is stored, all others are told so', async () => {
    const results = await Promise.all(Array.from({ length: 20 }, () => submit(withId(0, 1, 'a'), withId(1, 2, 'b'))));
    expect(results.reduce((sum, { accepted }) => sum + accepted, 0)).toBe(2);
    expect(results.reduce((sum, { duplicates }) => sum + duplicates, 0)).toBe(38);
  });
});
