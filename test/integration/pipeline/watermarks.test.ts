import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { PerformanceWindow } from '../../../src/domain/window.ts';
import { createPerformanceService } from '../../../src/services/performance-service.ts';
import { createTestDatabase, type TestDatabase } from '../../support/database/database.ts';
import { type RunningCore, received, runCore, untilProcessed } from '../../support/server/core.ts';
import { until } from '../../support/until.ts';

const minuteMs = 60_000;
/** The server's clock stands still in the middle of a minute, so that no window's end is near it. */
const nowMs = Math.floor(Date.now() / minuteMs) * minuteMs - 10 * minuteMs + 45_000;
const minute0Ms = nowMs - 45_000;

let database: TestDatabase;
let server: RunningCore;

beforeAll(async () => {
  database = await createTestDatabase();
  server = await runCore(database.url, {}, () => nowMs);
});
afterAll(async () => {
  await server.close();
  await database.drop();
});

async function send(equipmentId: string, timestamp: number, value: number | string, sensorType = 'temperature') {
  await server.core.ingest.submit(received([{ equipmentId, sensorType, value, timestamp }]));
  await untilProcessed(database.pool);
}

async function windowsOf(equipmentId: string, watermarkMs = 30_000): Promise<readonly PerformanceWindow[]> {
  const range = { from: new Date(minute0Ms - 10 * minuteMs), to: new Date(minute0Ms + 10 * minuteMs) };
  const query = { siteId: 'default', equipmentId, sensorType: 'temperature', resolution: 'minute' as const, ...range };
  const { rows } = await createPerformanceService(database.pool, { watermarkMs }).windows(query, {
    first: 100,
    after: null,
  });
  return rows;
}
/** Every window that a screen of this equipment is told of. */
function subscribe(...equipmentIds: string[]) {
  const abort = new AbortController();
  const told: PerformanceWindow[] = [];
  const stream = server.core.live.windows({ equipmentIds }, abort.signal);
  const listening = (async () => {
    for await (const windows of stream) {
      told.push(...[...windows].sort((a, b) => a.sensorType.localeCompare(b.sensorType)));
    }
  })();
  const close = async () => {
    abort.abort();
    await listening;
  };
  return { told, close };
}
const finality = async (equipmentId: string, watermarkMs?: number) =>
  (await windowsOf(equipmentId, watermarkMs)).map((window) => window.isFinal);

describe('the watermark', () => {
  it('the watermark of equipment whose clock is four minutes ahead neither finalises nor freezes the windows of other equipment', async () => {
    await send('SKEWED', minute0Ms - minuteMs, 20);
    await send('SKEWED', nowMs + 4 * minuteMs, 20);
    await send('RIGHT', minute0Ms - minuteMs, 20);
    await send('RIGHT', minute0Ms + 29_999, 20);
    expect(await finality('SKEWED')).toEqual([true, false]);
    // 29.999 s past the end of the first window.
    expect(await finality('RIGHT')).toEqual([false, false]);

    await send('RIGHT', minute0Ms - minuteMs + 1, 40);
    expect((await windowsOf('RIGHT'))[0]).toMatchObject({ readingCount: 2, avgValue: 30, revision: 2, isFinal: false });
    await send('RIGHT', minute0Ms + 30_000, 20);
    expect(await finality('RIGHT')).toEqual([true, false]);
  });

  it('comes from whichever sensor of the equipment is furthest, also from one that sends text', async () => {
    await send('TEXT', minute0Ms - minuteMs, 20);
    expect(await finality('TEXT')).toEqual([false]);
    await send('TEXT', minute0Ms + 30_000, 'LOADING', 'cycle');
    expect(await finality('TEXT')).toEqual([true]);
  });

  it('is as far behind as configured', async () => {
    await send('FAR', minute0Ms - minuteMs, 20);
    await send('FAR', minute0Ms + 40_000, 20);
    expect(await finality('FAR', 40_000)).toEqual([true, false]);
    expect(await finality('FAR', 40_001)).toEqual([false, false]);
  });

  it('does not keep late readings from a final window, whose subscribers hear of each revision and of the end', async () => {
    const { told, close } = subscribe('LATE');
    await send('LATE', minute0Ms - minuteMs, 20);
    await until('the new window is told', () => told.length === 1);
    await send('LATE', nowMs, 20);
    await until('the next minute is told, and that this one is over', () => told.length === 3);
    await send('LATE', minute0Ms - minuteMs + 1, 50);
    await until('the restated window is told', () => told.length === 4);
    const startOf = (offsetMs: number) => new Date(minute0Ms + offsetMs);
    expect(told).toMatchObject([
      { windowStart: startOf(-minuteMs), revision: 1, readingCount: 1, isFinal: false },
      { windowStart: startOf(0), revision: 1, isFinal: false },
      { windowStart: startOf(-minuteMs), revision: 1, readingCount: 1, isFinal: true },
      { windowStart: startOf(-minuteMs), revision: 2, readingCount: 2, avgValue: 35, maxValue: 50, isFinal: true },
    ]);
    await close();
  });

  it('FEED-10: a subscriber is told once of each window that the watermark makes final, also of one from before they came, by whichever sensor', async () => {
    await send('ENDS', minute0Ms - 3 * minuteMs, 20);
    await send('ENDS', minute0Ms - minuteMs, 20);
    await send('ENDS', minute0Ms - minuteMs, 7, 'flow');
    await send('OTHER', minute0Ms - minuteMs, 20);
    const { told, close } = subscribe('ENDS', 'OTHER');
    await send('ENDS', minute0Ms + 29_999, 'LOADING', 'cycle');
    await send('OTHER', minute0Ms, 20);
    await until('the other machine is told of', () => told.length === 1);
    await send('ENDS', minute0Ms + 30_000, 'HAULING', 'cycle');
    await until('both sensors’ windows are over', () => told.length === 3);
    await send('ENDS', minute0Ms + 40_000, 'DUMPING', 'cycle');
    await send('OTHER', minute0Ms + 1, 20);
    await until('the other machine is told of again', () => told.length === 4);
    expect(
      told.map(({ equipmentId, sensorType, windowStart, isFinal }) => [
        equipmentId,
        sensorType,
        windowStart.getTime() - minute0Ms,
        isFinal,
      ]),
    ).toEqual([
      ['OTHER', 'temperature', 0, false],
      ...['flow', 'temperature'].map((sensorType) => ['ENDS', sensorType, -minuteMs, true]),
      ['OTHER', 'temperature', 0, false],
    ]);
    await close();
  });

  it('the watermark of equipment with a wrong clock does not silence alarms of other equipment', async () => {
    await send('SKEWED-2', nowMs + 4 * minuteMs, 20);
    await send('HOT', nowMs, 95);
    const { rows } = await database.pool.query(
      `SELECT equipment_id, severity FROM agentic_hmi.agent_recommendations WHERE equipment_id IN ('HOT', 'SKEWED-2')`,
    );
    expect(rows).toEqual([{ equipment_id: 'HOT', severity: 'critical' }]);
  });
});
