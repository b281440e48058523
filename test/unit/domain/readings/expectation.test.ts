import { expect, it } from 'vitest';
import { expectationOfCode, expectations, warnings } from '../../../../src/domain/readings/expectation.ts';
import type { Expectation } from '../../../../src/domain/readings/expectation-form.ts';

const all: readonly Expectation[] = expectations;

it('each expectation is counted under a name and told by a code of its own', () => {
  for (const key of ['name', 'code', 'rule'] as const) {
    const given = all.map((one) => one[key]).filter((value) => value !== undefined);
    expect(new Set(given).size, key).toBe(given.length);
  }
});

it('each dropping expectation has a code of its own, and each warning one a bit of its own', () => {
  expect(all.filter(({ action, code }) => (action === 'drop') !== (code !== undefined))).toEqual([]);
  expect(warnings.map(({ flag }) => flag)).toEqual([1, 2, 4]);
  expect(all.filter(({ action, flag }) => (action === 'warn') !== (flag !== undefined))).toEqual([]);
});

it('each rejection code names its expectation', () => {
  expect(expectationOfCode('UNIT_MISMATCH')).toBe('unit_convertible');
  expect(expectationOfCode('TIMESTAMP_IN_FUTURE')).toBe('time_not_in_future');
});
