import { describe, expect, it } from 'vitest';
import { subscribe } from '../../support/clients/clients-websocket.ts';
import {
  CurrentStatus,
  EquipmentStatus,
  IngestReadings,
  PerformanceQuery,
  RecommendationsQuery,
} from '../../support/clients/operations.ts';
import { minuteAgoMs, reading } from '../../support/readings/readings.ts';
import { useSite } from '../../support/server/server-fixture.ts';
import { until } from '../../support/until.ts';

const site = useSite();
const ingest = (...readings: ReturnType<typeof reading>[]) => site.http.request(IngestReadings, { readings });
const statusOf = async (equipmentId: string) => {
  const { currentStatus } = await site.http.request(CurrentStatus, { filter: { equipmentIds: [equipmentId] } });
  return currentStatus.edges.map(({ node }) => node);
};
const windowsOf = async (equipmentId: string, fromMs: number, toMs: number, resolution?: 'MINUTE' | 'HOUR' | 'DAY') => {
  const { performance } = await site.http.request(PerformanceQuery, {
    equipmentId,
    sensorType: 'flow',
    from: new Date(fromMs).toISOString(),
    to: new Date(toMs).toISOString(),
    ...(resolution === undefined ? {} : { resolution }),
  });
  return performance.edges.map(({ node }) => node);
};

describe('Current status follows event time', () => {
  it('equipmentStatus gives a snapshot, then changes, of the wanted equipment alone', async () => {
    const startMs = Date.now() - 10_000;
    await ingest(
      reading('FAN-1', 'flow', 1, startMs),
      reading('FAN-1', 'state', 'RUNNING', startMs),
      reading('FAN-2', 'flow', 9, startMs),
    );
    await until('both sensors have a status', async () => (await statusOf('FAN-1')).length === 2);
    const screen = await subscribe(site.server.websocketUrl, EquipmentStatus, { equipmentIds: ['FAN-1'] });
    const [snapshot] = await screen.count(1);
    expect(snapshot?.equipmentStatus.map(({ sensorType, value }) => [sensorType, value]).sort()).toEqual([
      ['flow', 1],
      ['state', 'RUNNING'],
    ]);
    await ingest(
      reading('FAN-2', 'flow', 10),
      reading('FAN-1', 'flow', 2, startMs + 1_000, { units: 'l/s', quality: 'UNCERTAIN' }),
    );
    await screen.event('the change', (event) =>
      event.equipmentStatus.some(
        ({ value, units, quality }) => value === 2 && units === 'l/s' && quality === 'UNCERTAIN',
      ),
    );
    const equipment = screen.events.flatMap((event) => event.equipmentStatus.map(({ equipmentId }) => equipmentId));
    expect(new Set(equipment)).toEqual(new Set(['FAN-1']));
    await screen.close();
  });

  it('a value dated ahead is shown from its arrival, hides no true one after it, and looks no fresher than it is', async () => {
    const sentMs = Date.now();
    await ingest(reading('AHEAD-1', 'flow', 1, sentMs + 240_000));
    const first = await until('the value is shown', async () => (await statusOf('AHEAD-1'))[0] ?? false);
    expect(first.value).toBe(1);
    expect(Date.parse(first.lastUpdated)).toBeGreaterThanOrEqual(sentMs);
    expect(Date.parse(first.lastUpdated)).toBeLessThanOrEqual(Date.now());
    const screen = await subscribe(site.server.websocketUrl, EquipmentStatus, { equipmentIds: ['AHEAD-1'] });
    await screen.count(1);
    await ingest(reading('AHEAD-1', 'flow', 2));
    const change = await screen.event('the value after it', (event) => event.equipmentStatus[0]?.value === 2);
    expect(change.equipmentStatus[0]?.freshness).toBe('CURRENT');
    await ingest(reading('AHEAD-1', 'flow', 0, sentMs - 1_000));
    await ingest(reading('AHEAD-1', 'flow', 3));
    await screen.event('the newest value', (event) => event.equipmentStatus[0]?.value === 3);
    expect(screen.events.flatMap((event) => event.equipmentStatus.map(({ value }) => value))).toEqual([1, 2, 3]);
    expect((await statusOf('AHEAD-1'))[0]?.value).toBe(3);
    await screen.close();
  });

  it('text and true/false are kept as they came and shown as they are, over HTTP and WebSocket; numbers beside them flow on', async () => {
    const startMs = minuteAgoMs(2);
    const screen = await subscribe(site.server.websocketUrl, EquipmentStatus, { equipmentIds: ['TRUCK-1'] });
    await screen.count(1);
    const answer = await ingest(
      reading('TRUCK-1', 'cycle_state', 'loading', startMs),
      reading('TRUCK-1', 'cycle_state', 'hauling', startMs + 1_000),
      reading('TRUCK-1', 'cycle_state', 'dumping', startMs - 60_000),
      reading('TRUCK-1', 'brake', true, startMs),
      reading('TRUCK-1', 'brake', false, startMs + 1_000, { quality: 'UNCERTAIN' }),
      reading('TRUCK-1', 'note', '12.5', startMs),
      reading('TRUCK-1', 'flow', 7, startMs),
    );
    expect(answer.ingestReadings).toEqual({ accepted: 7, duplicates: 0, rejected: [] });
    const expected = [
      ['brake', false, 'UNCERTAIN'],
      ['cycle_state', 'hauling', 'GOOD'],
      ['flow', 7, 'GOOD'],
      ['note', '12.5', 'GOOD'],
    ];
    const told = () =>
      new Map(
        screen.events.flatMap(({ equipmentStatus }) => equipmentStatus.map((one) => [one.sensorType, one] as const)),
      );
    await until('the screen was told of all four', () => told().size === 4, { state: () => [...told()] });
    const shown = [...told().values()].map(({ sensorType, value, quality }) => [sensorType, value, quality]);
    expect(shown.sort()).toEqual(expected);
    expect(
      (await statusOf('TRUCK-1')).map(({ sensorType, value, quality }) => [sensorType, value, quality]).sort(),
    ).toEqual(expected);
    expect(await windowsOf('TRUCK-1', startMs - 60_000, startMs + 60_000)).toMatchObject([
      { readingCount: 1, avgValue: 7 },
    ]);
    const bronze = await site.sql.rows(
      `SELECT sensor_type, value_text, value_boolean FROM andon.telemetry_bronze JOIN andon.sensor USING (sensor_id)
       WHERE equipment_id = 'TRUCK-1' AND value_number IS NULL ORDER BY sensor_type, event_time`,
    );
    expect(bronze.map((row) => [row['sensor_type'], row['value_text'] ?? row['value_boolean']])).toEqual([
      ['brake', true],
      ['brake', false],
      ['cycle_state', 'dumping'],
      ['cycle_state', 'loading'],
      ['cycle_state', 'hauling'],
      ['note', '12.5'],
    ]);
    expect(
      await site.sql.number(
        `SELECT count(*) FROM andon.telemetry_silver JOIN andon.sensor USING (sensor_id) WHERE equipment_id = 'TRUCK-1'`,
      ),
    ).toBe(1);
    await screen.close();
  });

  it('a fast sensor is conflated: few messages, each with the latest, the last one true', async () => {
    await ingest(reading('FAN-3', 'flow', 0, Date.now() - 60_000));
    const screen = await subscribe(site.server.websocketUrl, EquipmentStatus, {
      equipmentIds: ['FAN-3'],
      minIntervalMs: 500,
    });
    await screen.count(1);
    const startedAtMs = Date.now();
    const startMs = startedAtMs - 30_000;
    for (let value = 1; value <= 100; value += 1) await ingest(reading('FAN-3', 'flow', value, startMs + value));
    await screen.event('the last value', (event) => event.equipmentStatus.some(({ value }) => value === 100));
    const elapsedMs = Date.now() - startedAtMs;
    expect(screen.events.length).toBeLessThanOrEqual(3 + elapsedMs / 500);
    const values = screen.events.flatMap((event) => event.equipmentStatus.map(({ value }) => Number(value)));
    expect(values).toEqual([...values].sort((a, b) => a - b));
    await screen.close();
  });

  it('an older reading corrects its window but never moves current status', async () => {
    const nowMs = Date.now() - 5_000;
    await ingest(reading('FAN-4', 'flow', 50, nowMs));
    await until('the status is there', async () => (await statusOf('FAN-4')).length === 1);
    await ingest(reading('FAN-4', 'flow', 10, nowMs - 120_000));
    await until(
      'the late reading is in gold',
      async () => (await windowsOf('FAN-4', nowMs - 600_000, nowMs + 60_000)).length === 2,
    );
    expect(await statusOf('FAN-4')).toMatchObject([{ value: 50, lastUpdated: new Date(nowMs).toISOString() }]);
  });

  it('a late reading raises no stale alarm', async () => {
    const nowMs = Date.now() - 5_000;
    await ingest(reading('FAN-5', 'temperature', 20, nowMs));
    await until('the status is there', async () => (await statusOf('FAN-5')).length === 1);
    await ingest(reading('FAN-5', 'temperature', 99, nowMs - 7_200_000), reading('FAN-6', 'temperature', 99, nowMs));
    const recommended = async (equipmentId: string) =>
      (await site.http.request(RecommendationsQuery, { filter: { equipmentIds: [equipmentId] } })).recommendations.edges
        .length;
    await until('its neighbour’s alarm', async () => (await recommended('FAN-6')) === 1);
    expect(await recommended('FAN-5')).toBe(0);
  });

  it('freshness tells how old a value is', async () => {
    const nowMs = Date.now();
    await ingest(
      reading('FAN-9', 'now', 1, nowMs),
      reading('FAN-9', 'two-minutes', 1, nowMs - 120_000),
      reading('FAN-9', 'ten-minutes', 1, nowMs - 600_000),
    );
    const nodes = await until('all three', async () => {
      const found = await statusOf('FAN-9');
      return found.length === 3 && found;
    });
    expect(Object.fromEntries(nodes.map(({ sensorType, freshness }) => [sensorType, freshness]))).toEqual({
      now: 'CURRENT',
      'two-minutes': 'WARNING',
      'ten-minutes': 'STALE',
    });
  });
});
