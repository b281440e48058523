import { afterAll, beforeAll, describe, it } from 'vitest';
import { subscribe } from '../../support/clients/clients-websocket.ts';
import { EquipmentStatus, IngestReadings, PipelineHealthQuery } from '../../support/clients/operations.ts';
import { reading } from '../../support/readings/readings.ts';
import { expectExactlyOnce } from '../../support/server/ledger-proof.ts';
import { type ServerProcess, startServer } from '../../support/server/server.ts';
import { useSite } from '../../support/server/server-fixture.ts';
import { startLoad } from '../../support/server/server-ledger.ts';
import { until } from '../../support/until.ts';

const settableClock = new URL('../../support/server/settable-clock.mjs', import.meta.url).href;

describe('A server whose clock is set back by an hour', () => {
  const site = useSite({ NODE_OPTIONS: `--import=${settableClock}` });
  let second: ServerProcess;
  beforeAll(async () => {
    second = await startServer({ databaseUrl: site.databaseUrl });
  });
  afterAll(() => second.stop('SIGKILL'));

  const behind = () =>
    site.sql.number('SELECT (SELECT batch_no FROM andon.bronze_head) - min(batch_no) FROM andon.pipeline_partition');
  /** How many shards each server's pipeline holds. */
  const held = async () =>
    (
      await site.sql.rows<{ held: number }>(
        `SELECT count(*)::int AS held FROM pg_locks JOIN pg_stat_activity USING (pid)
       WHERE locktype = 'advisory' AND mode = 'ExclusiveLock' AND granted AND application_name = 'andon pipeline'
         AND datname = current_database() GROUP BY pid`,
      )
    )
      .map((one) => one.held)
      .join();

  it('goes on sending live values to its screens', async () => {
    const at = Date.now() - 7_200_000;
    const send = (value: number) =>
      site.http.request(IngestReadings, { readings: [reading('BACK-LIVE', 'flow', value, at + value)] });
    await send(1);
    const screen = await subscribe(site.server.websocketUrl, EquipmentStatus, {
      equipmentIds: ['BACK-LIVE'],
      minIntervalMs: 500,
    });
    const shown = () => screen.events.at(-1)?.equipmentStatus.at(-1)?.value;
    await until('the first value', () => shown() === 1);
    await send(2);
    await until('the second value', () => shown() === 2);
    process.kill(site.server.pid, 'SIGUSR2');
    await send(3);
    await until('the value after the clock was set', () => shown() === 3, { withinMs: 10_000, state: shown });
    await screen.close();
  });

  it('takes over the work of another that is killed, and tells its health of now', async () => {
    await until('both work', async () => (await held()) === '8,8', { withinMs: 30_000 });
    await site.http.request(PipelineHealthQuery, {});
    process.kill(site.server.pid, 'SIGUSR2');
    await second.kill();
    const load = startLoad({
      clients: 1,
      batch: 10,
      name: 'BACK',
      resend: true,
      graphqlUrl: () => site.server.graphqlUrl,
    });
    await until('readings are taken', () => load.ledger.acknowledged.size > 200, { withinMs: 20_000 });
    const ledger = await load.finish();
    await until('everything is worked off', async () => (await behind()) === 0, { withinMs: 20_000, state: held });
    await expectExactlyOnce(site.sql, ledger);

    const equipmentCount = async () => (await site.http.request(PipelineHealthQuery, {})).pipelineHealth.equipmentCount;
    // By the database: what health says may be a little older.
    const before = await site.sql.number('SELECT count(*) FROM andon.equipment');
    await site.http.request(IngestReadings, { readings: [reading('BACK-NEW', 'flow', 1, Date.now() - 7_200_000)] });
    await until('health counts the new machine', async () => (await equipmentCount()) === before + 1, {
      withinMs: 15_000,
    });
  });
});
