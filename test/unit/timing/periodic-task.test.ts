import pino from 'pino';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { PeriodicTask } from '../../../src/timing/periodic-task.ts';

const log = pino({ level: 'silent' });
beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

describe('a metronome', () => {
  it('never does its work twice at once, and waits its interval after each time', async () => {
    const ends: (() => void)[] = [];
    const metronome = new PeriodicTask(1_000, () => new Promise((resolve) => ends.push(resolve)), log);
    metronome.start();
    await vi.advanceTimersByTimeAsync(10_000);
    expect(ends).toHaveLength(1);
    ends[0]?.();
    await vi.advanceTimersByTimeAsync(999);
    expect(ends).toHaveLength(1);
    await vi.advanceTimersByTimeAsync(1);
    expect(ends).toHaveLength(2);
    ends[1]?.();
    await metronome.close();
  });

  it('goes on after a failure and tells of it', async () => {
    const warned = vi.fn();
    let beats = 0;
    const work = async () => {
      beats += 1;
      throw new Error('no database');
    };
    const metronome = new PeriodicTask(1_000, work, pino({ level: 'warn' }, { write: warned }));
    metronome.start();
    await vi.advanceTimersByTimeAsync(3_000);
    expect(beats).toBe(3);
    expect(warned).toHaveBeenCalledTimes(3);
    await metronome.close();
  });

  it('finishes the work under way when it is closed, and begins no more', async () => {
    let end = (): void => undefined;
    let beats = 0;
    const work = () =>
      new Promise<void>((resolve) => {
        beats += 1;
        end = resolve;
      });
    const metronome = new PeriodicTask(1_000, work, log);
    metronome.start();
    await vi.advanceTimersByTimeAsync(1_000);
    let closed = false;
    const closing = metronome.close().then(() => {
      closed = true;
    });
    await vi.advanceTimersByTimeAsync(5_000);
    expect(closed).toBe(false);
    end();
    await closing;
    await vi.advanceTimersByTimeAsync(5_000);
    expect(beats).toBe(1);
  });
});
