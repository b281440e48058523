import { describe, expect, it } from 'vitest';
import { waitAfter } from '../../../src/notify/sending/back-off.ts';

describe('the wait after a failure', () => {
  it('doubles with each failure from a second on, up to five minutes', () => {
    const waits = [1, 2, 3, 8, 9, 10, 40, 1_000].map((failures) => waitAfter(failures, () => 0.5));
    expect(waits).toEqual([1_000, 2_000, 4_000, 128_000, 256_000, 300_000, 300_000, 300_000]);
  });

  it.each([
    [1, 500, 1_500],
    [3, 2_000, 6_000],
    [50, 150_000, 450_000],
  ])(
    'after %d failures is spread by chance over %d to %d ms, so that sinks which failed together are not tried together',
    (failures, least, most) => {
      expect(waitAfter(failures, () => 0)).toBe(least);
      expect(waitAfter(failures, () => 0.25)).toBe(least + (most - least) / 4);
      expect(waitAfter(failures, () => 1 - Number.EPSILON)).toBeCloseTo(most, 3);
    },
  );
});
