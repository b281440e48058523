import { describe, expect, it } from 'vitest';
import { convert } from '../../../src/domain/units.ts';

describe('a value in another unit', () => {
  it.each([
    [212, '°F', '°C', 100],
    [32, 'Fahrenheit', 'celsius', 0],
    [373.15, 'K', '°C', 100],
    [1, 'in/s', 'mm/s', 25.4],
    [14.503_773_8, 'psi', 'bar', 1],
    [250, 'kPa', 'bar', 2.5],
  ])('%d %s is in %s %d', (value, from, to, expected) => {
    expect(convert(value, from, to)).toBeCloseTo(expected, 6);
  });

  it.each(['°c', ' C ', 'degC', 'CELSIUS'])('stays as it is when %j is another spelling of °C', (spelling) => {
    expect(convert(71.25, spelling, '°C')).toBe(71.25);
  });

  it('stays as it is in a unit that nobody knows, if both are the same', () => {
    expect(convert(3, 'furlong', 'furlong')).toBe(3);
    expect(convert(3, ' furlong', 'furlong')).toBe(3);
  });

  it('is not invented where no factor between the units is known', () => {
    expect(convert(3, 'mm/s', '°C')).toBeNull();
    expect(convert(3, 'furlong', 'bar')).toBeNull();
    expect(convert(3, '', 'bar')).toBeNull();
  });
});
