import { describe, expect, it } from 'vitest';
import type { TagValue } from '../../../src/domain/readings/reading.ts';
import { type Sent, useGateway } from '../../support/fixtures/gateway-fixture.ts';
import { received, terminate } from '../../support/server/core.ts';
import { until } from '../../support/until.ts';

const site = useGateway();
const { baseMs, machine, reading, submit, stored, storedValues, count } = site;

describe('readings handed to the gateway', () => {
  it('are sent again after they were not stored as if for the first time: none is late because of itself', async () => {
    const behind = async () =>
      count(
        `SELECT count(*)::int FROM andon.telemetry_bronze JOIN andon.sensor USING (sensor_id) WHERE equipment_id = '${machine()}' AND is_behind`,
      );
    const backlog = [reading(0, 1), reading(120, 2), reading(400, 3), reading(530, 4)];
    await submit(reading(-60, 0));
    await site.pool.query('ALTER TABLE andon.bronze_batch RENAME TO bronze_batch_away');
    await expect(submit(...backlog)).rejects.toMatchObject({ code: 'UNAVAILABLE' });
    await site.pool.query('ALTER TABLE andon.bronze_batch_away RENAME TO bronze_batch');
    expect(await submit(...backlog)).toMatchObject({ accepted: 4 });
    expect(await behind()).toBe(0);
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
    const tagPath = `[default]Mine/${machine()}/s`;
    await submit(reading(0, 1, { equipmentId: undefined, sensorType: undefined, tagPath, attributes, units: 'm"\\m' }));
    const { rows } = await site.pool.query(
      'SELECT extra, units FROM andon.telemetry_bronze JOIN andon.sensor USING (sensor_id) WHERE equipment_id = $1',
      [machine()],
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
    await site.pool.query(`DROP TABLE andon.telemetry_bronze_${name}`);
    expect(await submit(reading(second, 2))).toMatchObject({ accepted: 1 });
    expect(await storedValues()).toEqual([2]);
  });

  it('that the database refuses fail alone, wherever they stand', async () => {
    await site.pool.query(`
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
    expect(await terminate(site.pool, 'andon ingest')).toBe(1);
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
    await expect(site.gateway.submit(oneMore)).rejects.toMatchObject({ code: 'BAD_USER_INPUT' });
  });

  it('a request of several series numbers its rejections through all of them', async () => {
    const timestamps = [0, 1, 2].map((second) => new Date(baseMs + second * 1_000).toISOString());
    const result = await site.gateway.submitSeries([
      { equipmentId: machine(), sensorType: 'a', timestamps, values: [1, 2, 3] },
      {
        equipmentId: machine(),
        sensorType: 'b',
        timestamps,
        values: [1, Number.NaN, 3],
        qualities: ['GOOD', null, 'AWFUL'],
      },
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
    expect(refused[0]).toMatchObject({
      reason: { code: 'RATE_LIMITED', details: { retryAfterMs: 1_000, reason: 'QUEUE_FULL' } },
    });
    expect(
      await count(
        'SELECT count(*)::int FROM andon.telemetry_bronze JOIN andon.sensor USING (sensor_id) WHERE equipment_id = $1',
        [machine()],
      ),
    ).toBe(99_000);
  });

  it('of one key is refused once half of the line is that key’s, while another key is taken', async () => {
    const same = Array.from({ length: 10_000 }, (_, index) => ({ ...reading(0, 1), index }));
    const sent = (key: string) => site.gateway.submit(same, { siteIds: null, credential: { id: key } });
    const outcomes = await Promise.allSettled([...Array.from({ length: 6 }, () => sent('a')), sent('b')]);
    expect(outcomes.map(({ status }) => status)).toEqual([...Array(5).fill('fulfilled'), 'rejected', 'fulfilled']);
    expect(outcomes[5]).toMatchObject({ reason: { code: 'RATE_LIMITED', details: { reason: 'KEY_LIMIT' } } });
    await expect(sent('a')).resolves.toMatchObject({ accepted: 0, duplicates: 10_000 });
  });

  it('of another key is stored in its turn, not behind all that one key has sent', async () => {
    const of = (count: number) =>
      Array.from({ length: count }, (_, index) => ({ ...reading(index / 1_000, index), index }));
    const order: string[] = [];
    const send = async (key: string, count: number) => {
      await site.gateway.submit(of(count), { siteIds: null, credential: { id: key } });
      order.push(key);
    };
    await Promise.all([...Array.from({ length: 5 }, () => send('flood', 9_000)), send('other', 1)]);
    // Behind what was under way and one request of the other's, at most.
    expect(order.indexOf('other')).toBeLessThanOrEqual(2);
  });

  it('of one key is stored in parts while another is at work, which is stored between them, and answered as a whole', async () => {
    const send = (key: string, ...sent: Sent[]) =>
      site.gateway.submit(received(sent), { siteIds: null, credential: { id: key } });
    const batches = () => count('SELECT count(*)::int FROM andon.bronze_batch');
    let attempt = 0;
    // Whoever has sent nothing for a second is not at work, so a machine that stands still for as long needs another attempt.
    await until('it is stored in parts', async () => {
      const sensorType = `s${attempt++}`;
      const before = await batches();
      const order: string[] = [];
      const large = Array.from({ length: 600 }, (_, i) => reading(i / 1_000, i, { sensorType }));
      const faults = [reading(0.3, -1, { sensorType }), reading(9, Number.NaN, { sensorType })];
      const [, result] = await Promise.all([
        send('small', reading(attempt, 5, { sensorType: 'of another' })).then(() => order.push('small')),
        send('large', ...large, ...faults).finally(() => order.push('large')),
        send('small', reading(-attempt, 6, { sensorType: 'of another' })).then(() => order.push('small')),
      ]);
      expect(result).toMatchObject({
        accepted: 600,
        duplicates: 0,
        rejected: [
          { index: 600, code: 'CONFLICTING_DUPLICATE' },
          { index: 601, code: 'INVALID_VALUE' },
        ],
      });
      expect(await send('large', ...large)).toEqual({ accepted: 0, duplicates: 600, rejected: [] });
      return order.join() === 'small,small,large' && (await batches()) - before > 5;
    });
  });
});
