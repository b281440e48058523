import { describe, expect, it } from 'vitest';
import { RunAgainLoop } from '../../../src/timing/run-again.ts';

describe('Work that is asked for more often than it has to be done', () => {
  it('runs once more after a run in which it was asked for again, however often', async () => {
    let runs = 0;
    const work = new RunAgainLoop(async () => {
      runs += 1;
      await null;
    });
    for (let i = 0; i < 5; i++) work.request();
    await work.settled();
    expect(runs).toBe(2);
  });

  it('is done after every request, in whatever instant of a run’s end it comes', async () => {
    for (let steps = 0; steps < 20; steps++) {
      let isOpen = true;
      const work = new RunAgainLoop(async () => {
        await null;
        isOpen = false;
      });
      work.request();
      for (let step = 0; step < steps; step++) await null;
      isOpen = true;
      work.request();
      await work.settled();
      expect(isOpen, `asked for after ${steps} steps`).toBe(false);
    }
  });

  it('runs again after work that ended at once or failed', async () => {
    let runs = 0;
    const failing = new RunAgainLoop(() => {
      runs += 1;
      return Promise.reject(new Error('by intent'));
    });
    failing.request();
    await expect(failing.settled()).rejects.toThrow('by intent');
    failing.request();
    await expect(failing.settled()).rejects.toThrow('by intent');
    expect(runs).toBe(2);
  });
});
