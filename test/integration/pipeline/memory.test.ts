import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { minuteMs } from '../../../src/domain/window.ts';
import { createTestDatabase, type TestDatabase } from '../../support/database/database.ts';
import { type RunningCore, received, runCore, untilProcessed } from '../../support/server/core.ts';
import { liveBytes } from '../../support/server/live-memory.ts';

const sensors = 200;
/** A minute of event time a round; after these the baselines of all sensors reach back as far as they ever will. */
const roundsToFill = 70;
const moreRounds = 210;
/** A third of what the readings of the further rounds would take as objects. */
const toleratedBytes = 2_000_000;
const startMs = Math.floor(Date.now() / minuteMs - (roundsToFill + moreRounds)) * minuteMs;

let database: TestDatabase;
let server: RunningCore;

beforeAll(async () => {
  database = await createTestDatabase();
  // What detectors of windows remember grows for two weeks; it is measured by itself.
  await database.pool.query(
    `INSERT INTO andon.detection_setting (detector, enabled)
     VALUES ('novelty', false), ('drift', false), ('flatline', false), ('variance', false), ('counter', false), ('machine', false)`,
  );
  server = await runCore(database.url);
});
afterAll(async () => {
  await server.close();
  await database.drop();
});

/** One reading of every sensor in each of the rounds. */
async function send(fromRound: number, toRound: number): Promise<void> {
  for (let round = fromRound; round < toRound; round++) {
    const timestamp = startMs + round * minuteMs;
    const readings = Array.from({ length: sensors }, (_, i) => ({
      equipmentId: `M-${i}`,
      sensorType: 's',
      value: 50 + ((i * 7 + round * 13) % 10) / 10,
      timestamp,
    }));
    await server.core.ingest.submit(received(readings));
  }
  await untilProcessed(database.pool);
}

describe('a server’s memory', () => {
  it('is that of its sensors, however many readings they have sent', async () => {
    await send(0, roundsToFill);
    const filled = liveBytes();
    await send(roundsToFill, roundsToFill + moreRounds);
    expect(liveBytes() - filled).toBeLessThan(toleratedBytes);
    expect(server.core.pipelineState().processedReadings).toBe((roundsToFill + moreRounds) * sensors);
  });
});
