import { describe, expect, it } from 'vitest';
import { SharedRead } from '../../../../src/events/broadcast/shared-read.ts';
import { until } from '../../../support/until.ts';

/** Readings that end when they are told to; each gives its own number. */
function readings() {
  const pending: { resolve: () => void; reject: (error: Error) => void }[] = [];
  const asked: number[][] = [];
  const shared = new SharedRead<number, number>((numbers) => {
    asked.push([...numbers]);
    const number = pending.length + 1;
    return new Promise<number>((resolve, reject) => pending.push({ resolve: () => resolve(number), reject }));
  });
  return { shared, pending, asked };
}

describe('a shared reading', () => {
  it('is one for all who ask while it is under way, and never one that began before they asked', async () => {
    const { shared, pending } = readings();
    const first = shared.get([]);
    const crowd = Array.from({ length: 1_000 }, () => shared.get([]));
    expect(pending).toHaveLength(1);
    pending[0]?.resolve();
    expect(await first).toBe(1);
    await Promise.resolve();
    expect(pending).toHaveLength(2);
    pending[1]?.resolve();
    expect(new Set(await Promise.all(crowd))).toEqual(new Set([2]));
  });

  it('asks at once for what all of them have asked for', async () => {
    const { shared, pending, asked } = readings();
    void shared.get([1]);
    const crowd = [shared.get([2]), shared.get([3, 2]), shared.get([])];
    pending[0]?.resolve();
    await until('the second began', () => pending[1]);
    pending[1]?.resolve();
    await Promise.all(crowd);
    expect(asked).toEqual([[1], [2, 3]]);
  });

  it('that fails fails for those who wait for it, and not for those behind', async () => {
    const { shared, pending } = readings();
    const first = shared.get([]);
    const second = shared.get([]);
    pending[0]?.reject(new Error('gone'));
    await expect(first).rejects.toThrow('gone');
    await Promise.resolve();
    pending[1]?.resolve();
    expect(await second).toBe(2);
  });

  it('begins anew for who asks when nothing is under way', async () => {
    const { shared, pending } = readings();
    const first = shared.get([]);
    pending[0]?.resolve();
    await first;
    const second = shared.get([]);
    pending[1]?.resolve();
    expect(await second).toBe(2);
  });
});
