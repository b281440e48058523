import { expect, it } from 'vitest';
import {
  ExpectationsQuery,
  IngestReadings,
  PipelineHealthQuery,
  QuarantineQuery,
} from '../../support/clients/operations.ts';
import { reading } from '../../support/readings/readings.ts';
import { useSite } from '../../support/server/server-fixture.ts';
import { until } from '../../support/until.ts';

const site = useSite();

it('an analyst sees what was dropped or warned of, why, how much and since when', async () => {
  const { expectations: before } = await site.http.request(ExpectationsQuery, {});
  expect(before.every(({ readings, percent, first }) => readings === 0 && percent === null && first === null)).toBe(
    true,
  );
  const sentAtMs = Date.now();
  const { ingestReadings } = await site.http.request(IngestReadings, {
    readings: [
      reading('PUMP-1', 'temperature', 20, Date.now(), { units: '°C' }),
      reading('PUMP-1', 'flow', 20, Date.now(), { quality: 'UNCERTAIN' }),
      reading('PUMP-1', 'pressure', 3, Date.now(), { units: '°C' }),
      reading('PUMP-2', 'temperature', 20, Date.now() + 3_600_000),
    ],
  });
  expect(ingestReadings).toMatchObject({ accepted: 3, rejected: [{ code: 'TIMESTAMP_IN_FUTURE' }] });
  await until('the pipeline has dropped what contradicts its unit', async () => {
    const { quarantine } = await site.http.request(QuarantineQuery, {});
    return quarantine.edges.some(({ node }) => node.code === 'UNIT_MISMATCH');
  });
  const { expectations } = await site.http.request(ExpectationsQuery, {});
  const unmet = expectations.filter(({ readings }) => readings > 0);
  expect(
    unmet.map(({ name, layer, action, code, flag, percent }) => [name, layer, action, code, flag, percent]),
  ).toEqual([
    ['time_not_in_future', 'DOOR', 'DROP', 'TIMESTAMP_IN_FUTURE', null, 25],
    ['unit_convertible', 'SILVER', 'DROP', 'UNIT_MISMATCH', null, 25],
    ['quality_good', 'SILVER', 'WARN', null, 2, 25],
  ]);
  for (const { first, last, counts } of unmet) {
    expect(Date.parse(String(first))).toBeGreaterThanOrEqual(Math.floor(sentAtMs / 60_000) * 60_000);
    expect(counts).toEqual({ times: [first], readings: [1] });
    expect(last).toBe(first);
  }
});

it('a range of too many minutes is refused with the way out', async () => {
  const failure = await site.http.failure(ExpectationsQuery, {
    from: '2026-03-01T00:00:00Z',
    to: '2026-03-09T00:00:00Z',
  });
  expect(failure).toMatchObject({ code: 'TOO_COMPLEX', message: expect.stringContaining('larger stepMinutes') });
});

it('health tells in shares what became of the last five minutes, what waits, and who reports', async () => {
  await until('the counts of the sources are written', async () => {
    const { pipelineHealth } = await site.http.request(PipelineHealthQuery, {});
    return pipelineHealth.readings?.received === 4;
  });
  const { pipelineHealth: health } = await site.http.request(PipelineHealthQuery, {});
  expect(health.readings).toMatchObject({
    stored: 3,
    goodPercent: expect.closeTo(200 / 3, 9),
    uncertainPercent: expect.closeTo(100 / 3, 9),
    badPercent: 0,
    duplicatePercent: 0,
    droppedPercent: 50,
    warnedPercent: 25,
  });
  expect(health).toMatchObject({
    equipmentCount: 1,
    sensorCount: 3,
    reportingEquipmentCount: 1,
    reportingSensorCount: 3,
    queues: [
      { name: 'door', depth: 0, holds: 'readings', oldestMs: null },
      { name: 'sql_inbox', depth: 0, holds: 'rows', oldestMs: null },
      { name: 'pipeline', depth: 0, holds: 'batches', oldestMs: null },
    ],
    quarantinedLastHour: [
      { code: 'TIMESTAMP_IN_FUTURE', count: 1 },
      { code: 'UNIT_MISMATCH', count: 1 },
    ],
  });
  const metrics = await (await fetch(`${site.server.url}/metrics`)).text();
  for (const line of [
    'andon_recent_readings_ratio{outcome="dropped"} 0.5',
    'andon_recent_readings_ratio{outcome="warned"} 0.25',
    'andon_queue_depth{queue="pipeline"} 0',
    'andon_sensors_reporting 3',
    'andon_expectation_unmet_readings_total{expectation="unit_convertible",action="drop"} 1',
    'andon_expectation_unmet_readings_total{expectation="time_not_in_future",action="drop"} 1',
  ]) {
    expect(metrics.split('\n')).toContain(line);
  }
  expect(health.watermarkAgeMs).toBeGreaterThanOrEqual(0);
});
