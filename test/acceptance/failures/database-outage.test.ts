import { describe, expect, it } from 'vitest';
import { followRecommendations } from '../../support/clients/clients-events.ts';
import { httpClient } from '../../support/clients/clients-http.ts';
import { insertRecommendation } from '../../support/clients/clients-sql.ts';
import { IngestReadings, RecommendationsQuery } from '../../support/clients/operations.ts';
import { reading } from '../../support/readings/readings.ts';
import { expectExactlyOnce } from '../../support/server/ledger-proof.ts';
import { useSite } from '../../support/server/server-fixture.ts';
import { startLoad } from '../../support/server/server-ledger.ts';
import { until } from '../../support/until.ts';

describe('A server survives the loss of its database connections', () => {
  const site = useSite();
  // Of clients only: an autovacuum worker in this database may be ended by a superuser alone.
  const ofTheServer = `FROM pg_stat_activity
    WHERE datname = current_database() AND backend_type = 'client backend'
      AND pid <> pg_backend_pid() AND application_name <> 'psql'`;
  const connections = () => site.sql.number(`SELECT count(*) ${ofTheServer}`);
  const cutConnections = () => site.sql.number(`SELECT count(pg_terminate_backend(pid)) ${ofTheServer}`);

  it('FEED-27: database connections cut in the middle of ingest again and again: nothing acknowledged is lost or counted twice, no event is missed', async () => {
    const load = startLoad({
      clients: 4,
      batch: 80,
      name: 'CUT',
      resend: true,
      graphqlUrl: () => site.server.graphqlUrl,
    });
    const screen = await followRecommendations(site, {});
    const raised: string[] = [];
    for (let round = 0; round < 6; round += 1) {
      const before = load.ledger.acknowledged.size;
      await until('load flows', () => load.ledger.acknowledged.size > before + 500 + round * 333, {
        withinMs: 60_000,
        state: () => load.ledger.lastFailure,
      });
      raised.push(await insertRecommendation(site.sql, `CUT-BEFORE-${round}`));
      await until('its connections stand again', async () => (await connections()) > 2, { withinMs: 60_000 });
      expect(await cutConnections()).toBeGreaterThan(0);
      raised.push(await insertRecommendation(site.sql, `CUT-AFTER-${round}`));
    }
    const ledger = await load.finish();
    await expectExactlyOnce(site.sql, ledger);
    await screen.count(raised.length, 30_000);
    expect(screen.events.map((event) => event.recommendationEvents.recommendation.id)).toEqual(raised);
    expect(screen.closeCode(), 'the screen’s connection was not touched').toBeUndefined();
    await screen.close();
    expect(site.server.running()).toBe(true);
  }, 120_000);

  it('afterwards alarms flow as before, by mutation and by SQL', async () => {
    const screen = await followRecommendations(site, {});
    await httpClient(site.server.graphqlUrl).request(IngestReadings, {
      readings: [reading('AFTER-1', 'temperature', 95)],
    });
    await site.sql.rows(
      `INSERT INTO sensor_data (equipment_id, sensor_type, sensor_value, timestamp) VALUES ('AFTER-2', 'temperature', 95, now())`,
    );
    await screen.count(2);
    const { recommendations } = await site.http.request(RecommendationsQuery, {
      filter: { equipmentIds: ['AFTER-1', 'AFTER-2'] },
    });
    expect(recommendations.edges).toHaveLength(2);
    await screen.close();
  });
});
