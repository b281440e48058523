import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type SqlClient, sqlClient } from '../../support/clients/clients-sql.ts';
import { createTestDatabase, type TestDatabase } from '../../support/database/database.ts';
import { type RunningCore, received, runCore, untilProcessed } from '../../support/server/core.ts';
import { liveBytes } from '../../support/server/live-memory.ts';
import { until } from '../../support/until.ts';

const minuteMs = 60_000;
const mistakenTags = 10_000;

let database: TestDatabase;
let server: RunningCore;
let sql: SqlClient;
/** Added to the clock that intervals are measured by, and to the time of day. */
let passedMs = 0;
beforeAll(async () => {
  database = await createTestDatabase();
  sql = sqlClient(database.url, 4);
  server = await runCore(
    database.url,
    {},
    () => Date.now() + passedMs,
    () => performance.now() + passedMs,
  );
});
afterAll(async () => {
  await sql.close();
  await server.close();
  await database.drop();
});

async function send(readings: Parameters<typeof received>[0]): Promise<void> {
  expect(await server.core.ingest.submit(received(readings))).toMatchObject({ rejected: [] });
  await untilProcessed(database.pool);
}

const inMemory = () => server.core.pipelineState().sensorsInMemory;

/** Ten minutes of silence, and the next round after them. */
async function untilPutOut(): Promise<void> {
  passedMs += 16 * minuteMs;
  await until('no sensor is in memory', () => inMemory() === 0);
}

describe('a sensor that has fallen silent', () => {
  it('gives the same alarm after it was put out of memory between any two of its readings', async () => {
    const signal = { equipmentId: 'PUT-OUT-1', sensorType: 'flow_x' };
    const nowMs = () => Date.now() + passedMs;
    const fromMs = nowMs() - 30 * minuteMs - 30_000;
    await send(
      Array.from({ length: 600 }, (_, i) => ({
        ...signal,
        value: [9, 10, 11, 10][i % 4],
        timestamp: fromMs + i * 3_000,
      })),
    );
    // Four and a half standard deviations: the third in a row confirms it, and the count goes over each time in between.
    for (const value of [13.2, 13.2, 13.2]) {
      expect(inMemory()).toBe(1);
      await untilPutOut();
      await send([{ ...signal, value, timestamp: nowMs() }]);
    }
    const rows = await sql.rows(
      "SELECT issue_type FROM agentic_hmi.agent_recommendations WHERE equipment_id = 'PUT-OUT-1' AND status = 'pending'",
    );
    expect(rows).toEqual([{ issue_type: 'flow_x_high_critical' }]);
  });

  it('leaves nothing behind, of however many tags that were a mistake', async () => {
    const tags = (prefix: string) =>
      Array.from({ length: mistakenTags }, (_, i) => ({
        equipmentId: `${prefix}-${i}`,
        sensorType: 'temperature',
        value: 20,
        timestamp: Date.now() + passedMs,
      }));
    const sendAll = async (readings: ReturnType<typeof tags>) => {
      for (let from = 0; from < readings.length; from += 5_000) await send(readings.slice(from, from + 5_000));
    };
    // What is loaded and compiled the first time is not counted.
    await sendAll(tags('FIRST').slice(0, 2_000));
    await untilPutOut();
    await untilPutOut();
    const before = liveBytes();
    await sendAll(tags('MISTAKE'));
    expect(inMemory()).toBe(mistakenTags);
    const peak = liveBytes() - before;
    expect(peak / mistakenTags).toBeGreaterThan(500);
    await untilPutOut();
    passedMs += 16 * minuteMs;
    await until('the sources have let go, too', () => liveBytes() - before < peak / 20, {
      state: () => ({ peak, left: liveBytes() - before }),
    });
  });
});
