import { setImmediate } from 'node:timers/promises';
import type { Clock } from '../../src/client/clock.ts';

export interface VirtualClock extends Clock {
  /** Every sleep that was asked for, in milliseconds. */
  readonly sleeps: readonly number[];
}

/** Time that passes only by sleeping, at once. `duringSleep` lets the world catch up before the sleeper wakes. */
export function createVirtualClock(
  startMs: number,
  duringSleep: (ms: number) => Promise<void> | void = () => undefined,
): VirtualClock {
  let nowMs = startMs;
  const sleeps: number[] = [];
  return {
    sleeps,
    nowMs: () => nowMs,
    async sleep(ms, signal) {
      if (signal?.aborted) return;
      sleeps.push(ms);
      nowMs += ms;
      await setImmediate();
      await duringSleep(ms);
    },
  };
}
