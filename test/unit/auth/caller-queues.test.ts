import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { CallerQueues, type Leave, type RequestKind } from '../../../src/auth/caller-queues.ts';
import { AndonError } from '../../../src/errors.ts';

const refused = new AndonError('RATE_LIMITED', 'too much', { reason: 'KEY_LIMIT', retryAfterMs: 1 });

interface Of {
  readonly holder?: string;
  readonly kind?: RequestKind;
  /** What it takes of the share. */
  readonly costMs?: number;
}

describe('The requests of one key', () => {
  let isShared: boolean;
  /** Until when the share of each holder is used up. */
  let paidAtMs: Map<string, number>;
  let queues: CallerQueues;
  let inside: string[];
  const left = new Map<string, Leave>();
  beforeEach(() => {
    vi.useFakeTimers({ now: 0 });
    isShared = true;
    paidAtMs = new Map();
    inside = [];
    left.clear();
    queues = new CallerQueues({ isShared: () => isShared, patienceMs: () => 800 });
  });
  afterEach(() => void vi.useRealTimers());

  const come = async (name: string, { holder = 'a', kind = 'question', costMs = 0 }: Of = {}) => {
    const waitMs = () => Math.max(0, (paidAtMs.get(holder) ?? 0) - Date.now());
    const leave = await queues.enter({ holder, kind, waitMs, refusal: () => (waitMs() > 0 ? refused : null) });
    if (leave instanceof AndonError) return void inside.push(`not ${name}`);
    inside.push(name);
    paidAtMs.set(holder, Date.now() + costMs);
    left.set(name, leave);
  };
  const leave = async (name: string) => {
    left.get(name)?.();
    await vi.advanceTimersByTimeAsync(0);
  };
  const many = async (count: number, of: Of = {}) => {
    for (let i = 0; i < count; i++) void come(`${of.holder ?? 'a'}${i}`, of);
    await vi.advanceTimersByTimeAsync(0);
  };

  it('are let in at once while nobody else is at work', async () => {
    isShared = false;
    await many(100, { kind: 'large' });
    expect(inside).toHaveLength(100);
  });

  it('are few at a time while others are, and the next one comes in when one leaves, in their order', async () => {
    await many(4, { kind: 'large' });
    await many(10, { holder: 'b', kind: 'smallWrite' });
    expect(inside).toEqual(['a0', 'a1', 'b0', 'b1', 'b2', 'b3', 'b4', 'b5', 'b6', 'b7']);
    await leave('a1');
    expect(inside.at(-1)).toBe('a2');
    await leave('a1');
    expect(inside).toHaveLength(11);
    await leave('b0');
    expect(inside.at(-1)).toBe('b8');
  });

  it('come one by one while the key is over its share, each when what the one before took is paid', async () => {
    paidAtMs.set('a', 100);
    isShared = false;
    await many(4, { costMs: 300 });
    await vi.advanceTimersByTimeAsync(99);
    expect(inside).toEqual([]);
    await vi.advanceTimersByTimeAsync(1);
    expect(inside).toEqual(['a0']);
    // Paid, but not over: what it costs may still be to come.
    await vi.advanceTimersByTimeAsync(350);
    expect(inside).toEqual(['a0']);
    await leave('a0');
    expect(inside).toEqual(['a0', 'a1']);
  });

  it('are refused when their share does not let them in in time, and wait on when it is only not their turn', async () => {
    paidAtMs.set('a', 5_000);
    await many(2);
    await many(3, { holder: 'b', kind: 'large' });
    await vi.advanceTimersByTimeAsync(800);
    expect(inside).toEqual(['b0', 'b1', 'not a0', 'not a1']);
    await leave('b1');
    expect(inside.at(-1)).toBe('b2');
  });

  it('hold nobody up for longer than a second, and of whoever has none nothing is kept', async () => {
    await many(3, { kind: 'large' });
    await vi.advanceTimersByTimeAsync(999);
    expect(inside).toEqual(['a0', 'a1']);
    await vi.advanceTimersByTimeAsync(1);
    expect(inside).toEqual(['a0', 'a1', 'a2']);
    await leave('a2');
    expect(queues.size).toBe(0);
    expect(vi.getTimerCount()).toBe(0);
  });
});
