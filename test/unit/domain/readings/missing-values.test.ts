import { describe, expect, it } from 'vitest';
import { MissingValues } from '../../../../src/domain/readings/missing-values.ts';

describe('what a source writes where it has no value', () => {
  it('is met as number and as text in digits, however either is written', () => {
    const missing = new MissingValues([-9999, '-200', '1e3']);
    for (const value of [-9999, '-9999', ' -9999.0 ', -200, '-200', 1_000, '1000']) {
      expect(missing.has(value), String(value)).toBe(true);
    }
    for (const value of [-9998.9, 9999, '9999', 0, '', 'null', true, false]) {
      expect(missing.has(value), String(value)).toBe(false);
    }
  });

  it('is met as text whatever its case and outer blanks, and as true or false', () => {
    const missing = new MissingValues(['null', 'Bad Input', '', false]);
    for (const value of ['null', 'NULL', ' bad input ', '', '  ', false]) expect(missing.has(value)).toBe(true);
    for (const value of ['nil', 'BadInput', 'false', true, 0]) expect(missing.has(value)).toBe(false);
  });

  it('is nothing where nothing is declared', () => {
    const missing = new MissingValues([]);
    for (const value of [0, '', false, 'null', -9999]) expect(missing.has(value)).toBe(false);
  });
});
