import pino from 'pino';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { loadConfig } from '../../../src/config.ts';
import { createPostgresLog } from '../../../src/db/bronze/postgres-log.ts';
import { type Database, openDatabase } from '../../../src/db/connection/database.ts';
import { SteadyConnection } from '../../../src/db/connection/steady-connection.ts';
import { DayPartitions } from '../../../src/db/upkeep/day-partitions.ts';
import { Arrivals } from '../../../src/ingest/arrivals.ts';
import { IngestCounters } from '../../../src/ingest/counters.ts';
import { Intake } from '../../../src/ingest/intake.ts';
import { type Learned, SensorDirectory } from '../../../src/ingest/known-sensors.ts';
import { NumericTexts } from '../../../src/ingest/numeric-texts.ts';
import { SqlSource } from '../../../src/ingest/sql-source.ts';
import { createTestDatabase, type TestDatabase } from '../../support/database/database.ts';
import { until } from '../../support/until.ts';

let database: TestDatabase;
let opened: Database;
const log = pino({ level: 'silent' });

beforeAll(async () => {
  database = await createTestDatabase();
  opened = await openDatabase(loadConfig({ DATABASE_URL: database.url }).database, log);
});
afterAll(async () => {
  await opened.close();
  await database.drop();
});

/** Forgets everything right after it has learnt it, once: as when another connection of the server is made anew at that moment. */
class ForgetfulDirectory extends SensorDirectory {
  #isToForget = true;

  override async learn(...given: Parameters<SensorDirectory['learn']>): Promise<Learned> {
    const learned = await super.learn(...given);
    if (this.#isToForget) this.forget();
    this.#isToForget = false;
    return learned;
  }
}

it('rows of sensor_data are not lost when the server forgets its sensors while it takes them', async () => {
  const { pool, condition } = opened;
  const bronze = createPostgresLog(new DayPartitions(pool));
  const connection = new SteadyConnection(opened, { applicationName: 'a source that forgets' });
  const source = new SqlSource({
    source: 'sql',
    intake: new Intake(() => performance.now()),
    connection,
    condition,
    bronze,
    directory: new ForgetfulDirectory(pool),
    numericTexts: new NumericTexts({ pool, bronze, elapsedMs: () => performance.now() }),
    arrivals: new Arrivals(30_000),
    timeLimits: () => ({ oldestMs: Date.now() - 86_400_000, newestMs: Date.now() + 300_000 }),
    newSensorsPerHour: 1_000,
    now: Date.now,
    onAppended: () => undefined,
    counters: new IngestCounters(() => undefined),
    observe: () => undefined,
    log,
  });
  await pool.query(
    `INSERT INTO sensor_data (equipment_id, sensor_type, sensor_value, units, timestamp)
     SELECT 'FORGET-1', 's', n, '°C', current_timestamp - n * interval '1 second' FROM generate_series(1, 20) AS n`,
  );
  const count = async (table: string) => (await database.pool.query(`SELECT FROM andon.${table}`)).rowCount;
  await until('every row has left the inbox', async () => {
    source.wake();
    return (await count('sql_inbox')) === 0;
  });
  expect(await count('telemetry_bronze')).toBe(20);
  await source.close();
  await connection.close();
});
