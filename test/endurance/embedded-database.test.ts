import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { httpClient } from '../support/clients/clients-http.ts';
import { CurrentStatus, IngestReadings } from '../support/clients/operations.ts';
import { dataFolder, isAlive, postmasterPid, removeData } from '../support/database/embedded.ts';
import { reading } from '../support/readings/readings.ts';
import { type ServerProcess, startServer } from '../support/server/server.ts';
import { showOutputOnFailure } from '../support/server/server-fixture.ts';
import { until } from '../support/until.ts';

describe('With no DATABASE_URL the server brings its own PostgreSQL', () => {
  let dataDir: string;
  let server: ServerProcess;
  const start = async () => {
    server = await startServer({ env: { ANDON_DATA_DIR: dataDir } });
  };
  const ingest = async (equipmentId: string, value: number) => {
    const { ingestReadings } = await httpClient(server.graphqlUrl).request(IngestReadings, {
      readings: [reading(equipmentId, 'flow', value)],
    });
    expect(ingestReadings.accepted).toBe(1);
  };
  const statuses = async () => {
    const { currentStatus } = await httpClient(server.graphqlUrl).request(CurrentStatus, {});
    return Object.fromEntries(currentStatus.edges.map(({ node }) => [node.equipmentId, node.value]));
  };

  const databasePid = async () => {
    const pid = await postmasterPid(dataDir);
    if (pid === undefined) throw new Error(`no database runs on ${dataDir}`);
    return pid;
  };

  beforeAll(async () => {
    dataDir = await dataFolder('andon-acceptance-');
    await start();
  }, 120_000);
  showOutputOnFailure(() => server);
  afterAll(async () => {
    if (server.running()) await server.stop();
    await removeData(dataDir);
  }, 60_000);

  it('data survives an orderly restart, and no database process stays behind', async () => {
    await ingest('KEEP-1', 1);
    const pid = await databasePid();
    const exit = await server.stop();
    expect(exit).toMatchObject({ code: 0 });
    expect(exit.tookMs).toBeLessThan(10_000);
    expect(isAlive(pid)).toBe(false);
    await start();
    await until('the reading is there', async () => (await statuses())['KEEP-1'] === 1);
  }, 60_000);

  it('after kill -9 of the server, twice, the next start adopts or recovers the database with every acknowledged reading', async () => {
    for (const round of [1, 2]) {
      await ingest(`KILL-${round}`, round);
      await server.kill();
      await start();
      await until('the reading is there', async () => (await statuses())[`KILL-${round}`] === round);
    }
  }, 90_000);

  it('after kill -9 of the server and of its database, the next start recovers', async () => {
    await ingest('BOTH-1', 5);
    const pid = await databasePid();
    await server.kill();
    process.kill(pid, 'SIGKILL');
    await until('the database is gone', () => !isAlive(pid));
    await start();
    await until('the reading is there', async () => (await statuses())['BOTH-1'] === 5);
  }, 60_000);

  it('a server whose database is killed answers UNAVAILABLE or recovers, and never acknowledges what is lost', async () => {
    const pid = await databasePid();
    process.kill(pid, 'SIGKILL');
    await until(
      'the server ends or serves again',
      async () => {
        if (!server.running()) return true;
        const answer = await httpClient(server.graphqlUrl).execute(IngestReadings, {
          readings: [reading('HURT-1', 'flow', 1)],
        });
        const code = answer.errors?.[0]?.extensions?.code;
        if (code !== undefined) expect(code).toBe('UNAVAILABLE');
        return answer.errors === undefined;
      },
      { withinMs: 30_000 },
    );
    if (!server.running()) await start();
    await ingest('HURT-2', 2);
  }, 90_000);

  it('a second server on the same data directory shares the database, and the last to leave ends it', async () => {
    const first = server;
    const pid = await databasePid();
    await start();
    try {
      await ingest('SHARED-1', 7);
      expect(await first.stop()).toMatchObject({ code: 0 });
      expect(isAlive(pid)).toBe(true);
      await ingest('SHARED-2', 8);
      expect(await server.stop()).toMatchObject({ code: 0 });
      expect(isAlive(pid)).toBe(false);
    } finally {
      if (first.running()) await first.kill();
    }
  }, 60_000);
});
