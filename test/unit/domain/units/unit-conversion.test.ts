import { describe, expect, it } from 'vitest';
import { conversionBetween } from '../../../../src/domain/units/unit-conversion.ts';
import { convert } from '../../../../src/domain/units/units.ts';

describe('conversions between units', () => {
  it.each([
    ['°F', '°C', 451],
    ['psi', 'bar', 50],
    ['in/s', 'mm/s', 0.3],
    ['K', '°F', 300],
  ])('give what a reading in %s becomes in %s', (from, to, value) => {
    const conversion = conversionBetween(from, to);
    expect((conversion?.factor ?? 0) * value + (conversion?.offset ?? 0)).toBeCloseTo(convert(value, from, to) ?? 0, 9);
  });

  it('leave a value as it is when both units are the same, known or not', () => {
    expect(conversionBetween('°C', 'celsius')).toEqual({ factor: 1, offset: 0 });
    expect(conversionBetween('furlong', 'furlong')).toEqual({ factor: 1, offset: 0 });
  });

  it('are not made up between units that contradict each other', () => {
    expect(conversionBetween('bar', '°C')).toBeNull();
    expect(conversionBetween('furlong', 'm')).toBeNull();
  });
});
