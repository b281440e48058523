import { describe, expect, it } from 'vitest';
import type { SensorStatus } from '../../../src/domain/status.ts';
import type { PerformanceWindow } from '../../../src/domain/window.ts';
import { LiveHub } from '../../../src/events/live.ts';

const baseMs = Date.parse('2026-03-10T12:00:00Z');

function status(sensorId: number, value: number, offsetMs: number, more: Partial<SensorStatus> = {}): SensorStatus {
  const lastUpdated = new Date(baseMs + offsetMs);
  const place = { siteId: 'default', equipmentId: `HT_${sensorId}`, sensorType: 'temperature' };
  return { sensorId, ...place, value, units: null, quality: 'good', lastUpdated, ...more };
}

function performanceWindow(sensorId: number, minute: number, revision: number, sensorType = 's'): PerformanceWindow {
  const windowStart = new Date(baseMs + minute * 60_000);
  return {
    sensorId,
    siteId: 'default',
    equipmentId: `HT_${sensorId}`,
    sensorType,
    windowStart,
    windowEnd: new Date(windowStart.getTime() + 60_000),
    avgValue: 1,
    minValue: 1,
    maxValue: 1,
    stddevValue: 0,
    readingCount: revision,
    revision,
    isFinal: false,
  };
}

/** No other server whose changes would have to be followed. */
const alone = async () => undefined;
const emptyHub = () => new LiveHub(alone, async () => []);
const values = (batch: IteratorResult<readonly SensorStatus[], void>) => (batch.value ?? []).map(({ value }) => value);

/** An open subscription, past its snapshot. */
async function open(hub: LiveHub, options: Partial<Parameters<LiveHub['status']>[0]> = {}) {
  const abort = new AbortController();
  const stream = hub.status({ minIntervalMs: 0, signal: abort.signal, ...options });
  const snapshot = await stream.next();
  return { abort, stream, snapshot };
}

describe('live status', () => {
  it('begins with everything as it is, restricted as asked', async () => {
    const asked: unknown[] = [];
    const hub = new LiveHub(alone, async (options) => {
      asked.push(options);
      return [status(1, 70, 0)];
    });
    const { snapshot } = await open(hub, { siteId: 'north', equipmentIds: ['HT_1'] });
    expect(asked).toEqual([{ siteId: 'north', equipmentIds: ['HT_1'] }]);
    expect(values(snapshot)).toEqual([70]);
  });

  it('tells a slow subscriber the latest value of each sensor and nothing in between', async () => {
    const hub = emptyHub();
    const { stream } = await open(hub);
    for (let i = 0; i <= 10_000; i++) hub.publishStatus([status(1 + (i % 2), i, i)]);
    expect(values(await stream.next())).toEqual([10_000, 9_999]);
  });

  it('never goes back: neither behind the snapshot nor behind what was told', async () => {
    const hub = new LiveHub(alone, async () => [status(1, 70, 1_000)]);
    const { stream } = await open(hub);
    hub.publishStatus([status(1, 60, 999)]);
    hub.publishStatus([status(2, 50, 0)]);
    expect(values(await stream.next())).toEqual([50]);
    hub.publishStatus([status(2, 40, -1), status(1, 71, 1_000)]);
    expect(values(await stream.next())).toEqual([71]);
  });

  it('loses no change that happens while the snapshot is read', async () => {
    const hub: LiveHub = new LiveHub(alone, async () => {
      hub.publishStatus([status(1, 71, 1)]);
      return [status(1, 70, 0)];
    });
    const { stream, snapshot } = await open(hub);
    expect(values(snapshot)).toEqual([70]);
    expect(values(await stream.next())).toEqual([71]);
  });

  it('tells each subscriber of its own site and equipment only', async () => {
    const hub = emptyHub();
    const { stream } = await open(hub, { siteId: 'north', equipmentIds: ['HT_1'] });
    hub.publishStatus([
      status(1, 1, 0),
      status(2, 2, 0, { siteId: 'north' }),
      status(3, 3, 0, { siteId: 'north', equipmentId: 'HT_1' }),
    ]);
    expect(values(await stream.next())).toEqual([3]);
  });

  it('waits at least the asked interval between two batches and gathers meanwhile', async () => {
    const hub = emptyHub();
    const { stream } = await open(hub, { minIntervalMs: 80 });
    hub.publishStatus([status(1, 1, 1)]);
    const before = performance.now();
    const next = stream.next();
    hub.publishStatus([status(1, 2, 2)]);
    expect(values(await next)).toEqual([2]);
    expect(performance.now() - before).toBeGreaterThan(75);
  });

  it.each([0, 3_600_000])('ends at once when its signal aborts, with an interval of %d ms', async (minIntervalMs) => {
    const hub = emptyHub();
    const { abort, stream } = await open(hub, { minIntervalMs });
    expect(hub.wantsStatus).toBe(true);
    const next = stream.next();
    abort.abort();
    expect(await next).toEqual({ done: true, value: undefined });
    expect(hub.wantsStatus).toBe(false);
  });

  it('unsubscribes who returns early or whose snapshot fails', async () => {
    const hub = emptyHub();
    const { stream } = await open(hub);
    await stream.return();
    expect(hub.wantsStatus).toBe(false);
    const broken = new LiveHub(alone, async () => Promise.reject(new Error('no database')));
    await expect(broken.status({ minIntervalMs: 0 }).next()).rejects.toThrow('no database');
    expect(broken.wantsStatus).toBe(false);
  });
});

describe('live windows', () => {
  it('are told in their last revision, one entry for each sensor and minute', async () => {
    const hub = emptyHub();
    const abort = new AbortController();
    const stream = hub.windows({ signal: abort.signal, sensorTypes: ['s'] });
    const first = stream.next();
    expect(hub.wantsWindows).toBe(true);
    hub.publishWindows([performanceWindow(1, 0, 1, 'other')]);
    hub.publishWindows([performanceWindow(1, 0, 1), performanceWindow(1, 1, 1)]);
    expect((await first).value).toHaveLength(2);
    for (let revision = 2; revision <= 500; revision++) hub.publishWindows([performanceWindow(1, 0, revision)]);
    hub.publishWindows([performanceWindow(2, 0, 1)]);
    const { value } = await stream.next();
    expect((value ?? []).map(({ sensorId, revision }) => [sensorId, revision])).toEqual([
      [1, 500],
      [2, 1],
    ]);
    const last = stream.next();
    abort.abort();
    expect((await last).done).toBe(true);
    expect(hub.wantsWindows).toBe(false);
  });
});
