import { getEventListeners } from 'node:events';
import { describe, expect, it } from 'vitest';
import { Bell } from '../../../src/events/bell.ts';

const never = () => new AbortController().signal;

describe('a bell', () => {
  it('wakes all who wait, once', async () => {
    const bell = new Bell();
    const woken: string[] = [];
    const waiting = ['a', 'b'].map((name) => bell.wait(never()).then(() => woken.push(name)));
    bell.ring();
    await Promise.all(waiting);
    bell.ring();
    expect(woken).toEqual(['a', 'b']);
  });

  it('does not wake who waits only after it rang', async () => {
    const bell = new Bell();
    bell.ring();
    let woken = false;
    const waiting = bell.wait(never()).then(() => {
      woken = true;
    });
    await Promise.resolve();
    expect(woken).toBe(false);
    bell.ring();
    await waiting;
  });

  it('lets go of who gives up, before and while waiting, and leaves nothing behind at the signal', async () => {
    const bell = new Bell();
    const giveUp = new AbortController();
    const waiting = bell.wait(giveUp.signal);
    giveUp.abort();
    await waiting;
    await bell.wait(giveUp.signal);
    const patient = new AbortController();
    for (let i = 0; i < 50; i++) {
      const next = bell.wait(patient.signal);
      bell.ring();
      await next;
    }
    expect(getEventListeners(patient.signal, 'abort')).toEqual([]);
  });
});
