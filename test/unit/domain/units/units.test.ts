import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { unitKey } from '../../../../src/domain/units/unit-key.ts';
import { quantityEntries } from '../../../../src/domain/units/unit-table.ts';
import { boundsOf, convert, unitOf, unitSpellings } from '../../../../src/domain/units/units.ts';

describe('a value in another unit', () => {
  it.each([
    [212, '°F', '°C', 100],
    [32, 'Fahrenheit', 'celsius', 0],
    [373.15, 'K', '°C', 100],
    [1, 'in/s', 'mm/s', 25.4],
    [2.5, 'kPa', 'bar', 0.025],
    [100, '°C', 'K', 373.15],
    [100, 'degC', '°F', 212],
    [1, 'MPa', 'kPa', 1_000],
    [36, 'KPH', 'm/s', 10],
    [1, 'in', 'mm', 25.4],
    [5, 'μm', 'mm', 0.005],
    [50, 'Hz', 'rpm', 3_000],
    [1, 'MW', 'kw', 1_000],
    [1, 'mW', 'kW', 1e-6],
  ])('%d %s is in %s %d', (value, from, to, expected) => {
    expect(convert(value, from, to)).toBeCloseTo(expected, 9);
  });

  // NIST SP 811 (2008), appendix B.8; in bold there where exact, else to the digits it gives.
  it.each([
    ['psi', 'Pa', 6894.757],
    ['atm', 'Pa', 101_325],
    ['at', 'Pa', 98_066.5],
    ['mmHg', 'Pa', 133.3224],
    ['inHg', 'Pa', 3386.389],
    ['mmH2O', 'Pa', 9.80665],
    ['inH2O', 'Pa', 249.0889],
    ['ftH2O', 'Pa', 2989.067],
    ['mbar', 'Pa', 100],
    ['ft/min', 'm/s', 0.00508],
    ['mph', 'm/s', 0.44704],
    ['kn', 'm/s', 0.5144444],
    ['g', 'm/s²', 9.80665],
    ['ft/s²', 'm/s²', 0.3048],
    ['mil', 'mm', 0.0254],
    ['mi', 'm', 1609.344],
    ['lb', 'kg', 0.45359237],
    ['oz', 'gram', 28.34952],
    ['short ton', 'kg', 907.1847],
    ['long ton', 'kg', 1016.047],
    ['gal', 'l', 3.785412],
    ['imp gal', 'l', 4.54609],
    ['ft³', 'm³', 0.02831685],
    ['bbl', 'm³', 0.1589873],
    ['gpm', 'l/min', 3.785412],
    ['cfm', 'm³/s', 4.719474e-4],
    ['lb/h', 'kg/s', 1.259979e-4],
    ['hp', 'W', 745.6999],
    ['metric hp', 'W', 735.4988],
    ['kWh', 'MJ', 3.6],
    ['kgf', 'N', 9.80665],
    ['lbf', 'N', 4.448222],
    ['lbf·ft', 'N·m', 1.355818],
    ['rpm', 'rad/s', 0.1047198],
    ['°', 'rad', 0.01745329],
  ])('one %s converted into %s is %d', (from, to, expected) => {
    expect(Math.abs((convert(1, from, to) ?? 0) / expected - 1)).toBeLessThan(5e-7);
  });

  it('a value comes back as it was, through any other unit of its quantity', () => {
    const quantities = quantityEntries.map(({ units }) => units.map(([symbol]) => symbol));
    const chain = fc
      .constantFrom(...quantities)
      .chain((symbols) =>
        fc.tuple(fc.constantFrom(...symbols), fc.constantFrom(...symbols), fc.constantFrom(...symbols)),
      );
    fc.assert(
      fc.property(chain, fc.double({ min: -1e6, max: 1e6, noNaN: true }), ([from, over, to], value) => {
        const direct = convert(value, from, to) ?? Number.NaN;
        const detour = convert(convert(value, from, over) ?? Number.NaN, over, to) ?? Number.NaN;
        const back = convert(direct, to, from) ?? Number.NaN;
        const about = (x: number) => Math.max(Math.abs(x), Math.abs(convert(1_000, from, to) ?? 1)) * 1e-9;
        expect(Math.abs(detour - direct)).toBeLessThanOrEqual(about(direct));
        expect(Math.abs(back - value)).toBeLessThanOrEqual(Math.max(Math.abs(value), 1_000) * 1e-9);
      }),
    );
  });

  it('is not invented between any two units of different quantities', () => {
    const symbols = quantityEntries.map(({ units }) => units[0]?.[0] ?? '');
    for (const from of symbols) {
      for (const to of symbols) if (from !== to) expect(convert(1, from, to), `${from} → ${to}`).toBeNull();
    }
  });

  it('stays as it is in a unit that nobody knows, if both are the same', () => {
    expect(convert(3, 'furlong', 'furlong')).toBe(3);
    expect(convert(3, ' furlong', 'furlong')).toBe(3);
    expect(convert(3, 'furlong', 'bar')).toBeNull();
    expect(convert(3, '', 'bar')).toBeNull();
  });
});

describe('the spellings of a unit', () => {
  it.each([
    ['°C', '°c', ' C ', 'degC', 'CELSIUS', '℃', 'º C', 'deg C', '˚C', 'Deg. C', 'Cel', 'CEL', '°\u00a0C', '°\u2009C'],
    ['°F', '℉', 'ºF', 'deg F', '[degF]', 'FAH'],
    ['bar', 'BAR', 'barg', 'bar(g)', 'Bar (G)', 'bar g'],
    ['psi', 'PSIG', 'psi(g)', '[psi]', 'lb/in²', 'lbf/in^2'],
    ['kPa', 'KPA', 'kPa(g)', 'kpa'],
    ['bara', 'bar(a)', 'BARA', 'bar abs'],
    ['psia', 'psi(a)', 'PSIA', 'psi abs'],
    ['rpm', 'r/min', 'min⁻¹', 'min-1', 'min^-1', 'RPM', '1/min', 'rev/min', '{rev}/min', '1 / min'],
    ['m³/h', 'm^3/h', 'm3/h', 'M3/H', 'm³/hr', 'm³\u202f/\u202fh', '㎥/h', 'MQH'],
    ['gpm', 'GPM', 'gal/min', 'US gal/min', '[gal_us]/min', 'G2'],
    ['imp gpm', 'igpm', 'UK gpm', '[gal_br]/min', 'G3'],
    ['l/min', 'lpm', 'LPM', 'L/min', 'l / min', 'L2'],
    ['Nm³/h', 'Nm3/h', 'Nm^3/h'],
    ['t/h', 'T/H', 'tonne/h', 'E18'],
    ['inHg', 'in Hg', '"Hg', "[in_i'Hg]"],
    ['mmHg', 'mm Hg', 'mm[Hg]'],
    ['mmH2O', 'mmH₂O', 'mm[H2O]'],
    ['at', 'kg/cm²', 'kg/cm2', 'kgf/cm²', 'E42'],
    ['A', 'Amps', 'amp', 'AMP'],
    ['mm/s', 'mm/sec', 'MM/S', 'C16', 'mm·s⁻¹'],
    ['in/s', 'ips', 'IPS', 'IU'],
    ['µm', 'μm', 'um', 'micron'],
    ['µA', 'μA', 'uA'],
    ['m/s²', 'm/s2', 'm/s^2', 'm·s⁻²', 'MSK'],
    ['g', '[g]', 'gn', 'K40'],
    ['MW', 'MAW'],
    ['mW', 'C31'],
    ['MPa', 'MPA', 'MPa(g)'],
    ['l', 'L', 'ltr', 'LTR'],
  ])('of %s all name that unit', (symbol, ...spellings) => {
    for (const spelling of spellings) expect(unitOf(spelling)?.symbol, JSON.stringify(spelling)).toBe(symbol);
  });

  it.each([
    'T',
    'M',
    'G',
    'S',
    'ton',
    'tons',
    'tph',
    'mt',
    'mpa',
    'mw',
    'mv',
    'ma',
    'scfm',
    'slpm',
    'PS',
    'NM',
    'nm',
    'KN',
    'furlong',
    '',
  ])('never guess what %j means', (spelling) => {
    expect(unitOf(spelling)).toBeNull();
  });

  it('name one unit each', () => {
    const keys = unitSpellings().map(({ key, folded }) => `${key} ${folded}`);
    expect(new Set(keys).size).toBe(keys.length);
    const spelled = quantityEntries.flatMap(({ units }) =>
      units.flatMap(([symbol, , ...spellings]) => [symbol, ...spellings].map((spelling) => ({ symbol, spelling }))),
    );
    for (const { symbol, spelling } of spelled) expect(unitOf(spelling)?.symbol, spelling).toBe(symbol);
  });

  it('mean the same with any blanks in them, and around', () => {
    const blank = fc.constantFrom('', ' ', '\u00a0', '\u2009', '\u202f', '\u200b', '\t');
    const spelling = fc.constantFrom(...unitSpellings().filter(({ folded }) => !folded));
    fc.assert(
      fc.property(spelling, fc.array(blank, { minLength: 12, maxLength: 12 }), ({ key, unit }, blanks) => {
        const spaced = [...key].map((character, i) => `${blanks[i % 12] ?? ''}${character}`).join('');
        expect(unitOf(`${spaced}${blanks[0] ?? ''}`)?.symbol).toBe(unit.symbol);
        expect(unitKey(spaced)).toBe(key);
      }),
    );
  });

  it.each([
    ['barg', 'bara'],
    ['psig', 'psia'],
    ['kPa', 'kPa(a)'],
    ['K', 'ΔK'],
    ['Nm³/h', 'm³/h'],
    ['kg', 'N'],
    ['gram', 'g'],
    ['Nm', 'kWh'],
  ])('%s and %s are kept apart', (one, other) => {
    expect(unitOf(one)).not.toBeNull();
    expect(unitOf(other)).not.toBeNull();
    expect(convert(1, one, other)).toBeNull();
  });

  it('a difference of temperatures has no zero to shift', () => {
    expect(convert(10, 'ΔK', 'Δ°F')).toBeCloseTo(18, 12);
  });
});

describe('what a unit can measure', () => {
  it.each([
    [-0.01, 'K', true],
    [0, 'K', false],
    [-273.15, 'celsius', false],
    [-459.67, '°F', false],
    [-460, '°F', true],
    [-1, 'bar', false],
    [-100, 'kPa(g)', false],
    [-2, 'bar', true],
    [-30, 'psi', true],
    [-0.1, 'bara', true],
    [-300, 'ΔK', false],
    [-1e9, 'mm/s', false],
    [-1e9, 'furlong', false],
  ])('%d %s lies below the possible: %s', (value, unit, below) => {
    expect(value < boundsOf(unit).lowestPossible).toBe(below);
  });

  it.each([
    [101_325, 'Pa', true],
    [2e9, 'Pa', false],
    [15_000, '°C', false],
    [15_000, '°F', true],
    [200_000, 'kg', true],
    [50_000, 'mm/s', true],
    [11_000, 'V', true],
    [10_001, 'furlong', false],
    [10_001, null, false],
    [9_999, null, true],
  ])('%d %s is likely: %s', (value, unit, likely) => {
    const { plausibleMin, plausibleMax } = boundsOf(unit);
    expect(value >= plausibleMin && value <= plausibleMax).toBe(likely);
  });

  it('is judged alike in every unit of a quantity', () => {
    for (const { units, plausibleIn } of quantityEntries) {
      for (const [symbol] of units) {
        const { plausibleMax } = boundsOf(symbol);
        expect(convert(plausibleMax, symbol, plausibleIn), symbol).toBeCloseTo(10_000, 3);
      }
    }
  });
});
