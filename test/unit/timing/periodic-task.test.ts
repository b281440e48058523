import pino from 'pino';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { PeriodicTask } from '../../../src/timing/periodic-task.ts';

const log = pino({ level: 'silent' });
beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

describe('A periodic task', () => {
  it('never does its work twice at once, and waits its interval after each time', async () => {
    const ends: (() => void)[] = [];
    const task = new PeriodicTask('the task', 1_000, () => new Promise((resolve) => ends.push(resolve)), log);
    task.start();
    await vi.advanceTimersByTimeAsync(10_000);
    expect(ends).toHaveLength(1);
    ends[0]?.();
    await vi.advanceTimersByTimeAsync(999);
    expect(ends).toHaveLength(1);
    await vi.advanceTimersByTimeAsync(1);
    expect(ends).toHaveLength(2);
    ends[1]?.();
    await task.close();
  });

  it('goes on after a failure, and its warning names it', async () => {
    const warned = vi.fn();
    let runs = 0;
    const work = async () => {
      runs += 1;
      throw new Error('no database');
    };
    const task = new PeriodicTask('the task', 1_000, work, pino({ level: 'warn' }, { write: warned }));
    task.start();
    await vi.advanceTimersByTimeAsync(3_000);
    expect(runs).toBe(3);
    expect(warned).toHaveBeenCalledTimes(3);
    for (const [line] of warned.mock.calls)
      expect(JSON.parse(line)).toMatchObject({ event: 'task.failed', task: 'the task' });
    await task.close();
  });

  it('finishes the work under way when it is closed, and begins no more', async () => {
    let end = (): void => undefined;
    let runs = 0;
    const work = () =>
      new Promise<void>((resolve) => {
        runs += 1;
        end = resolve;
      });
    const task = new PeriodicTask('the task', 1_000, work, log);
    task.start();
    await vi.advanceTimersByTimeAsync(1_000);
    let closed = false;
    const closing = task.close().then(() => {
      closed = true;
    });
    await vi.advanceTimersByTimeAsync(5_000);
    expect(closed).toBe(false);
    end();
    await closing;
    await vi.advanceTimersByTimeAsync(5_000);
    expect(runs).toBe(1);
  });
});
