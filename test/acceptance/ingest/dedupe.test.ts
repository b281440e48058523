import { describe, expect, it } from 'vitest';
import { followRecommendations } from '../../support/clients/clients-events.ts';
import { httpClient } from '../../support/clients/clients-http.ts';
import { sqlClient } from '../../support/clients/clients-sql.ts';
import { subscribe } from '../../support/clients/clients-websocket.ts';
import { FindingEvents, IngestReadings, RecommendationsQuery } from '../../support/clients/operations.ts';
import { reading } from '../../support/readings/readings.ts';
import { untilProcessed } from '../../support/server/ledger-proof.ts';
import { startServer } from '../../support/server/server.ts';
import { useSite } from '../../support/server/server-fixture.ts';

describe('One alarm, however often and by however many it is reported', () => {
  const site = useSite();
  const recommendationsOf = async (equipmentId: string) =>
    (await site.http.request(RecommendationsQuery, { filter: { equipmentIds: [equipmentId] } })).recommendations.edges;

  it('50 clients that send alarms of one machine at once lead to one recommendation and one event', async () => {
    const screen = await followRecommendations(site, { filter: { equipmentIds: ['STORM-1', 'STORM-2'] } });
    const nowMs = Date.now();
    await Promise.all(
      Array.from({ length: 50 }, (_, client) =>
        httpClient(site.server.graphqlUrl).request(IngestReadings, {
          readings: [reading('STORM-1', 'temperature', 91 + client / 100, nowMs + client)],
        }),
      ),
    );
    await untilProcessed(site.sql);
    await site.http.request(IngestReadings, { readings: [reading('STORM-2', 'temperature', 95)] });
    await screen.event(
      'the alarm after the storm',
      (event) => event.recommendationEvents.recommendation.equipmentId === 'STORM-2',
    );
    expect(await recommendationsOf('STORM-1')).toHaveLength(1);
    expect(screen.events).toHaveLength(2);
    await screen.close();
  });

  it('two servers on one database agree on one recommendation, and each shows it to its own screens', async () => {
    const second = await startServer({ databaseUrl: site.databaseUrl });
    try {
      const screens = await Promise.all(
        [site, { http: httpClient(second.graphqlUrl), server: second, sql: site.sql }].map((server) =>
          followRecommendations(server, { filter: { equipmentIds: ['STORM-3'] } }),
        ),
      );
      const nowMs = Date.now();
      const answers = await Promise.all(
        Array.from({ length: 20 }, (_, client) =>
          httpClient(client % 2 === 0 ? site.server.graphqlUrl : second.graphqlUrl).request(IngestReadings, {
            readings: [
              reading('STORM-3', 'vibration', 6, nowMs + client),
              reading('STORM-3', 'vibration', 6, nowMs + 100),
            ],
          }),
        ),
      );
      expect(answers.reduce((sum, { ingestReadings }) => sum + ingestReadings.accepted, 0)).toBe(21);
      await Promise.all(screens.map((screen) => screen.count(1)));
      await untilProcessed(site.sql);
      expect(await recommendationsOf('STORM-3')).toHaveLength(1);
      await Promise.all(screens.map((screen) => screen.close()));
    } finally {
      await second.stop();
    }
  });

  it('FEED-32: sensors of one machine that go wrong together are one alert with several findings, and what is worse is another at once', async () => {
    const equipmentId = 'STORM-5';
    const filter = { equipmentIds: [equipmentId] };
    const screen = await subscribe(site.server.websocketUrl, FindingEvents, { filter });
    const critical = await followRecommendations(site, { critical: true, filter });
    const atMs = Date.now();
    const measured = async (sensorType: string, value: number, units: string, laterMs: number) => {
      await site.http.request(IngestReadings, {
        readings: [reading(equipmentId, sensorType, value, atMs + laterMs, { units })],
      });
      await untilProcessed(site.sql);
    };
    await measured('temperature', 86, '°C', 0);
    await measured('pressure', 4.3, 'bar', 1);
    await measured('pressure', 4.4, 'bar', 2);
    await measured('vibration', 6, 'mm/s', 3);
    await screen.count(4);
    const told = screen.events.map(({ recommendationEvents: { kind, joined, recommendation } }) => [
      kind,
      recommendation.issueType,
      recommendation.version,
      recommendation.findings.map(({ sensorType }) => sensorType),
      joined,
    ]);
    expect(told).toEqual([
      ['CREATED', 'temperature_high_high', 1, ['temperature'], []],
      ['CHANGED', 'temperature_high_high', 2, ['temperature', 'pressure'], [{ sensorType: 'pressure', version: 2 }]],
      ['CREATED', 'vibration_high_critical', 1, ['temperature', 'pressure', 'vibration'], []],
      ['STATUS_CHANGED', 'temperature_high_high', 3, ['temperature', 'pressure'], []],
    ]);
    expect(screen.events[1]?.recommendationEvents.recommendation.findings[1]).toEqual({
      at: new Date(atMs + 1).toISOString(),
      sensorType: 'pressure',
      subject: 'SENSOR',
      detector: 'limit',
      severity: 'HIGH',
      issueType: 'pressure_high_high',
      sentence: 'pressure of STORM-5 is 4.3 bar, above the critical limit of 4.2 bar.',
      value: 4.3,
      unit: 'bar',
      limitName: 'critical',
      limitValue: 4.2,
      version: 2,
    });
    await critical.count(1);
    expect(
      critical.events.map(({ recommendationEvents: { kind, recommendation } }) => [kind, recommendation.severity]),
    ).toEqual([['CREATED', 'CRITICAL']]);
    await Promise.all([screen.close(), critical.close()]);
  });

  it('ten programs that insert the same issue at once leave one row', async () => {
    const programs = sqlClient(site.databaseUrl, 10);
    const returned = await Promise.all(
      Array.from({ length: 10 }, () =>
        programs.rows(
          `INSERT INTO agentic_hmi.agent_recommendations (equipment_id, issue_type, severity) VALUES ('STORM-4', 'leak', 'high')
           RETURNING recommendation_id`,
        ),
      ),
    );
    expect(returned.flat()).toHaveLength(1);
    expect(await recommendationsOf('STORM-4')).toHaveLength(1);
    await programs.close();
  });
});
