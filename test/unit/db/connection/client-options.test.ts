import { describe, expect, test } from 'vitest';
import { commonClientOptions, connectionFailure, parseInt8 } from '../../../../src/db/connection/client-options.ts';

const int8Array: number = 1016;

describe('an int8 from the database', () => {
  test('is a number as long as that is exact', () => {
    expect(parseInt8('9007199254740991')).toBe(9_007_199_254_740_991);
    expect(parseInt8('-1')).toBe(-1);
  });

  test('past 2^53 fails instead of being rounded', () => {
    expect(() => parseInt8('9007199254740993')).toThrow(/9007199254740993 does not fit/);
  });

  test('may stand in an array, beside nulls', () => {
    expect(commonClientOptions.types.getTypeParser(int8Array, 'text')('{1,NULL,3}')).toEqual([1, null, 3]);
  });
});

describe('the reason of a failed connection', () => {
  test('is told when Node hides it in a list of attempts', () => {
    expect(
      connectionFailure(new AggregateError([new Error('refused on ::1'), new Error('refused on 127.0.0.1')])),
    ).toBe('refused on ::1; refused on 127.0.0.1');
  });

  test('is never empty', () => {
    expect(connectionFailure(new Error(''))).toBe('Error');
  });
});
