import pino from 'pino';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { Queryable } from '../../../src/db/query/queryable.ts';
import { StageRecorder } from '../../../src/services/stage-recorder.ts';

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

/** A recorder at 12:00:30 with what it sends to the database: minutes, stages, buckets, counts and maxima as array literals. */
function setUp(fail = false) {
  const sent: unknown[][] = [];
  const warned = vi.fn();
  const query = async ({ values }: { values: unknown[] }) => {
    sent.push(values);
    if (fail) throw new Error('no database');
    return { rows: [] };
  };
  const clock = { nowMs: Date.parse('2026-03-10T12:00:30Z') };
  const log = pino({ level: 'warn' }, { write: warned });
  const recorder = new StageRecorder({ query } as { query: unknown } as Queryable, () => clock.nowMs, log);
  return { sent, warned, clock, recorder };
}

describe('the stage recorder', () => {
  it('folds what it observed to one row for each minute, stage and bucket, sorted', async () => {
    const { sent, clock, recorder } = setUp();
    const firstMinute = Date.parse('2026-03-10T12:00:00Z');
    recorder.observe('silver', 0.01);
    recorder.observe('gold', 1, 500);
    recorder.observe('gold', 1.001, 2);
    clock.nowMs += 60_000;
    recorder.observe('bronze', 0);
    await recorder.flush();
    expect(sent).toEqual([
      [
        `{${firstMinute},${firstMinute},${firstMinute + 60_000}}`,
        '{"gold","silver","bronze"}',
        '{95,0,0}',
        '{502,1,1}',
        '{1.001,0.01,0}',
      ],
    ]);
  });

  it('puts each latency into the bucket whose range holds it, within five percent', async () => {
    for (const latencyMs of [0.011, 0.5, 3, 47, 999, 60_000]) {
      const { sent, recorder } = setUp();
      recorder.observe('commit', latencyMs);
      await recorder.flush();
      const bucket = Number(String(sent[0]?.[2]).slice(1, -1));
      expect(0.01 * 1.05 ** bucket).toBeGreaterThanOrEqual(latencyMs * (1 - 1e-9));
      expect(0.01 * 1.05 ** (bucket - 1)).toBeLessThan(latencyMs);
    }
  });

  it('sends nothing while nothing happens, and within five seconds when something did', async () => {
    const { sent, recorder } = setUp();
    await vi.advanceTimersByTimeAsync(60_000);
    expect(sent).toEqual([]);
    recorder.observe('read', 1);
    await vi.advanceTimersByTimeAsync(5_000);
    expect(sent).toHaveLength(1);
    await vi.advanceTimersByTimeAsync(60_000);
    await recorder.flush();
    expect(sent).toHaveLength(1);
  });

  it('tells of a database that does not take them, and goes on', async () => {
    const { sent, warned, recorder } = setUp(true);
    recorder.observe('read', 1);
    await recorder.flush();
    recorder.observe('read', 2);
    await recorder.flush();
    expect(sent).toHaveLength(2);
    expect(warned).toHaveBeenCalledTimes(2);
  });
});
