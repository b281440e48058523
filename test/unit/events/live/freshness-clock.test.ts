import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { freshnessOf, type SensorStatus } from '../../../../src/domain/equipment/status.ts';
import { FreshnessClock } from '../../../../src/events/live/freshness-clock.ts';

const startMs = Date.parse('2026-03-10T12:00:00Z');

function status(sensorId: number, eventMs: number): SensorStatus {
  const place = { siteId: 'default', equipmentId: 'HT_001', sensorType: `s-${sensorId}` };
  return {
    sensorId,
    ...place,
    value: 1,
    units: null,
    quality: 'good',
    lastUpdated: new Date(eventMs),
    lastReported: new Date(eventMs),
    isActive: true,
  };
}

/** A clock whose time the test moves, and what it told, by sensor and seconds since the start. */
function started() {
  const told: string[] = [];
  const watching = { is: true };
  const clock = new FreshnessClock({
    publish: (changes) => {
      for (const { sensorId, lastUpdated } of changes) {
        const seconds = Math.floor((Date.now() - startMs) / 1_000);
        told.push(`${sensorId} ${freshnessOf(lastUpdated.getTime(), Date.now())} at ${seconds}`);
      }
    },
    isWatched: () => watching.is,
    now: Date.now,
  });
  return { clock, told, watching };
}

beforeEach(() => {
  vi.useFakeTimers({ now: startMs });
});
afterEach(() => {
  vi.useRealTimers();
});

describe('a sensor that falls silent', () => {
  it('is told of again after everything was forgotten, and only of what was noted since', () => {
    const { clock, told } = started();
    clock.note([status(1, startMs)]);
    vi.advanceTimersByTime(10_000);
    clock.close();
    clock.note([status(2, startMs + 10_000)]);
    vi.advanceTimersByTime(60_051);
    expect(told).toEqual(['2 warning at 70']);
  });

  it('is told of no more once it was removed', () => {
    const { clock, told } = started();
    clock.note([status(1, startMs), status(2, startMs)]);
    expect(clock.sensorIds).toEqual([1, 2]);
    clock.forget([1]);
    vi.advanceTimersByTime(301_000);
    expect(told).toEqual(['2 warning at 60', '2 stale at 300']);
  });

  it('is told as WARNING after 60 s and as STALE after 300 s, once each, and costs no timer then', () => {
    const { clock, told } = started();
    clock.note([status(1, startMs)]);
    vi.advanceTimersByTime(60_000);
    expect(told).toEqual([]);
    vi.advanceTimersByTime(51);
    expect(told).toEqual(['1 warning at 60']);
    vi.advanceTimersByTime(239_900);
    expect(told).toHaveLength(1);
    vi.advanceTimersByTime(3_600_000);
    expect(told).toEqual(['1 warning at 60', '1 stale at 300']);
    expect(vi.getTimerCount()).toBe(0);
  });

  it('is not kept in memory once it is stale, nor when it is read again by another screen', () => {
    const { clock, told } = started();
    clock.note([status(1, startMs), status(2, startMs - 400_000)]);
    expect(clock.sensors).toBe(1);
    vi.advanceTimersByTime(301_000);
    expect(clock.sensors).toBe(0);
    clock.note([status(1, startMs), status(2, startMs - 400_000)]);
    expect(clock.sensors).toBe(0);
    told.length = 0;
    clock.note([status(1, startMs + 301_000)]);
    vi.advanceTimersByTime(60_100);
    expect(told).toEqual(['1 warning at 361']);
  });

  it('a silent sensor of equipment out of service is not reported until the equipment is put back', () => {
    const { clock, told } = started();
    clock.note([status(1, startMs), { ...status(2, startMs), isActive: false }]);
    clock.note([{ ...status(1, startMs), isActive: false }]);
    vi.advanceTimersByTime(400_000);
    expect(told).toEqual([]);
    clock.note([status(2, startMs + 390_000)]);
    vi.advanceTimersByTime(60_000);
    expect(told).toEqual(['2 warning at 450']);
  });

  it('is told by its event time: what arrives late is due sooner, and what is stale already is not told again', () => {
    const { clock, told } = started();
    clock.note([status(1, startMs - 59_000), status(2, startMs - 299_000), status(3, startMs - 300_001)]);
    vi.advanceTimersByTime(1_100);
    expect(told).toEqual(['1 warning at 1', '2 stale at 1']);
    vi.advanceTimersByTime(3_600_000);
    expect(told).toEqual(['1 warning at 1', '2 stale at 1', '1 stale at 241']);
  });

  it('with a clock ahead of the server’s is told when its own time has become old', () => {
    const { clock, told } = started();
    clock.note([status(1, startMs + 240_000)]);
    vi.advanceTimersByTime(3_600_000);
    expect(told).toEqual(['1 warning at 300', '1 stale at 540']);
  });

  it('is told in time after it had come back from WARNING or STALE', () => {
    const { clock, told } = started();
    clock.note([status(1, startMs), status(2, startMs - 400_000)]);
    vi.advanceTimersByTime(100_000);
    clock.note([status(1, startMs + 100_000), status(2, startMs + 100_000)]);
    told.length = 0;
    vi.advanceTimersByTime(3_600_000);
    expect(told.sort()).toEqual(['1 stale at 400', '1 warning at 160', '2 stale at 400', '2 warning at 160']);
  });
});

describe('a sensor that goes on sending', () => {
  it('is never told, and looked at about once a minute, however often it sends', () => {
    const { clock, told } = started();
    const timers = vi.spyOn(globalThis, 'setTimeout');
    for (let second = 0; second < 600; second++) {
      clock.note([status(1, startMs + second * 1_000)]);
      vi.advanceTimersByTime(1_000);
    }
    expect(told).toEqual([]);
    expect(timers.mock.calls.length).toBeLessThanOrEqual(12);
    timers.mockRestore();
  });

  it('is not moved back by an older reading', () => {
    const { clock, told } = started();
    clock.note([status(1, startMs)]);
    clock.note([status(1, startMs - 59_000)]);
    vi.advanceTimersByTime(59_999);
    expect(told).toEqual([]);
  });
});

it('reading a status again at the moment its freshness changes does not lose the change', () => {
  const { clock, told } = started();
  clock.note([status(1, startMs)]);
  vi.setSystemTime(startMs + 60_010);
  clock.note([status(1, startMs)]);
  vi.advanceTimersByTime(60_100);
  expect(told).toHaveLength(1);
});

it('fifty thousand sensors that fall silent together are reported together', () => {
  const published: number[] = [];
  const clock = new FreshnessClock({
    publish: (changes) => void published.push(changes.length),
    isWatched: () => true,
    now: Date.now,
  });
  clock.note(Array.from({ length: 50_000 }, (_, sensorId) => status(sensorId, startMs + (sensorId % 40))));
  vi.advanceTimersByTime(60_200);
  expect(published.reduce((sum, count) => sum + count, 0)).toBe(50_000);
  expect(published.length).toBeLessThanOrEqual(2);
});

it('the freshness clock keeps nothing without subscribers', () => {
  const { clock, told, watching } = started();
  clock.note([status(1, startMs)]);
  watching.is = false;
  vi.advanceTimersByTime(3_600_000);
  expect(told).toEqual([]);
  expect(clock.sensors).toBe(0);
  expect(vi.getTimerCount()).toBe(0);
});
