import { describe, expect, it } from 'vitest';
import { followRecommendations } from '../support/clients-events.ts';
import { IngestReadings } from '../support/operations.ts';
import { minuteAgoMs, reading } from '../support/readings.ts';
import { useSite } from '../support/server-fixture.ts';
import { expectExactlyOnce, expectGoldFromSilver, startLoad, untilProcessed } from '../support/server-ledger.ts';
import { until } from '../support/until.ts';

describe('Acknowledged means durable, and counted exactly once', () => {
  const site = useSite();
  const graphqlUrl = () => site.server.graphqlUrl;

  it('kill -9 during ingest, five times over: every acknowledged reading is in bronze, silver and gold exactly once', async () => {
    const patient = startLoad({ clients: 3, batch: 120, name: 'PATIENT', resend: true, graphqlUrl });
    const hasty = startLoad({ clients: 3, batch: 35, name: 'HASTY', resend: false, graphqlUrl });
    for (let round = 0; round < 5; round += 1) {
      const before = patient.ledger.acknowledged.size;
      // A different amount in each round, so that the knife falls at different moments of the pipeline's work.
      await until('load flows', () => patient.ledger.acknowledged.size > before + 1_000 + round * 777, {
        withinMs: 60_000,
        state: () => patient.ledger.lastFailure,
      });
      const exit = await site.server.kill();
      expect(exit.signal).toBe('SIGKILL');
      await site.restart();
    }
    const before = patient.ledger.acknowledged.size;
    await until('load flows after the last restart', () => patient.ledger.acknowledged.size > before + 500, {
      withinMs: 60_000,
      state: () => patient.ledger.lastFailure,
    });
    const [fromPatient, fromHasty] = await Promise.all([patient.finish(), hasty.finish()]);
    expect(fromPatient.failedRequests + fromHasty.failedRequests, 'the kills hit requests under way').toBeGreaterThan(
      0,
    );
    await expectExactlyOnce(site.sql, {
      acknowledged: new Map([...fromPatient.acknowledged, ...fromHasty.acknowledged]),
    });
  }, 240_000);

  it('what lies in bronze unprocessed is taken up by the next server that has a pipeline', async () => {
    await untilProcessed(site.sql);
    await site.server.stop();
    await site.restart({ ANDON_PIPELINE: 'off' });
    const startMs = minuteAgoMs(2);
    const readings = Array.from({ length: 500 }, (_, index) =>
      reading('WAITING-1', 'flow', index, startMs + index * 10),
    );
    const { ingestReadings } = await site.http.request(IngestReadings, {
      readings: [...readings, reading('WAITING-2', 'temperature', 93)],
    });
    expect(ingestReadings.accepted).toBe(501);
    const waiting = `SELECT count(*) FROM andon.telemetry_silver JOIN andon.sensor USING (sensor_id) WHERE equipment_id LIKE 'WAITING-%'`;
    expect(await site.sql.number(waiting)).toBe(0);
    await site.server.kill();
    await site.restart();
    await until('the backlog is processed', async () => (await site.sql.number(waiting)) === 501);
    await expectGoldFromSilver(site.sql);
    const screen = await followRecommendations(site, { after: 'start', filter: { equipmentIds: ['WAITING-2'] } });
    await screen.count(1);
    await screen.close();
  });
});
