import pino from 'pino';
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import type { Queryable } from '../../../src/db/query/queryable.ts';
import { CounterRecorder } from '../../../src/services/counter-recorder.ts';

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

const firstMinute = Date.parse('2026-03-10T12:00:00Z');

/** A recorder at 12:00:30 with what it sends to the database: partition, minutes, counters and counts. */
function setUp() {
  const sent: unknown[][] = [];
  const database = { answers: true };
  const query = async ({ values }: { values: unknown[] }) => {
    if (!database.answers) throw new Error('no database');
    sent.push(values);
    return { rows: [] };
  };
  const clock = { nowMs: firstMinute + 30_000 };
  const log = pino({ level: 'silent' });
  const recorder = new CounterRecorder({ query } as { query: unknown } as Queryable, () => clock.nowMs, log);
  return { sent, database, clock, recorder };
}

it('the counter recorder writes a count for each minute, under the sources’ own number', async () => {
  const { sent, clock, recorder } = setUp();
  recorder.count('received', 5);
  recorder.count('good', 3);
  recorder.count('received', 2);
  clock.nowMs += 60_000;
  recorder.count('received', 1);
  await recorder.flush();
  expect(sent).toEqual([
    [-1, `{${firstMinute},${firstMinute},${firstMinute + 60_000}}`, '{"good","received","received"}', '{3,7,1}'],
  ]);
});

it('the counter recorder writes six times a minute at most, and nothing without readings', async () => {
  const { sent, recorder } = setUp();
  for (let second = 0; second < 60; second += 1) {
    recorder.count('received', 1);
    await vi.advanceTimersByTimeAsync(1_000);
  }
  await vi.advanceTimersByTimeAsync(60_000);
  expect(sent).toHaveLength(6);
});

it('the counter recorder keeps counts that could not be written and writes them once with the next', async () => {
  const { sent, database, recorder } = setUp();
  database.answers = false;
  recorder.count('received', 5);
  await recorder.flush();
  database.answers = true;
  recorder.count('received', 2);
  await vi.advanceTimersByTimeAsync(10_000);
  await recorder.flush();
  expect(sent).toEqual([[-1, `{${firstMinute}}`, '{"received"}', '{7}']]);
});

it('the counter recorder knows all counts since the start, with those that the pipeline wrote itself', async () => {
  const { sent, recorder } = setUp();
  recorder.noteWritten([{ minuteMs: firstMinute, counter: 'quality_good', readings: 4 }]);
  recorder.noteWritten([{ minuteMs: firstMinute, counter: 'quality_good', readings: 1 }]);
  recorder.count('sent_once', 2);
  await recorder.flush();
  expect([...recorder.sinceStart]).toEqual([
    ['quality_good', 5],
    ['sent_once', 2],
  ]);
  expect(sent).toHaveLength(1);
});
