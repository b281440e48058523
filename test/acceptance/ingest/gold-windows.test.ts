import { describe, expect, it } from 'vitest';
import { subscribe } from '../../support/clients/clients-websocket.ts';
import { IngestReadings, PerformanceQuery, PerformanceUpdates, SeriesQuery } from '../../support/clients/operations.ts';
import { minuteAgoMs, reading } from '../../support/readings/readings.ts';
import { useSite } from '../../support/server/server-fixture.ts';
import { until } from '../../support/until.ts';

const site = useSite();
const ingest = (...readings: ReturnType<typeof reading>[]) => site.http.request(IngestReadings, { readings });
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

describe('Gold aggregates follow event time', () => {
  it('windows hold count, mean, range and deviation; late data restates them with the next revision and tells subscribers', async () => {
    const startMs = minuteAgoMs(10);
    const screen = await subscribe(site.server.websocketUrl, PerformanceUpdates, { equipmentIds: ['FAN-7'] });
    await until('the window is told', async () => {
      await ingest(
        reading('FAN-7', 'flow', 10, startMs),
        reading('FAN-7', 'flow', 20, startMs + 59_999),
        reading('FAN-7', 'flow', 90, startMs + 60_000),
      );
      return screen.events.length > 0;
    });
    const [first] = await windowsOf('FAN-7', startMs, startMs + 60_000);
    expect(first).toMatchObject({
      windowStart: new Date(startMs).toISOString(),
      windowEnd: new Date(startMs + 60_000).toISOString(),
      readingCount: 2,
      avgValue: 15,
      minValue: 10,
      maxValue: 20,
    });
    expect(first?.stddevValue).toBeCloseTo(Math.sqrt(50), 9);
    const revision = first?.revision ?? 0;
    await ingest(reading('FAN-7', 'flow', 30, startMs + 30_000));
    const told = await screen.event('the restated window', (event) =>
      event.performanceUpdates.some(({ readingCount, revision: now }) => readingCount === 3 && now === revision + 1),
    );
    expect(told.performanceUpdates).toContainEqual(
      expect.objectContaining({ avgValue: 20, minValue: 10, maxValue: 30 }),
    );
    expect(await windowsOf('FAN-7', startMs, startMs + 60_000)).toMatchObject([
      { readingCount: 3, avgValue: 20, revision: revision + 1 },
    ]);
    await screen.close();
  });

  it('hours and days merge minutes exactly', async () => {
    const hourMs = Math.floor(Date.now() / 3_600_000 - 3) * 3_600_000;
    const values = [3, 1, 4, 1, 5, 9, 2, 6, 5, 3, 5, 8];
    await ingest(...values.map((value, index) => reading('FAN-8', 'flow', value, hourMs + index * 4 * 60_000)));
    const hours = await until('the hour is complete', async () => {
      const found = await windowsOf('FAN-8', hourMs, hourMs + 3_600_000, 'HOUR');
      return found[0]?.readingCount === values.length && found;
    });
    const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
    const variance = values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / (values.length - 1);
    expect(hours).toMatchObject([{ windowStart: new Date(hourMs).toISOString(), minValue: 1, maxValue: 9 }]);
    expect(hours[0]?.avgValue).toBeCloseTo(mean, 9);
    expect(hours[0]?.stddevValue).toBeCloseTo(Math.sqrt(variance), 9);
    const dayMs = Math.floor(hourMs / 86_400_000) * 86_400_000;
    expect(await windowsOf('FAN-8', dayMs, dayMs + 86_400_000, 'DAY')).toMatchObject([
      { readingCount: values.length, maxValue: 9 },
    ]);
  });

  it('series keeps the peaks of the period in columns of equal length', async () => {
    const fromMs = minuteAgoMs(400);
    const readings = Array.from({ length: 360 }, (_, minute) =>
      reading('FAN-10', 'flow', minute === 123 ? 999 : 10, fromMs + minute * 60_000),
    );
    await ingest(...readings);
    const query = (points: number) =>
      site.http.request(SeriesQuery, {
        equipmentId: 'FAN-10',
        sensorType: 'flow',
        from: new Date(fromMs).toISOString(),
        to: new Date(fromMs + 360 * 60_000).toISOString(),
        points,
      });
    const { series } = await until('the series is whole', async () => {
      const answer = await query(1_000);
      return answer.series.timestamps.length === 360 && answer;
    });
    expect(Math.max(...series.max)).toBe(999);
    const { series: small } = await query(20);
    expect(small.timestamps.length).toBeLessThanOrEqual(20);
    expect(small.timestamps.length).toBeGreaterThan(10);
    expect([small.avg.length, small.min.length, small.max.length]).toEqual(Array(3).fill(small.timestamps.length));
    expect(Math.max(...small.max)).toBe(999);
    expect(Math.min(...small.min)).toBe(10);
  });
});
