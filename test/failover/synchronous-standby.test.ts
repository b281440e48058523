import { rm } from 'node:fs/promises';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type HttpClient, httpClient } from '../support/clients/clients-http.ts';
import { sqlClient } from '../support/clients/clients-sql.ts';
import { IngestReadings, PipelineHealthQuery } from '../support/clients/operations.ts';
import { dataFolder } from '../support/database/embedded.ts';
import { type Cluster, systemPostgres } from '../support/database/system-postgres.ts';
import { reading } from '../support/readings/readings.ts';
import { runAndon, type ServerProcess, startServer } from '../support/server/server.ts';
import { until } from '../support/until.ts';

const toldWithinMs = 10_000;
const words = /takes no writes: commits wait for a synchronous standby/;

let folder: string;
let primary: Cluster;
let standby: Cluster;
let server: ServerProcess;
let http: HttpClient;

beforeEach(async () => {
  folder = await dataFolder('andon-synchronous-');
  const postgres = await systemPostgres(folder);
  primary = await postgres.create('primary');
  standby = await postgres.standbyOf(primary, 'standby');
  await standby.start();
  server = await startServer({ databaseUrl: primary.url });
  http = httpClient(server.graphqlUrl);
  const sql = sqlClient(primary.url, 1);
  await sql.rows("ALTER SYSTEM SET synchronous_standby_names TO '*'");
  await sql.rows('SELECT pg_reload_conf()');
  await sql.close();
}, 120_000);
afterEach(async () => {
  // With the standby first, nothing would end that waits for it.
  await primary.stop('immediate');
  await standby.stop('immediate').catch(() => undefined);
  await server.stop();
  await rm(folder, { recursive: true, force: true, maxRetries: 20, retryDelay: 50 });
}, 60_000);

const send = (name: string) => http.execute(IngestReadings, { readings: [reading(name, 'flow', 1)] });

async function ready(): Promise<string> {
  const answer = await fetch(`${server.url}/readyz`);
  return `${answer.status} ${await answer.text()}`;
}

async function isTold(): Promise<void> {
  let said = '';
  await until(
    '/readyz says why',
    async () => {
      said = await ready();
      return said.startsWith('503') && words.test(said);
    },
    { withinMs: toldWithinMs, state: () => said },
  );
}

describe('A synchronous standby', () => {
  it('that is gone is told in words on an idle site, to senders and by commands; the server goes on when it is back', async () => {
    expect((await send('BEFORE')).errors).toBeUndefined();
    await standby.stop('fast');
    await isTold();
    const { pipelineHealth } = await http.request(PipelineHealthQuery, {});
    expect(pipelineHealth).toMatchObject({ status: 'DOWN', reasons: [expect.stringMatching(words)] });
    const command = runAndon(['migrate'], { DATABASE_URL: primary.url });
    expect((await command.ended()).code).toBe(1);
    expect(command.output()).toMatch(words);
    expect((await send('REFUSED')).errors).toMatchObject([
      { message: expect.stringMatching(words), extensions: { code: 'UNAVAILABLE', retryAfterMs: 1_000 } },
    ]);
    await standby.start();
    await until(
      'readings are taken again',
      async () => (await ready()).startsWith('200') && (await send('AFTER')).errors === undefined,
      { withinMs: 60_000 },
    );
  }, 180_000);

  it('that stands still with its connection open is told once a commit waits for it', async () => {
    const sql = sqlClient(standby.url, 1);
    const [receiver] = await sql.rows<{ pid: number }>('SELECT pid FROM pg_stat_wal_receiver');
    await sql.close();
    if (receiver === undefined) throw new Error('the standby follows nobody');
    process.kill(receiver.pid, 'SIGSTOP');
    try {
      const refused = send('WAITING');
      await isTold();
      process.kill(receiver.pid, 'SIGCONT');
      expect((await refused).data?.ingestReadings).toMatchObject({ accepted: 1 });
    } finally {
      process.kill(receiver.pid, 'SIGCONT');
    }
  }, 120_000);
});
