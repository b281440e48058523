import { describe, expect, it } from 'vitest';
import { SharedRead } from '../../../src/events/shared-read.ts';

/** Readings that end when they are told to; each gives its own number. */
function readings() {
  const pending: { resolve: () => void; reject: (error: Error) => void }[] = [];
  const shared = new SharedRead(() => {
    const number = pending.length + 1;
    return new Promise<number>((resolve, reject) => pending.push({ resolve: () => resolve(number), reject }));
  });
  return { shared, pending };
}

describe('a shared reading', () => {
  it('is one for all who ask while it is under way, and never one that began before they asked', async () => {
    const { shared, pending } = readings();
    const first = shared.get();
    const crowd = Array.from({ length: 1_000 }, () => shared.get());
    expect(pending).toHaveLength(1);
    pending[0]?.resolve();
    expect(await first).toBe(1);
    await Promise.resolve();
    expect(pending).toHaveLength(2);
    pending[1]?.resolve();
    expect(new Set(await Promise.all(crowd))).toEqual(new Set([2]));
  });

  it('that fails fails for those who wait for it, and not for those behind', async () => {
    const { shared, pending } = readings();
    const first = shared.get();
    const second = shared.get();
    pending[0]?.reject(new Error('gone'));
    await expect(first).rejects.toThrow('gone');
    await Promise.resolve();
    pending[1]?.resolve();
    expect(await second).toBe(2);
  });

  it('begins anew for who asks when nothing is under way', async () => {
    const { shared, pending } = readings();
    const first = shared.get();
    pending[0]?.resolve();
    await first;
    const second = shared.get();
    pending[1]?.resolve();
    expect(await second).toBe(2);
  });
});
