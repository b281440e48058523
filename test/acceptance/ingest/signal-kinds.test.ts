import { describe, expect, it } from 'vitest';
import {
  CounterWindows,
  CurrentStatus,
  ExpectationsQuery,
  IngestReadings,
  RegisterEquipment,
} from '../../support/clients/operations.ts';
import { minuteAgoMs, reading } from '../../support/readings/readings.ts';
import { useSite } from '../../support/server/server-fixture.ts';
import { until } from '../../support/until.ts';

describe('What a sensor’s registration says of its signal', () => {
  const site = useSite();
  const startMs = minuteAgoMs(40);
  const register = (id: string, sensor: Record<string, unknown>) =>
    site.http.request(RegisterEquipment, { equipment: [{ id, sensors: [{ sensorType: 'signal', ...sensor }] }] });
  const ingest = async (...readings: ReturnType<typeof reading>[]) => {
    const { ingestReadings } = await site.http.request(IngestReadings, { readings });
    expect(ingestReadings).toMatchObject({ accepted: readings.length, rejected: [] });
    await until(
      'the pipeline has taken the readings',
      async () =>
        (await site.sql.number(
          'SELECT (SELECT batch_no FROM andon.bronze_head) - min(batch_no) FROM andon.pipeline_partition',
        )) === 0,
    );
  };
  const range = { from: new Date(startMs).toISOString(), to: new Date(startMs + 3_600_000).toISOString() };
  const asked = async (equipmentId: string, resolution: 'MINUTE' | 'HOUR' = 'MINUTE') => {
    const answer = await site.http.request(CounterWindows, { equipmentId, sensorType: 'signal', ...range, resolution });
    return { windows: answer.performance.edges.map(({ node }) => node), sensors: answer.equipment?.sensors };
  };
  const alarms = (equipmentId: string) =>
    site.sql.rows('SELECT issue_type FROM agentic_hmi.agent_recommendations WHERE equipment_id = $1', [equipmentId]);
  const flagged = (equipmentId: string) =>
    site.sql.rows(
      'SELECT value FROM andon.telemetry_silver JOIN andon.sensor USING (sensor_id) WHERE equipment_id = $1 AND flags & 1 <> 0',
      [equipmentId],
    );

  it('makes a meter’s exchange no alarm and its size no fault, and tells what it counted in spite of both', async () => {
    await register('METER-1', { kind: 'COUNTER' });
    const meter = Array.from({ length: 200 }, (_, i) =>
      reading('METER-1', 'signal', 123_456 + i, startMs + i * 10_000),
    );
    await ingest(...meter);
    const nowMs = Date.now() - 5_000;
    await ingest(...[0, 1, 2, 3].map((i) => reading('METER-1', 'signal', i, nowMs + i * 1_000)));
    expect(await alarms('METER-1')).toEqual([]);
    expect(await flagged('METER-1')).toEqual([]);
    const { windows, sensors } = await asked('METER-1');
    expect(sensors).toEqual([{ kind: 'COUNTER', rollOverAt: null, missingValues: [] }]);
    expect(windows.reduce((sum, { increase }) => sum + (increase ?? 0), 0)).toBe(199 + 3);
    const hours = (await asked('METER-1', 'HOUR')).windows;
    expect(hours.reduce((sum, { increase }) => sum + (increase ?? 0), 0)).toBe(202);
  });

  it('counts through the end of sixteen bits, in the export as in the query', async () => {
    await register('PLC-1', { kind: 'COUNTER', rollOverAt: 65_536 });
    const pieces = Array.from({ length: 600 }, (_, i) =>
      reading('PLC-1', 'signal', (i * 700) % 65_536, startMs + i * 1_000),
    );
    // The second half first, so that all of it comes late once.
    await ingest(...pieces.slice(300));
    await ingest(...pieces.slice(0, 300));
    const { windows } = await asked('PLC-1');
    expect(windows.map(({ increase }) => increase)).toEqual([59 * 700, ...Array(9).fill(60 * 700)]);
    const search = new URLSearchParams({ ...range, equipmentId: 'PLC-1', sensorType: 'signal' });
    const csv = await (await fetch(`${site.server.url}/export/performance.csv?${search}`)).text();
    const lines = csv.trim().split('\r\n');
    expect(lines.map((line) => line.split(',').at(-1))).toEqual([
      'increase',
      String(59 * 700),
      ...Array(9).fill(String(60 * 700)),
    ]);
  });

  it('takes what is declared as missing for no value: no alarm, no mean, the last value shown as BAD, and counted', async () => {
    await register('SENT-1', { unit: 'l/min', missingValues: [-9999, 'Bad Input'] });
    const flow = (value: unknown, atMs: number) => reading('SENT-1', 'signal', value, atMs, { units: 'l/min' });
    await ingest(
      ...Array.from({ length: 900 }, (_, i) => flow(100 + ((i * 7) % 10) / 10, startMs + i * 1_000)),
      flow(-9999, startMs + 500),
    );
    const nowMs = Date.now() - 4_000;
    await ingest(
      flow(101, nowMs),
      flow(-9999, nowMs + 1_000),
      flow('-9999', nowMs + 2_000),
      flow('BAD INPUT', nowMs + 3_000),
    );
    expect(await alarms('SENT-1')).toEqual([]);
    const { windows, sensors } = await asked('SENT-1');
    expect(windows[0]).toMatchObject({ increase: null, readingCount: 60, badCount: 1 });
    expect(Math.min(...windows.map(({ avgValue }) => avgValue))).toBeGreaterThanOrEqual(100);
    expect(sensors).toEqual([{ kind: 'GAUGE', rollOverAt: null, missingValues: [-9999, 'Bad Input'] }]);
    const { currentStatus } = await site.http.request(CurrentStatus, { filter: { equipmentIds: ['SENT-1'] } });
    expect(currentStatus.edges.map(({ node }) => node)).toMatchObject([
      {
        value: 101,
        quality: 'BAD',
        lastUpdated: new Date(nowMs).toISOString(),
        lastReported: new Date(nowMs + 3_000).toISOString(),
      },
    ]);
    await until('the expectation has counted them', async () => {
      const { expectations } = await site.http.request(ExpectationsQuery, {});
      return expectations.find(({ name }) => name === 'value_not_missing')?.readings === 4;
    });
  });
});
