import { expect, it } from 'vitest';
import { freshnessOf } from '../../../../src/domain/equipment/status.ts';

it.each([
  [-5_000, 'current'],
  [0, 'current'],
  [60_000, 'current'],
  [60_001, 'warning'],
  [300_000, 'warning'],
  [300_001, 'stale'],
])('the freshness of a value %d ms old is %s', (ageMs, freshness) => {
  expect(freshnessOf(1_000_000 - ageMs, 1_000_000)).toBe(freshness);
});
