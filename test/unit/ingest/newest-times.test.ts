import { describe, expect, it } from 'vitest';
import { type Advance, NewestTimes } from '../../../src/ingest/newest-times.ts';

const second = 1_000;
const nowMs = Date.parse('2026-03-10T12:00:00Z');

describe('how far a sender has come with a sensor', () => {
  const at = (times: NewestTimes, sender: string, ageSeconds: number, sensorId = 1) =>
    times.isBehind(sender, sensorId, nowMs - ageSeconds * second, nowMs);

  it('makes what is older than a minute and further behind than allowed late', () => {
    const times = new NewestTimes(30 * second);
    expect(at(times, 'a', 0)).toBe(false);
    expect(at(times, 'a', 59)).toBe(false);
    expect(at(times, 'a', 60)).toBe(true);
    expect(at(times, 'a', 60, 2)).toBe(false);
  });

  it('lets a sender be slower than another with the same sensor', () => {
    const times = new NewestTimes(30 * second);
    for (let age = 300; age >= 0; age -= 100) {
      expect(at(times, 'quick', age)).toBe(false);
      expect(at(times, 'slow', age + 100)).toBe(false);
    }
    expect(at(times, 'quick', 100)).toBe(true);
  });

  it('is not led astray by one time ahead of the clock', () => {
    const times = new NewestTimes(30 * second);
    at(times, 'a', -240);
    expect(at(times, 'a', 20)).toBe(false);
    expect(times.isBehind('a', 1, nowMs - 61 * second, nowMs - 40 * second)).toBe(false);
  });

  it('does not make readings late by their own first attempt, which was not stored', () => {
    const times = new NewestTimes(30 * second);
    at(times, 'a', 400);
    const attempt: Advance[] = [];
    for (let age = 240; age >= 0; age -= 10) times.isBehind('a', 1, nowMs - age * second, nowMs, attempt);
    expect(times.isBehind('a', 1, nowMs - 240 * second, nowMs)).toBe(true);
    times.takeBack(attempt);
    for (let age = 240; age >= 0; age -= 10) expect(at(times, 'a', age), `${age} s old`).toBe(false);
    expect(at(times, 'a', 400)).toBe(true);
  });

  it('keeps what another request has advanced since', () => {
    const times = new NewestTimes(30 * second);
    const failed: Advance[] = [];
    times.isBehind('a', 1, nowMs - 200 * second, nowMs, failed);
    at(times, 'a', 0);
    times.takeBack(failed);
    expect(at(times, 'a', 100)).toBe(true);
  });

  it('is let go once a reading behind it would be too old for an alarm anyway, and not before', () => {
    const times = new NewestTimes(30 * second);
    at(times, 'a', 0, 1);
    at(times, 'a', 100, 2);
    const laterMs = nowMs + 250 * second;
    times.putOutIdle(laterMs);
    expect(times.size).toBe(1);
    expect(times.isBehind('a', 1, nowMs - 40 * second, laterMs)).toBe(true);
    times.putOutIdle(nowMs + 301 * second);
    expect(times.size).toBe(0);
  });
});
