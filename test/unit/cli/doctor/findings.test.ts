import { describe, expect, test } from 'vitest';
import { judgeDisk } from '../../../../src/cli/doctor/disk-check.ts';
import { findingLine, wrong } from '../../../../src/cli/doctor/finding.ts';
import { judgeClock, judgeVersion } from '../../../../src/cli/doctor/server-checks.ts';

describe('the doctor judges', () => {
  test.each([
    [140_012, 'WRONG'],
    [150_000, 'ok'],
    [180_004, 'ok'],
    [190_000, 'warn'],
  ])('server version %i as %s', (number, state) => {
    expect(judgeVersion(number, 'x').state).toBe(state);
  });

  test.each([
    [0, 'ok'],
    [-999, 'ok'],
    [1_001, 'warn'],
    [-1_001, 'warn'],
    [60_001, 'WRONG'],
    [-60_001, 'WRONG'],
    [Number.NaN, 'WRONG'],
  ])('a clock difference of %i ms as %s', (differenceMs, state) => {
    expect(judgeClock(differenceMs).state).toBe(state);
  });

  test.each([
    [999_999_999, 'WRONG'],
    [1_000_000_000, 'ok'],
  ])('%i free bytes as %s', (freeBytes, state) => {
    expect(judgeDisk('/somewhere', freeBytes).state).toBe(state);
  });

  test('in one line each, however many the reason has', () => {
    expect(findingLine('disk', wrong('first.\n  second.', 'third'))).toBe(
      'WRONG   disk        first. second. To mend it: third',
    );
  });
});
