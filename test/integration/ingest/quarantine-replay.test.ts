import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { ReceivedReading } from '../../../src/domain/readings/reading.ts';
import { type SqlClient, sqlClient } from '../../support/clients/clients-sql.ts';
import { createTestDatabase, type TestDatabase } from '../../support/database/database.ts';
import { minuteAgoMs } from '../../support/readings/readings.ts';
import { type RunningCore, received, runCore, untilProcessed } from '../../support/server/core.ts';
import { expectGoldFromSilver } from '../../support/server/ledger-proof.ts';

let database: TestDatabase;
let server: RunningCore;
let sql: SqlClient;
let equipmentId = '';
let equipmentNumber = 0;
const atMs = minuteAgoMs(3);

beforeAll(async () => {
  database = await createTestDatabase();
  sql = sqlClient(database.url);
  server = await runCore(database.url);
});
afterAll(async () => {
  await sql.close();
  await server.close();
  await database.drop();
});
beforeEach(() => {
  equipmentNumber += 1;
  equipmentId = `Q-${equipmentNumber}`;
});

type Reading = Omit<ReceivedReading, 'index'>;
const reading = (more: Partial<Reading> = {}): Reading => ({
  equipmentId,
  sensorType: 'temperature',
  value: 20,
  timestamp: atMs,
  ...more,
});

async function submit(...readings: Reading[]): Promise<void> {
  await server.core.ingest.submit(received(readings));
  await untilProcessed(database.pool);
}

async function replay(entries: readonly { id: number; reading: Reading }[]) {
  const result = await server.core.quarantineReplay.replay(
    entries.map(({ id, reading: mended }, index) => ({
      id,
      reading: { ...mended, value: mended.value, timestamp: mended.timestamp, index },
    })),
  );
  await untilProcessed(database.pool);
  return result;
}

const entries = () =>
  sql.rows<{ id: number; code: string; open: boolean }>(
    `SELECT quarantine_id::int AS id, code, replayed_at IS NULL AS open FROM andon.quarantine
     WHERE equipment_id = $1 OR original LIKE '%' || $1 || '"%' ORDER BY quarantine_id`,
    [equipmentId],
  );
async function onlyEntry(): Promise<number> {
  const found = await entries();
  expect(found).toHaveLength(1);
  return found[0]?.id ?? 0;
}
const layer = (table: string, value: string) =>
  sql.rows(
    `SELECT sensor_type, ${value} AS value FROM andon.${table} JOIN andon.sensor USING (sensor_id)
     WHERE equipment_id = $1 ORDER BY sensor_type, event_time`,
    [equipmentId],
  );
const bronze = () => layer('telemetry_bronze', 'value_number');
const silver = () => layer('telemetry_silver', 'value');

describe('a reading of quarantine that is sent again', () => {
  it('goes through every layer when a source had rejected it, and is marked as taken', async () => {
    await submit(reading({ quality: 'fine' }));
    const id = await onlyEntry();
    expect(await replay([{ id, reading: reading({ quality: 'good' }) }])).toEqual({
      accepted: 1,
      duplicates: 0,
      alreadyReplayed: 0,
      rejected: [],
    });
    expect(await silver()).toEqual([{ sensor_type: 'temperature', value: 20 }]);
    expect(await entries()).toEqual([{ id, code: 'INVALID_QUALITY', open: false }]);
  });

  it('is taken once, however often and by how many at once it is sent', async () => {
    await submit(reading({ quality: 'fine' }));
    const id = await onlyEntry();
    // Another value each time: the key of the reading alone would let none of them pass as a duplicate.
    const results = await Promise.all([1, 2, 3, 4].map((value) => replay([{ id, reading: reading({ value }) }])));
    expect(results.map(({ accepted }) => accepted).sort()).toEqual([0, 0, 0, 1]);
    expect(results.map(({ alreadyReplayed }) => alreadyReplayed).sort()).toEqual([0, 1, 1, 1]);
    expect(await bronze()).toHaveLength(1);
    const twice = { id, reading: reading({ timestamp: atMs + 1 }) };
    expect(await replay([twice, twice])).toMatchObject({ accepted: 0, alreadyReplayed: 2 });
  });

  it('takes the place of the form that the pipeline had left out, event id and all', async () => {
    await submit(reading({ units: 'mm/s', eventId: `${equipmentId}-e` }), reading({ timestamp: atMs + 1_000 }));
    const id = await onlyEntry();
    const mended = reading({ units: '°F', value: 68, eventId: `${equipmentId}-e` });
    expect(await replay([{ id, reading: mended }])).toMatchObject({ accepted: 1, duplicates: 0, rejected: [] });
    expect(await silver()).toEqual([
      { sensor_type: 'temperature', value: expect.closeTo(20, 9) },
      { sensor_type: 'temperature', value: 20 },
    ]);
    expect(await bronze()).toHaveLength(2);
    await expectGoldFromSilver(sql);
    expect(await server.core.ingest.submit(received([mended]))).toMatchObject({ accepted: 0, duplicates: 1 });
  });

  it('goes through as it was once the equipment master is mended', async () => {
    await submit(reading({ units: 'mm/s' }));
    const id = await onlyEntry();
    await sql.rows(`UPDATE andon.sensor SET unit = 'mm/s' WHERE equipment_id = $1`, [equipmentId]);
    expect(await replay([{ id, reading: reading({ units: 'mm/s' }) }])).toMatchObject({ accepted: 1 });
    expect(await silver()).toEqual([{ sensor_type: 'temperature', value: 20 }]);
  });

  it('a replayed reading that now names another sensor is stored beside its first form, which bronze keeps', async () => {
    await submit(reading({ units: 'mm/s', eventId: `${equipmentId}-e` }));
    const id = await onlyEntry();
    const mended = reading({ sensorType: 'vibration', units: 'mm/s', eventId: `${equipmentId}-e` });
    expect(await replay([{ id, reading: mended }])).toMatchObject({ accepted: 1, rejected: [] });
    expect(await bronze()).toHaveLength(2);
    expect(await silver()).toEqual([{ sensor_type: 'vibration', value: 20 }]);
  });

  it('never removes what silver has', async () => {
    await submit(reading({ value: 7 }));
    await sql.rows(
      `INSERT INTO andon.quarantine (door, site_id, equipment_id, sensor_type, event_time, code, message, original)
       VALUES ('pipeline', 'default', $1, 'temperature', to_timestamp($2::float8 / 1000), 'UNIT_MISMATCH', '', '{}')`,
      [equipmentId, atMs],
    );
    const id = await onlyEntry();
    expect(await replay([{ id, reading: reading() }])).toMatchObject({
      accepted: 0,
      rejected: [{ index: 0, code: 'CONFLICTING_DUPLICATE' }],
    });
    expect(await silver()).toEqual([{ sensor_type: 'temperature', value: 7 }]);
    expect(await entries()).toMatchObject([{ open: true }]);
  });

  it('that is wrong again stays open, makes no second entry, and harms no neighbour', async () => {
    await submit(reading({ quality: 'fine' }), reading({ quality: 'fine', timestamp: atMs + 1 }));
    const [first, second] = await entries();
    const result = await replay([
      { id: first?.id ?? 0, reading: reading({ value: Number.NaN }) },
      { id: second?.id ?? 0, reading: reading({ timestamp: atMs + 1 }) },
      { id: 999_999_999, reading: reading({ timestamp: atMs + 2 }) },
    ]);
    expect(result).toMatchObject({
      accepted: 1,
      rejected: [
        { index: 0, code: 'INVALID_VALUE' },
        { index: 2, code: 'NOT_IN_QUARANTINE' },
      ],
    });
    expect((await entries()).map(({ open }) => open)).toEqual([true, false]);
    expect(await bronze()).toHaveLength(1);
  });
});

describe('what quarantine keeps of a reading', () => {
  const originals = () =>
    sql.rows<{ original: string }>('SELECT original FROM andon.quarantine WHERE equipment_id = $1', [equipmentId]);

  it('is the whole of everything that could be taken once mended', async () => {
    const attributes = { note: '\u0001'.repeat(1_300) };
    const whole = reading({ value: '"'.repeat(4_096), quality: 'fine', attributes, tagPath: `a/${'b'.repeat(900)}/c` });
    await submit(whole);
    const [kept] = await originals();
    expect(JSON.parse(kept?.original ?? '')).toEqual(whole);
  });

  it('is bounded for one request, though columns repeat their units in every reading', async () => {
    const timestamps = Array.from({ length: 1_000 }, (_, i) => atMs + i);
    const values = timestamps.map(() => 1);
    const units = 'x'.repeat(30_000);
    await server.core.ingest.submitSeries([{ equipmentId, sensorType: 's', units, timestamps, values }]);
    const kept = await originals();
    expect(kept).toHaveLength(1_000);
    expect(kept.reduce((sum, { original }) => sum + original.length, 0)).toBeLessThan(10_000_000);
  });
});
