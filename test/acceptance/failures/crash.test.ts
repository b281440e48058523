import { describe, expect, it } from 'vitest';
import { followRecommendations } from '../../support/clients/clients-events.ts';
import { IngestReadings } from '../../support/clients/operations.ts';
import { minuteAgoMs, reading } from '../../support/readings/readings.ts';
import { expectGoldFromSilver, untilProcessed } from '../../support/server/ledger-proof.ts';
import { useSite } from '../../support/server/server-fixture.ts';
import { until } from '../../support/until.ts';

describe('Acknowledged means durable', () => {
  const site = useSite();

  it('readings in bronze that no pipeline has processed are processed by the next server that has one', async () => {
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
