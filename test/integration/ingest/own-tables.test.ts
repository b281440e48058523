import { expect, it } from 'vitest';
import { createTestDatabase } from '../../support/database/database.ts';
import { received, runCore, untilProcessed } from '../../support/server/core.ts';

it('a good reading is not called bad when a table of the server’s own refuses it, and is taken once that is mended', async () => {
  const database = await createTestDatabase();
  const server = await runCore(database.url);
  const send = (value: number) =>
    server.core.ingest.submit(
      received([{ equipmentId: 'PUMP-1', sensorType: 'flow', value, timestamp: Date.now() - 10_000 + value }]),
    );
  try {
    expect(await send(1)).toMatchObject({ accepted: 1 });
    await untilProcessed(database.pool);
    await database.pool.query('UPDATE andon.bronze_head SET batch_no = 0');
    await expect(send(2)).rejects.toMatchObject({ code: 'UNAVAILABLE' });
    const { rows } = await database.pool.query('SELECT code FROM andon.quarantine');
    expect(rows).toEqual([]);
    await database.pool.query('UPDATE andon.bronze_head SET batch_no = 1');
    expect(await send(2)).toMatchObject({ accepted: 1 });
  } finally {
    await server.close();
    await database.drop();
  }
});
