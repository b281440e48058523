import { describe, expect, it } from 'vitest';
import { convert, isBelowPossible } from '../../../src/domain/units.ts';

describe('a value in another unit', () => {
  it.each([
    [212, '°F', '°C', 100],
    [32, 'Fahrenheit', 'celsius', 0],
    [373.15, 'K', '°C', 100],
    [1, 'in/s', 'mm/s', 25.4],
    [14.503_773_8, 'psi', 'bar', 1],
    [250, 'kPa', 'bar', 2.5],
    [1, 'bar', 'psi', 14.503_773_8],
    [100, '°C', 'K', 373.15],
    [100, 'degC', '°F', 212],
    [1, 'MPa', 'kPa', 1_000],
    [36, 'KPH', 'm/s', 10],
    [1, 'in', 'mm', 25.4],
    [5, 'μm', 'mm', 0.005],
    [50, 'Hz', 'rpm', 3_000],
    [1, 'MW', 'kw', 1_000],
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

  it.each([
    ['mW', 'kW'],
    ['MV', 'kV'],
    ['mpa', 'bar'],
  ])('is not guessed where capital letters decide: %s', (from, to) => {
    expect(convert(3, from, to)).toBeNull();
  });
});

describe('what lies below everything a unit can measure', () => {
  it.each([
    [-0.01, 'K', true],
    [0, 'K', false],
    [-273.15, 'celsius', false],
    [-1, 'bar', false],
    [-2, 'bar', true],
    [-30, 'psi', true],
    [-1e9, 'mm/s', false],
    [-1e9, 'furlong', false],
  ])('%d %s: %s', (value, unit, below) => {
    expect(isBelowPossible(value, unit)).toBe(below);
  });
});
