import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { isSameReading, type Measured } from '../../../../src/domain/readings/same-reading.ts';
import { quantityEntries } from '../../../../src/domain/units/unit-table.ts';
import { convert } from '../../../../src/domain/units/units.ts';

const said = (value: Measured['value'], units: string | null = null, quality: Measured['quality'] = 0): Measured => ({
  value,
  units,
  quality,
});

describe('a reading under the key of another one', () => {
  it.each([
    [said(140, '°C'), said(284, '°F'), null],
    [said(140, '°C'), said(140, 'degC'), null],
    [said(140, '°C'), said(140), '°C'],
    [said(140), said(284, '°F'), '°C'],
    [said(0, '°C'), said(32, '°F'), null],
    [said(-273.15, '°C'), said(0, 'K'), null],
    [said(1, 'bar'), said(100, 'kPa'), null],
    [said(5), said(5, 'furlong'), null],
    [said('RUN'), said('RUN'), '°C'],
    [said(null, null, 2), said(null, null, 2), null],
  ])('is the same one: %j, %j', (one, other, unit) => {
    expect(isSameReading(one, other, unit)).toBe(true);
    expect(isSameReading(other, one, unit)).toBe(true);
  });

  it.each([
    [said(140, '°C'), said(140, '°F'), null],
    [said(140), said(140, '°F'), '°C'],
    [said(140, '°C'), said(140, 'mm/s'), null],
    [said(140, '°C'), said(140, '°C', 2), null],
    [said(140, '°C'), said(284.0001, '°F'), null],
    [said(0, '°C'), said(32.000001, '°F'), null],
    [said(1, 'barg'), said(1, 'bara'), null],
    [said(true), said(false), null],
    [said(1), said(true), null],
    [said(null, null, 2), said(0, null, 2), null],
  ])('contradicts it: %j, %j', (one, other, unit) => {
    expect(isSameReading(one, other, unit)).toBe(false);
    expect(isSameReading(other, one, unit)).toBe(false);
  });

  it('is the same one after any conversion, and another one where the value differs', () => {
    const pair = fc
      .constantFrom(...quantityEntries.map(({ units }) => units.map(([symbol]) => symbol)))
      .chain((symbols) => fc.tuple(fc.constantFrom(...symbols), fc.constantFrom(...symbols)));
    fc.assert(
      fc.property(pair, fc.double({ min: -1e6, max: 1e6, noNaN: true }), ([unit, otherUnit], drawn) => {
        const value = Math.abs(drawn) < 1e-9 ? 0 : drawn;
        const other = convert(value, unit, otherUnit) ?? Number.NaN;
        expect(isSameReading(said(value, unit), said(other, otherUnit), null)).toBe(true);
        const apart = convert(value + Math.max(1_000, Math.abs(value)) * 1e-9, unit, otherUnit) ?? Number.NaN;
        expect(isSameReading(said(value, unit), said(apart, otherUnit), null)).toBe(false);
      }),
    );
  });
});
