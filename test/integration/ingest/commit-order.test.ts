import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createPostgresLog } from '../../../src/db/bronze/postgres-log.ts';
import type { Queryable } from '../../../src/db/query/queryable.ts';
import { inTransactionOn } from '../../../src/db/query/transaction.ts';
import { DayPartitions } from '../../../src/db/upkeep/day-partitions.ts';
import type { BronzeLog } from '../../../src/domain/readings/bronze-log.ts';
import { appendToBronze, type LocatedReading } from '../../../src/ingest/append.ts';
import { createTestDatabase, type TestDatabase } from '../../support/database/database.ts';
import { storeSensor } from '../../support/database/stored-rows.ts';
import { minuteAgoMs } from '../../support/readings/readings.ts';
import { connect } from '../../support/server/core.ts';

let database: TestDatabase;
let bronze: BronzeLog<Queryable>;
const baseMs = minuteAgoMs(60);
const writers = 8;
const appendsEach = 30;

beforeAll(async () => {
  database = await createTestDatabase();
  bronze = createPostgresLog(new DayPartitions(database.pool));
  await bronze.prepare([baseMs]);
});
afterAll(() => database.drop());

class Undone extends Error {}

async function write(writer: number, sensorId: number): Promise<number[]> {
  const client = await connect(database.url);
  const committed: number[] = [];
  try {
    for (let n = 0; n < appendsEach; n++) {
      const readings: LocatedReading[] = [0, 1].map((k) => ({
        siteId: 'default',
        equipmentId: `W-${writer}`,
        sensorType: 's',
        sensorId,
        shardNo: 0,
        eventTimeMs: baseMs + n * 10 + k,
        value: n,
        units: null,
        quality: 0,
        eventId: null,
        extra: null,
        isBehind: false,
      }));
      try {
        await inTransactionOn(client, async () => {
          const { batchNo } = await appendToBronze(
            client,
            { bronze, source: 'graphql', receivedAtMs: baseMs },
            readings,
          );
          if (n % 3 === writer % 3) throw new Undone();
          if (batchNo !== null) committed.push(batchNo);
        });
      } catch (error) {
        if (!(error instanceof Undone)) throw error;
      }
    }
  } finally {
    await client.end();
  }
  return committed;
}

describe('the numbers of batches', () => {
  it('are gapless at any moment that somebody looks, with eight writers of which a third roll back', async () => {
    const sensorIds: number[] = [];
    for (let writer = 0; writer < writers; writer++) {
      sensorIds.push(await storeSensor(database.pool, { equipmentId: `W-${writer}`, sensorType: 's' }));
    }
    let writing = true;
    let looks = 0;
    const seen: number[] = [];
    const looking = (async () => {
      for (let last = false; !last; looks++) {
        last = !writing;
        const { rows } = await database.pool.query<{ batch_no: number }>(
          'SELECT batch_no FROM andon.bronze_batch WHERE batch_no > $1 ORDER BY batch_no',
          [seen.length],
        );
        seen.push(...rows.map(({ batch_no }) => batch_no));
      }
    })();
    const committed = (await Promise.all(sensorIds.map((sensorId, writer) => write(writer, sensorId)))).flat();
    writing = false;
    await looking;
    expect(looks).toBeGreaterThan(10);
    expect(committed).toHaveLength(writers * appendsEach * (2 / 3));
    expect(seen).toEqual(Array.from({ length: committed.length }, (_, i) => i + 1));
    const { rows } = await database.pool.query(
      `SELECT count(*) AS readings, count(DISTINCT ingest_id) AS batches FROM andon.telemetry_bronze
       JOIN andon.bronze_batch USING (ingest_id) WHERE reading_count = 2`,
    );
    expect(rows).toEqual([{ readings: committed.length * 2, batches: committed.length }]);
  });
});
