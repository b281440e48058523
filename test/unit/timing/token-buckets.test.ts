import { describe, expect, it } from 'vitest';
import { TokenBuckets } from '../../../src/timing/token-buckets.ts';

describe('A token bucket of ten seconds', () => {
  const at = { ms: 0 };
  const buckets = () => {
    at.ms = 0;
    return new TokenBuckets(10_000, () => at.ms);
  };

  it('gives ten seconds’ worth at once, then its rate', () => {
    const bucket = buckets();
    for (let i = 0; i < 50; i++) {
      expect(bucket.waitMs('a')).toBe(0);
      bucket.take('a', 1, 5);
    }
    // Exactly full: the next may still be taken, and is waited for.
    bucket.take('a', 1, 5);
    expect(bucket.waitMs('a')).toBe(200);
    at.ms = 199;
    expect(bucket.waitMs('a')).toBe(1);
    at.ms = 200;
    expect(bucket.waitMs('a')).toBe(0);
  });

  it('lets take any amount at once, and holds the rate on average all the same', () => {
    const bucket = buckets();
    let taken = 0;
    for (at.ms = 0; at.ms < 3_600_000; at.ms += 100) {
      if (bucket.waitMs('a') > 0) continue;
      bucket.take('a', 10_000, 100);
      taken += 10_000;
    }
    // 100 a second for an hour, and what may be taken at once.
    expect(taken).toBeGreaterThanOrEqual(360_000);
    expect(taken).toBeLessThanOrEqual(360_000 + 1_000 + 10_000);
  });

  it('keeps holders apart, and goes by the rate of the moment', () => {
    const bucket = buckets();
    bucket.take('a', 2_000, 100);
    expect([bucket.waitMs('a'), bucket.waitMs('b')]).toEqual([10_000, 0]);
    bucket.take('a', 1_000, 1_000);
    expect(bucket.waitMs('a')).toBe(11_000);
  });

  it('forgets holders that have paid', () => {
    const bucket = buckets();
    for (let i = 0; i < 1_000; i++) bucket.take(`holder ${i}`, 1, 1);
    expect(bucket.size).toBe(1_000);
    at.ms = 120_000;
    bucket.take('last', 1, 1);
    expect(bucket.size).toBe(1);
  });
});
