import pg from 'pg';
import { afterAll, beforeAll, describe, expect, it, onTestFinished } from 'vitest';
import { httpClient } from '../support/clients/clients-http.ts';
import { IngestReadings } from '../support/clients/operations.ts';
import { reading } from '../support/readings/readings.ts';
import { expectGoldFromSilver } from '../support/server/ledger-proof.ts';
import { type ServerProcess, startServer } from '../support/server/server.ts';
import { useSite } from '../support/server/server-fixture.ts';
import { until } from '../support/until.ts';

describe('A server that freezes in the middle of a transaction', () => {
  // The first of them owns all partitions until there is work to share.
  const site = useSite();
  let second: ServerProcess;
  beforeAll(async () => {
    second = await startServer({ databaseUrl: site.databaseUrl });
  });
  afterAll(() => second.stop());

  const connections = (applicationName: string) =>
    site.sql.rows<{ state: string; wait_event_type: string | null; silent_s: number }>(
      `SELECT state, wait_event_type, extract(epoch FROM clock_timestamp() - state_change)::float8 AS silent_s, query
       FROM pg_stat_activity WHERE datname = current_database() AND application_name = $1`,
      [applicationName],
    );

  /**
   * Holds the lock until a connection of that name waits for it in the work that is begun, freezes the server, and gives the lock free:
   * the statement goes through, and its transaction stays open, because the server cannot end it.
   */
  async function freezeAt(lock: string, server: ServerProcess, applicationName: string, begin: () => void) {
    const blocker = new pg.Client({ connectionString: site.databaseUrl });
    await blocker.connect();
    onTestFinished(() => blocker.end());
    await blocker.query('BEGIN');
    await blocker.query(lock);
    begin();
    let seen: unknown;
    const untilOne = (what: string, is: (one: Awaited<ReturnType<typeof connections>>[number]) => boolean) =>
      until(
        what,
        async () => {
          const all = await connections(applicationName);
          seen = all;
          return all.filter(is).length === 1;
        },
        { state: () => seen },
      );
    await untilOne('it waits for the lock', ({ wait_event_type }) => wait_event_type === 'Lock');
    process.kill(server.pid, 'SIGSTOP');
    const thaw = () => void process.kill(server.pid, 'SIGCONT');
    onTestFinished(thaw);
    await blocker.query('ROLLBACK');
    await untilOne('it sits silent in its transaction', ({ state, silent_s }) => {
      return state === 'idle in transaction' && silent_s > 0.5;
    });
    return thaw;
  }

  it('loses its work to the others, who take the batch that it had begun', async () => {
    const readings = Array.from({ length: 48 }, (_, index) => reading(`MIDST-${index}`, 'flow', index));
    const thaw = await freezeAt(
      // Its COMMIT is sent once it knows that the partitions are its own; behind that it would end by itself.
      'SELECT FROM andon.pipeline_partition FOR UPDATE',
      site.server,
      'andon pipeline',
      () => void httpClient(second.graphqlUrl).request(IngestReadings, { readings }),
    );
    const taken = () =>
      site.sql.number(
        `SELECT count(*) FROM andon.telemetry_silver JOIN andon.sensor USING (sensor_id) WHERE equipment_id LIKE 'MIDST-%'`,
      );
    await until('the other has taken the batch', async () => (await taken()) === 48, {
      withinMs: 25_000,
      state: taken,
    });
    thaw();
    const more = readings.map(({ equipmentId }, index) =>
      reading(String(equipmentId), 'flow', -index, Date.now() + 1_000),
    );
    await site.http.request(IngestReadings, { readings: more });
    await until('what the thawed one takes is counted', async () => (await taken()) === 96, { withinMs: 25_000 });
    await expectGoldFromSilver(site.sql);
  }, 60_000);

  it('keeps nobody from taking readings, though it held the head of the log', async () => {
    const at = Date.now();
    const ofFrozen = { readings: [reading('APPEND-1', 'flow', 1, at, { eventId: 'frozen-1' })] };
    let lost: Promise<unknown> = Promise.resolve();
    const thaw = await freezeAt('SELECT FROM andon.bronze_head FOR UPDATE', second, 'andon ingest', () => {
      lost = httpClient(second.graphqlUrl).execute(IngestReadings, ofFrozen);
    });
    const { ingestReadings } = await site.http.request(IngestReadings, {
      readings: [reading('APPEND-2', 'flow', 2, at)],
    });
    expect(ingestReadings.accepted).toBe(1);
    thaw();
    await lost;
    await until('the thawed one stores the reading once', async () => {
      const answer = await httpClient(second.graphqlUrl).execute(IngestReadings, ofFrozen);
      return answer.data?.ingestReadings.duplicates === 1;
    });
  }, 60_000);
});
