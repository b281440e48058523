import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { followRecommendations } from '../support/clients/clients-events.ts';
import { insertRecommendation } from '../support/clients/clients-sql.ts';
import { IngestReadings, PipelineHealthQuery } from '../support/clients/operations.ts';
import { type OwnCluster, startOwnCluster } from '../support/database/own-cluster.ts';
import { type PgBouncer, startPgBouncer } from '../support/database/pgbouncer.ts';
import { freePort } from '../support/free-port.ts';
import { reading } from '../support/readings/readings.ts';
import { type OwnSite, startOwnSite } from '../support/server/own-site.ts';
import { runAndon } from '../support/server/server.ts';
import { startTcpProxy, type TcpProxy } from '../support/server/tcp-proxy.ts';
import { until } from '../support/until.ts';

const sharing = /pooler in transaction or statement mode/;

let cluster: OwnCluster;
beforeAll(async () => {
  cluster = await startOwnCluster({ settings: { max_connections: 40, superuser_reserved_connections: 3 } });
}, 60_000);
afterAll(() => cluster.close());

type Finish = (work: () => Promise<void>) => void;

async function pooler(onTestFinished: Finish, settings: Readonly<Record<string, string | number>>): Promise<PgBouncer> {
  const started = await startPgBouncer(cluster.url, await freePort(), settings);
  onTestFinished(() => started.close());
  return started;
}

/** A server whose address can be led elsewhere, as by a changed entry of a name service. */
async function movableSite(onTestFinished: Finish): Promise<{ site: OwnSite; proxy: TcpProxy }> {
  const proxy = await startTcpProxy(Number(new URL(cluster.url).port));
  onTestFinished(() => proxy.close());
  const url = new URL(cluster.url);
  url.port = String(proxy.port);
  return { site: await startOwnSite({ databaseUrl: url.href, sqlUrl: () => cluster.adminUrl }), proxy };
}

async function readyz(site: OwnSite): Promise<{ ok: boolean; text: string }> {
  const answer = await fetch(`${site.server.url}/readyz`);
  return { ok: answer.ok, text: await answer.text() };
}

async function isTold(site: OwnSite, words: RegExp): Promise<void> {
  let last = '';
  await until(
    `/readyz says ${words}`,
    async () => {
      const { ok, text } = await readyz(site);
      last = text;
      return !ok && words.test(text);
    },
    { withinMs: 20_000, state: () => last },
  );
}

const isReady = (site: OwnSite) =>
  until('the server is ready', async () => (await readyz(site)).ok, { withinMs: 30_000 });

describe('PgBouncer before the database', () => {
  for (const mode of ['transaction', 'statement']) {
    it(`in ${mode} mode is refused at start, with the reason and no stack`, async ({ onTestFinished }) => {
      const { url } = await pooler(onTestFinished, { pool_mode: mode });
      const command = runAndon(['start'], { DATABASE_URL: url, PORT: '0', LOG_LEVEL: 'fatal' });
      const { code } = await command.ended();
      expect(code).toBe(1);
      expect(command.output()).toMatch(sharing);
      expect(command.output()).not.toMatch(/^\s+at /m);
    }, 60_000);

    it(`in ${mode} mode, put before a server that runs, makes it not ready and says why; nothing is lost`, async ({
      onTestFinished,
    }) => {
      const { site, proxy } = await movableSite(onTestFinished);
      const screen = await followRecommendations(site, {});
      const { port } = await pooler(onTestFinished, { pool_mode: mode });
      proxy.leadTo(port);
      proxy.cut();
      await isTold(site, sharing);
      // Figures that only the database knows are left out of the answer.
      const { data } = await site.http.execute(PipelineHealthQuery, {});
      expect(data?.pipelineHealth.status).toBe('DOWN');
      expect(data?.pipelineHealth.reasons.join('\n')).toMatch(sharing);
      const { errors } = await site.http.execute(IngestReadings, { readings: [reading('POOLED', 'flow', 1)] });
      expect(errors).toMatchObject([{ message: expect.stringMatching(sharing), extensions: { code: 'UNAVAILABLE' } }]);
      const id = await insertRecommendation(site.sql, `POOLED-${mode}`);
      proxy.leadTo(Number(new URL(cluster.url).port));
      proxy.cut();
      await isReady(site);
      await screen.count(1, 20_000);
      expect(screen.events.map((event) => event.recommendationEvents.recommendation.id)).toEqual([id]);
      await screen.close();
    }, 120_000);
  }

  it('in session mode is as good as none: readings are stored and alarms heard through it', async ({
    onTestFinished,
  }) => {
    const { url } = await pooler(onTestFinished, { pool_mode: 'session', default_pool_size: 30 });
    const site = await startOwnSite({ databaseUrl: url, sqlUrl: () => cluster.adminUrl });
    const screen = await followRecommendations(site, {});
    const { errors } = await site.http.execute(IngestReadings, { readings: [reading('SESSION', 'temperature', 99)] });
    expect(errors).toBeUndefined();
    await screen.count(1, 20_000);
    await screen.close();
  }, 60_000);

  it('with no connection free is told apart from a database that is away', async ({ onTestFinished }) => {
    const { site, proxy } = await movableSite(onTestFinished);
    const { port } = await pooler(onTestFinished, { pool_mode: 'session', max_client_conn: 1 });
    proxy.leadTo(port);
    proxy.cut();
    await isTold(site, /pooler before the database has no connection free/);
    proxy.leadTo(Number(new URL(cluster.url).port));
    proxy.cut();
    await isReady(site);
  }, 120_000);
});

describe('A database whose connections are used up', () => {
  it('is told apart from one that is away, and taken again when some are free', async ({ onTestFinished }) => {
    const { site, proxy } = await movableSite(onTestFinished);
    await site.sql.rows('ALTER ROLE andon CONNECTION LIMIT 0');
    proxy.cut();
    await isTold(site, /takes no more connections: its limit is reached/);
    const { errors } = await site.http.execute(IngestReadings, { readings: [reading('FULL', 'flow', 1)] });
    expect(errors).toMatchObject([{ message: expect.stringMatching(/takes no more connections/) }]);
    await site.sql.rows('ALTER ROLE andon CONNECTION LIMIT -1');
    await isReady(site);
  }, 120_000);
});
