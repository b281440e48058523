import { describe, expect, it } from 'vitest';
import { ExpectationsQuery, IngestReadings, LaggingQuery } from '../../support/clients/operations.ts';
import { reading } from '../../support/readings/readings.ts';
import { useSite } from '../../support/server/server-fixture.ts';
import { until } from '../../support/until.ts';

describe('A gateway whose clock is wrong', () => {
  const site = useSite();
  const health = async () => (await site.http.request(LaggingQuery, {})).pipelineHealth;

  it('is named by health with its lag and since when, its muted readings are counted, and both end with the right time', async () => {
    const startMs = Date.now();
    const late = Array.from({ length: 20 }, (_, i) =>
      reading('SLOW-1', 'temperature', 200, Date.now() - 360_000 + i * 1_000),
    );
    await site.http.request(IngestReadings, { readings: late });
    await site.http.request(IngestReadings, { readings: [reading('RIGHT-1', 'flow', 1, Date.now())] });
    // What health says may be a quarter of a second old.
    await until('health names it', async () => (await health()).lagging?.length === 1);
    const { status, reasons, warnings, lagging } = await health();
    expect(lagging).toMatchObject([{ equipmentId: 'SLOW-1', readings: 20 }]);
    expect(lagging?.[0]?.lagMs).toBeGreaterThan(330_000);
    expect(lagging?.[0]?.lagMs).toBeLessThan(400_000);
    expect(Date.parse(lagging?.[0]?.since ?? '')).toBeGreaterThanOrEqual(startMs - 1_000);
    expect(status).toBe('DEGRADED');
    expect(reasons.join()).toMatch(/too late to raise alarms.*"SLOW-1" \d+ s behind since 20/);
    expect(warnings.join()).toMatch(/wrong clock: "SLOW-1"/);
    await until('an expectation counts what was muted', async () => {
      const { expectations } = await site.http.request(ExpectationsQuery, {});
      return expectations.find(({ name }) => name === 'alarm_in_time')?.readings === 20;
    });

    await site.http.request(IngestReadings, { readings: [reading('SLOW-1', 'temperature', 20, Date.now())] });
    await until('it is forgotten', async () => (await health()).lagging?.length === 0);
    expect(await health()).toMatchObject({ status: 'OK', lagging: [], warnings: [] });
  });
});
