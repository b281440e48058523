import { expect, it } from 'vitest';
import { Backoff } from '../../../src/timing/backoff.ts';

it('a backoff doubles its delay after each failure up to its bound, and begins anew after a success', () => {
  const backoff = new Backoff({ firstMs: 100, lastMs: 500, random: () => 0.5 });
  expect([backoff.next(), backoff.next(), backoff.next(), backoff.next(), backoff.next()]).toEqual([
    100, 200, 400, 500, 500,
  ]);
  backoff.reset();
  expect(backoff.next()).toBe(100);
});

it('a backoff spreads each delay over half to one and a half of it', () => {
  const delays = [0, 0.999].map((random) => new Backoff({ firstMs: 100, lastMs: 500, random: () => random }).next());
  expect(delays[0]).toBe(50);
  expect(delays[1]).toBeCloseTo(149.9);
});
