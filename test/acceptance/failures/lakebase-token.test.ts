import pg from 'pg';
import { describe, expect, it, onTestFinished } from 'vitest';
import { followRecommendations } from '../../support/clients/clients-events.ts';
import { insertRecommendation } from '../../support/clients/clients-sql.ts';
import { IngestReadings } from '../../support/clients/operations.ts';
import { startOwnCluster } from '../../support/database/own-cluster.ts';
import { reading } from '../../support/readings/readings.ts';
import { startOwnSite } from '../../support/server/own-site.ts';
import { startTokenWorkspace } from '../../support/server/token-workspace.ts';
import { until } from '../../support/until.ts';

const endpoint = 'projects/mine/branches/production/endpoints/primary';

describe('A Lakebase whose tokens expire', () => {
  it('each connection is opened with the token of that moment: a refused one is asked for anew, no event is missed', async () => {
    const cluster = await startOwnCluster({ asksPassword: true });
    onTestFinished(() => cluster.close());
    const { hostname, port, pathname } = new URL(cluster.url);
    const workspace = await startTokenWorkspace('token-1');
    onTestFinished(() => workspace.close());
    const admin = new pg.Client({ connectionString: cluster.adminUrl });
    await admin.connect();
    onTestFinished(() => admin.end());
    const accept = (token: string) => admin.query(`ALTER ROLE andon PASSWORD '${token}'`);
    await accept('token-1');
    const site = await startOwnSite({
      env: {
        LAKEBASE_ENDPOINT: endpoint,
        PGHOST: hostname,
        PGPORT: port,
        PGDATABASE: pathname.slice(1),
        PGUSER: 'andon',
        PGSSLMODE: 'disable',
        DATABRICKS_HOST: workspace.host,
        DATABRICKS_TOKEN: 'of the workspace, not of the database',
      },
      sqlUrl: () => cluster.adminUrl,
    });
    const screen = await followRecommendations(site, {});
    const ids = [await insertRecommendation(site.sql, 'TOKEN-1', { severity: 'high' })];
    await screen.count(1);

    for (const round of [2, 3]) {
      await accept(`token-${round}`);
      const askedBefore = workspace.asked.length;
      const wordsBefore = site.server.output().length;
      await admin.query(
        // Of this database: other tests' servers have the same role in others of the cluster.
        `SELECT pg_terminate_backend(pid) FROM pg_stat_activity
         WHERE usename = 'andon' AND datname = '${pathname.slice(1)}' AND backend_type = 'client backend'`,
      );
      // The workspace does not know of it yet: what it hands out is refused.
      await until('the listener is turned away', () =>
        /password authentication failed.*the listener cannot reach the database/.test(
          site.server.output().slice(wordsBefore),
        ),
      );
      ids.push(await insertRecommendation(site.sql, `TOKEN-${round}`, { severity: 'high' }));
      expect((await fetch(`${site.server.url}/readyz`)).status).toBe(503);
      workspace.handOut(`token-${round}`);
      await until('the server is ready again', async () => (await fetch(`${site.server.url}/readyz`)).ok, {
        withinMs: 30_000,
      });
      expect(workspace.asked.length).toBeGreaterThan(askedBefore);
      ids.push(await insertRecommendation(site.sql, `TOKEN-${round}-LATER`, { severity: 'high' }));
      await screen.count(ids.length);
      const { ingestReadings } = await site.http.request(IngestReadings, {
        readings: [reading(`TOKEN-${round}`, 'flow', round)],
      });
      expect(ingestReadings.accepted).toBe(1);
    }
    expect(screen.events.map(({ recommendationEvents }) => recommendationEvents.recommendation.id)).toEqual(ids);
    expect(new Set(workspace.asked)).toEqual(new Set([endpoint]));
    await screen.close();
  }, 90_000);
});
