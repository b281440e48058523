import { describe, expect, it } from 'vitest';
import { ClockWatch } from '../../../src/ingest/clock-watch.ts';

const second = 1_000;
const minute = 60 * second;
const pump = { siteId: 'default', equipmentId: 'PUMP-1' };
const nowMs = Date.parse('2026-03-10T12:00:00Z');

/** Readings that arrive one a second, each with the lag that the function gives. */
function arriving(watch: ClockWatch, seconds: number, lagMsAt: (i: number) => number, fromMs = nowMs): number {
  for (let i = 0; i < seconds; i++) watch.note(pump, fromMs + i * second - lagMsAt(i), fromMs + i * second);
  return fromMs + (seconds - 1) * second;
}

describe('the watch on clocks', () => {
  it('names a machine whose clock is slow, by how much and since when', () => {
    const watch = new ClockWatch();
    const endMs = arriving(watch, 20, () => 6 * minute);
    expect(watch.lagging(endMs)).toEqual([{ ...pump, lagMs: 6 * minute, sinceMs: nowMs, lastMs: endMs, readings: 20 }]);
  });

  it('names it from one request with twenty seconds of readings', () => {
    const watch = new ClockWatch();
    for (let i = 0; i < 20; i++) watch.note(pump, nowMs - 6 * minute + i * second, nowMs);
    expect(watch.lagging(nowMs)).toMatchObject([{ ...pump, readings: 20 }]);
  });

  it('names a machine whose clock is ahead', () => {
    const watch = new ClockWatch();
    const endMs = arriving(watch, 15, () => -2 * minute);
    expect(watch.lagging(endMs)).toMatchObject([{ lagMs: -2 * minute }]);
  });

  it('says nothing of a backlog that is caught up with, nor after it', () => {
    const watch = new ClockWatch();
    // Four minutes of buffered readings a second.
    for (let i = 0; i < 10; i++) {
      const receivedAtMs = nowMs + i * second;
      for (let j = 0; j < 240; j++) watch.note(pump, nowMs - 40 * minute + (i * 240 + j) * second, receivedAtMs);
      expect(watch.lagging(receivedAtMs)).toEqual([]);
    }
    const endMs = arriving(watch, 5, () => 0, nowMs + 11 * second);
    expect(watch.lagging(endMs)).toEqual([]);
  });

  it('says nothing of clocks that are right within a minute, and of one that was set right', () => {
    const watch = new ClockWatch();
    expect(watch.lagging(arriving(watch, 20, (i) => i * 3 * second))).toEqual([]);
    arriving(watch, 5, () => 6 * minute);
    expect(watch.lagging(arriving(watch, 1, () => second, nowMs + 10 * second))).toEqual([]);
  });

  it('begins anew when the lag changes, and when the machine was silent', () => {
    const watch = new ClockWatch();
    arriving(watch, 15, () => 6 * minute);
    const laterMs = nowMs + minute;
    const endMs = arriving(watch, 15, () => 20 * minute, laterMs);
    expect(watch.lagging(endMs)).toMatchObject([{ lagMs: 20 * minute, sinceMs: laterMs }]);
    expect(watch.lagging(endMs + 6 * minute)).toEqual([]);
  });

  it('says nothing of a few old readings sent in one breath', () => {
    const watch = new ClockWatch();
    for (let i = 0; i < 50; i++) watch.note(pump, nowMs - 6 * minute + i * 10, nowMs);
    expect(watch.lagging(nowMs)).toEqual([]);
  });

  it('is bounded however many machines lag', () => {
    const watch = new ClockWatch();
    for (let i = 0; i < 12_000; i++) {
      for (let j = 0; j < 5; j++) {
        watch.note({ siteId: 's', equipmentId: `E-${i}` }, nowMs - 6 * minute + j * 3 * second, nowMs);
      }
    }
    expect(watch.lagging(nowMs)).toHaveLength(10_000);
  });

  it('forgets machines that have fallen silent, so that they cost the others nothing', () => {
    const watch = new ClockWatch();
    const endMs = arriving(watch, 20, () => 6 * minute);
    expect(watch.isWatching).toBe(true);
    watch.lagging(endMs + 4 * minute);
    expect(watch.isWatching).toBe(true);
    watch.lagging(endMs + 6 * minute);
    expect(watch.isWatching).toBe(false);
  });
});
