import { describe, expect, it, vi } from 'vitest';
import type { SensorStatus } from '../../../../src/domain/equipment/status.ts';
import type { PerformanceWindow } from '../../../../src/domain/window.ts';
import { LiveHub } from '../../../../src/events/live/live-hub.ts';

const baseMs = Date.parse('2026-03-10T12:00:00Z');

function status(sensorId: number, value: number, offsetMs: number, more: Partial<SensorStatus> = {}): SensorStatus {
  const lastUpdated = new Date(baseMs + offsetMs);
  const place = { siteId: 'default', equipmentId: `HT_${sensorId}`, sensorType: 'temperature' };
  return {
    sensorId,
    ...place,
    value,
    units: null,
    quality: 'good',
    lastUpdated,
    lastReported: lastUpdated,
    isActive: true,
    ...more,
  };
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
    badCount: 0,
    increase: null,
    revision,
    isFinal: false,
  };
}

/** No other server whose changes would have to be followed. */
const source = { attach: async () => undefined, detach: () => undefined };
const alone = { status: source, windows: source };
const emptyHub = () => new LiveHub(alone, async () => [], Date.now);
const values = (batch: IteratorResult<readonly SensorStatus[], void>) => (batch.value ?? []).map(({ value }) => value);

/** An open subscription, past its snapshot. */
async function open(hub: LiveHub, options: Partial<Parameters<LiveHub['status']>[0]> = {}) {
  const abort = new AbortController();
  const stream = hub.status({ minIntervalMs: 0, ...options }, abort.signal);
  const snapshot = await stream.next();
  return { abort, stream, snapshot };
}

describe('live status', () => {
  it('FEED-9: live status begins with everything as it is, restricted as asked', async () => {
    const asked: unknown[] = [];
    const hub = new LiveHub(
      alone,
      async (options) => {
        asked.push(options);
        return [status(1, 70, 0)];
      },
      Date.now,
    );
    const { snapshot } = await open(hub, { siteIds: ['north'], equipmentIds: ['HT_1'] });
    expect(asked).toEqual([{ siteIds: ['north'], equipmentIds: ['HT_1'] }]);
    expect(values(snapshot)).toEqual([70]);
  });

  it('FEED-9: a slow subscriber of live status is told the latest value of each sensor and nothing in between', async () => {
    const hub = emptyHub();
    const { stream } = await open(hub);
    for (let i = 0; i <= 10_000; i++) hub.publishStatus([status(1 + (i % 2), i, i)]);
    expect(values(await stream.next())).toEqual([9_999, 10_000]);
  });

  it('never goes back: neither behind the snapshot nor behind what was told', async () => {
    const hub = new LiveHub(alone, async () => [status(1, 70, 1_000)], Date.now);
    const { stream } = await open(hub);
    hub.publishStatus([status(1, 60, 999)]);
    hub.publishStatus([status(2, 50, 0)]);
    expect(values(await stream.next())).toEqual([50]);
    hub.publishStatus([status(2, 40, -1), status(1, 71, 1_000)]);
    expect(values(await stream.next())).toEqual([71]);
  });

  it('loses no change that happens while the snapshot is read', async () => {
    const hub: LiveHub = new LiveHub(
      alone,
      async () => {
        hub.publishStatus([status(1, 71, 1)]);
        return [status(1, 70, 0)];
      },
      Date.now,
    );
    const { stream, snapshot } = await open(hub);
    expect(values(snapshot)).toEqual([71]);
    hub.publishStatus([status(1, 72, 2)]);
    expect(values(await stream.next())).toEqual([72]);
  });

  it('tells each subscriber of its own site and equipment only', async () => {
    const hub = emptyHub();
    const { stream } = await open(hub, { siteIds: ['north'], equipmentIds: ['HT_1'] });
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
    await stream.return?.();
    expect(hub.wantsStatus).toBe(false);
    const broken = new LiveHub(alone, async () => Promise.reject(new Error('no database')), Date.now);
    await expect(broken.status({ minIntervalMs: 0 }).next()).rejects.toThrow('no database');
    expect(broken.wantsStatus).toBe(false);
  });
});

/** One of several screens: takes a message whenever there is room for it. */
function screen(room = Number.POSITIVE_INFINITY) {
  const messages: string[] = [];
  const state = { room, error: undefined as unknown };
  const send = (message: string): boolean => {
    if (messages.length >= state.room) return false;
    messages.push(message);
    return true;
  };
  const end = (error: unknown): void => {
    state.error = error;
  };
  return { messages, state, sink: { send, end } };
}

describe('screens that share a broadcast', () => {
  const shared = (hub: LiveHub, rendered: string[] = []) => {
    const render = async (batch: readonly SensorStatus[]) => {
      const text = batch.map(({ sensorId, value }) => `${sensorId}=${value}`).join(' ');
      rendered.push(text);
      return text;
    };
    return (sink: ReturnType<typeof screen>['sink']) =>
      hub.joinStatus({ minIntervalMs: 0 }, { key: 'same', render, sink });
  };

  it('are sent one rendering of each batch, and one snapshot however many come at once', async () => {
    const read = vi.fn(async () => [status(1, 70, 0)]);
    const hub = new LiveHub(alone, read, Date.now);
    const rendered: string[] = [];
    const join = shared(hub, rendered);
    const screens = Array.from({ length: 50 }, () => screen());
    for (const { sink } of screens) join(sink);
    await vi.waitFor(() => expect(screens.every(({ messages }) => messages.length === 1)).toBe(true));
    hub.publishStatus([status(1, 71, 1)]);
    await vi.waitFor(() => expect(screens.every(({ messages }) => messages.length === 2)).toBe(true));
    for (const { messages } of screens) expect(messages).toEqual(['1=70', '1=71']);
    expect(rendered).toEqual(['1=70', '1=71']);
    expect(read).toHaveBeenCalledOnce();
  });

  it('that do not keep up are told once how things are when they do, and hold up nobody', async () => {
    const hub = new LiveHub(alone, async () => [status(1, 0, 0), status(2, 0, 0)], Date.now);
    const join = shared(hub);
    const fast = screen();
    const slow = screen(1);
    join(fast.sink);
    const { goOn } = join(slow.sink);
    await vi.waitFor(() => expect([fast.messages.length, slow.messages.length]).toEqual([1, 1]));
    for (let i = 1; i <= 5; i++) {
      hub.publishStatus([status(1 + (i % 2), i, i)]);
      await vi.waitFor(() => expect(fast.messages.at(-1)).toBe(`${1 + (i % 2)}=${i}`));
    }
    expect(slow.messages).toEqual(['1=0 2=0']);
    slow.state.room = 10;
    goOn();
    await vi.waitFor(() => expect(slow.messages).toEqual(['1=0 2=0', '1=4 2=5']));
    hub.publishStatus([status(1, 6, 6)]);
    await vi.waitFor(() => expect(slow.messages.at(-1)).toBe('1=6'));
    expect(fast.messages.at(-1)).toBe('1=6');
  });

  it('let the hub go when the last has left, and end when what is asked cannot be read', async () => {
    const hub = emptyHub();
    const join = shared(hub);
    const memberships = [join(screen().sink), join(screen().sink)];
    expect(hub.wantsStatus).toBe(true);
    for (const { leave } of memberships) leave();
    expect(hub.wantsStatus).toBe(false);
    const broken = new LiveHub(alone, async () => Promise.reject(new Error('no database')), Date.now);
    const unlucky = screen();
    shared(broken)(unlucky.sink);
    await vi.waitFor(() => expect(unlucky.state.error).toEqual(new Error('no database')));
    expect(broken.wantsStatus).toBe(false);
  });
});

describe('live windows', () => {
  it('FEED-10: live windows are told in their last revision, one entry for each sensor and minute', async () => {
    const hub = emptyHub();
    const abort = new AbortController();
    const stream = hub.windows({ sensorTypes: ['s'] }, abort.signal);
    const first = stream.next();
    expect(hub.wantsWindows).toBe(true);
    hub.publishWindows([performanceWindow(1, 0, 1, 'other')]);
    hub.publishWindows([performanceWindow(1, 0, 1), performanceWindow(1, 1, 1)]);
    expect((await first).value).toHaveLength(2);
    for (let revision = 2; revision <= 500; revision++) hub.publishWindows([performanceWindow(1, 0, revision)]);
    hub.publishWindows([performanceWindow(2, 0, 1)]);
    const second: IteratorResult<readonly PerformanceWindow[], undefined> = await stream.next();
    expect((second.value ?? []).map(({ sensorId, revision }) => [sensorId, revision])).toEqual([
      [1, 500],
      [2, 1],
    ]);
    const last = stream.next();
    abort.abort();
    expect((await last).done).toBe(true);
    expect(hub.wantsWindows).toBe(false);
  });

  it('FEED-10: live windows that a slow screen has missed come in messages of bounded size, the last state of each, and no more than 20,000', async () => {
    const hub = emptyHub();
    const slow = screen(0);
    const render = (windows: readonly PerformanceWindow[]) =>
      windows.map(({ sensorId, revision }) => `${sensorId}=${revision}`).join(' ');
    const { goOn } = hub.joinWindows({}, { key: 'slow', render, sink: slow.sink });
    const other = screen();
    hub.joinWindows({}, { key: 'slow', render, sink: other.sink });
    for (let page = 0; page < 50; page++) {
      hub.publishWindows(Array.from({ length: 500 }, (_, i) => performanceWindow(page * 500 + i, 0, 1)));
      await vi.waitFor(() => expect(other.messages.length).toBe(page + 1));
    }
    hub.publishWindows([performanceWindow(5_000, 0, 2)]);
    await vi.waitFor(() => expect(other.messages.length).toBe(51));
    slow.state.room = Number.POSITIVE_INFINITY;
    goOn();
    await vi.waitFor(() => expect(slow.messages.at(-1)).toMatch(/5000=2$/));
    const told = slow.messages.flatMap((message) => message.split(' '));
    expect(told.length).toBeLessThanOrEqual(20_000);
    expect(told.length).toBeGreaterThan(19_000);
    expect(told).not.toContain('5000=1');
    expect(Math.max(...slow.messages.map((message) => message.split(' ').length))).toBeLessThanOrEqual(1_000);
  });

  it('let their source go when the last has left, and take it up again with the next', async () => {
    const calls: string[] = [];
    const windows = { attach: async () => void calls.push('attach'), detach: () => void calls.push('detach') };
    const hub = new LiveHub({ status: source, windows }, async () => [], Date.now);
    const render = () => '';
    const join = (sensorType: string) =>
      hub.joinWindows({ sensorTypes: [sensorType] }, { key: sensorType, render, sink: screen().sink });
    const [first, second] = [join('a'), join('b')];
    first.leave();
    expect(calls).toEqual(['attach', 'attach']);
    second.leave();
    join('a');
    expect(calls).toEqual(['attach', 'attach', 'detach', 'attach']);
  });
});
