import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type SqlClient, sqlClient } from '../../support/clients/clients-sql.ts';
import { createTestDatabase, type TestDatabase } from '../../support/database/database.ts';
import { minuteAgoMs } from '../../support/readings/readings.ts';
import { type RunningCore, received, runCore, untilProcessed } from '../../support/server/core.ts';
import { expectGoldFromSilver } from '../../support/server/ledger-proof.ts';

let database: TestDatabase;
let server: RunningCore;
let sql: SqlClient;
let run = 0;

beforeAll(async () => {
  database = await createTestDatabase();
  sql = sqlClient(database.url, 2);
  server = await runCore(database.url);
});
afterAll(async () => {
  await sql.close();
  await server.close();
  await database.drop();
});

const baseMs = minuteAgoMs(120);

interface Sent {
  readonly sensorType: string;
  readonly second: number;
  readonly value: number;
}

const readings = fc.uniqueArray(
  fc.record({
    sensorType: fc.constantFrom('a', 'b', 'c'),
    second: fc.integer({ min: 0, max: 15 * 60 }),
    value: fc.oneof(
      fc.double({ min: -500, max: 500, noNaN: true }),
      fc.constantFrom(0, 1e308, -1e308, 1e-300, -1e-300, 1e50, 9_999_999.5, 1e9),
    ),
  }),
  { selector: ({ sensorType, second }) => `${sensorType} ${second}`, minLength: 20, maxLength: 250 },
);
/** Everything once in some order, some of it again, cut into requests. */
const deliveries = readings.chain((sent) =>
  fc.record({
    sent: fc.constant(sent),
    order: fc.shuffledSubarray(sent, { minLength: sent.length, maxLength: sent.length }),
    again: fc.subarray(sent),
    requestSize: fc.integer({ min: 1, max: 60 }),
  }),
);

const isDropped = ({ value }: Sent) => Math.abs(value) > 1e100;

describe('gold', () => {
  it('is what silver says, and silver what was sent, however readings are shuffled, repeated, late and split', async () => {
    await fc.assert(
      fc.asyncProperty(deliveries, async ({ sent, order, again, requestSize }) => {
        run += 1;
        const equipmentId = `GOLD-${run}`;
        const all = [...order, ...again].map(({ sensorType, second, value }) => ({
          equipmentId,
          sensorType,
          value,
          timestamp: baseMs + second * 1_000,
        }));
        const requests: (typeof all)[] = [];
        for (let i = 0; i < all.length; i += requestSize) requests.push(all.slice(i, i + requestSize));
        // Half one after the other, half at once.
        const half = requests.length >> 1;
        for (const request of requests.slice(0, half)) await server.core.ingest.submit(received(request));
        await Promise.all(requests.slice(half).map((request) => server.core.ingest.submit(received(request))));
        await untilProcessed(database.pool);

        const { rows: silver } = await database.pool.query(
          `SELECT sensor_type AS "sensorType", (extract(epoch FROM event_time) * 1000 - $2)::float8 / 1000 AS second, value
           FROM andon.telemetry_silver JOIN andon.sensor USING (sensor_id) WHERE equipment_id = $1
           ORDER BY sensor_type, event_time`,
          [equipmentId, baseMs],
        );
        const kept = sent
          .filter((reading) => !isDropped(reading))
          .map((reading) =>
            Math.abs(reading.value) < 1e-100 ? { ...reading, value: 0 } : { ...reading, value: reading.value + 0 },
          )
          .sort((a, b) => (a.sensorType === b.sensorType ? a.second - b.second : a.sensorType < b.sensorType ? -1 : 1));
        expect(silver).toEqual(kept);

        const { rows: status } = await database.pool.query(
          `SELECT sensor_type AS "sensorType", value_number AS value FROM andon.current_status
           JOIN andon.sensor USING (sensor_id) WHERE equipment_id = $1 ORDER BY sensor_type`,
          [equipmentId],
        );
        const newest = new Map<string, Sent>();
        for (const reading of sent) {
          const known = newest.get(reading.sensorType);
          if (known === undefined || reading.second > known.second) newest.set(reading.sensorType, reading);
        }
        expect(status).toEqual(
          [...newest.values()]
            .map(({ sensorType, value }) => ({ sensorType, value: value + 0 }))
            .sort((a, b) => (a.sensorType < b.sensorType ? -1 : 1)),
        );
        const { rows: quarantined } = await database.pool.query<{ count: number }>(
          `SELECT count(*)::int FROM andon.quarantine WHERE equipment_id = $1 AND code = 'VALUE_OUT_OF_RANGE'`,
          [equipmentId],
        );
        expect(quarantined[0]?.count).toBe(sent.filter(isDropped).length);
        await expectGoldFromSilver(sql);
      }),
      { numRuns: 12 },
    );
    expect(server.logged).toEqual([]);
    expect(server.core.pipelineState().lastError).toBeNull();
  });

  it('counts a restated window’s revisions', async () => {
    const at = (second: number) => ({
      equipmentId: 'REV-1',
      sensorType: 's',
      value: second,
      timestamp: baseMs + second * 1_000,
    });
    for (const second of [1, 70, 2]) {
      await server.core.ingest.submit(received([at(second)]));
      await untilProcessed(database.pool);
    }
    const { rows } = await database.pool.query(
      `SELECT reading_count, revision, mean FROM andon.performance_1min JOIN andon.sensor USING (sensor_id)
       WHERE equipment_id = 'REV-1' ORDER BY window_start`,
    );
    expect(rows).toEqual([
      { reading_count: 2, revision: 2, mean: 1.5 },
      { reading_count: 1, revision: 1, mean: 70 },
    ]);
  });
});
