/** What is measured in it, and how a value in it becomes one in the base unit of that: value × factor + offset. */
interface Unit {
  readonly quantity: Quantity;
  readonly factor: number;
  readonly offset: number;
}

type Quantity =
  | 'temperature'
  | 'pressure'
  | 'speed'
  | 'length'
  | 'mass'
  | 'rotation'
  | 'power'
  | 'voltage'
  | 'current'
  | 'volume flow'
  | 'mass flow';

type Factor = number | { readonly factor: number; readonly offset: number };

/** The base unit is the one with factor 1. */
const unitsOf: readonly (readonly [Quantity, Readonly<Record<string, Factor>>])[] = [
  ['temperature', { '°C': 1, '°F': { factor: 5 / 9, offset: -160 / 9 }, K: { factor: 1, offset: -273.15 } }],
  ['pressure', { bar: 1, mbar: 1e-3, Pa: 1e-5, hPa: 1e-3, kPa: 0.01, MPa: 10, psi: 0.0689475729 }],
  ['speed', { 'mm/s': 1, 'cm/s': 10, 'm/s': 1_000, 'in/s': 25.4, 'ft/s': 304.8, 'km/h': 1_000 / 3.6, mph: 447.04 }],
  ['length', { mm: 1, µm: 1e-3, cm: 10, m: 1_000, km: 1e6, in: 25.4, ft: 304.8 }],
  ['mass', { kg: 1, t: 1_000, lb: 0.45359237 }],
  ['rotation', { rpm: 1, Hz: 60, 'rad/s': 30 / Math.PI }],
  ['power', { kW: 1, W: 1e-3, MW: 1_000, hp: 0.745699872 }],
  ['voltage', { V: 1, mV: 1e-3, kV: 1_000 }],
  ['current', { A: 1, mA: 1e-3, kA: 1_000 }],
  ['volume flow', { 'm³/h': 1, 'm³/s': 3_600, 'l/s': 3.6, 'l/min': 0.06 }],
  ['mass flow', { 't/h': 1, 'kg/h': 1e-3, 'kg/s': 3.6 }],
];

/** Other ways to write them; capital letters do not count. */
const spellings: Readonly<Record<string, string>> = {
  c: '°C',
  degc: '°C',
  celsius: '°C',
  f: '°F',
  degf: '°F',
  fahrenheit: '°F',
  kelvin: 'K',
  ips: 'in/s',
  kph: 'km/h',
  kmh: 'km/h',
  um: 'µm',
  μm: 'µm', // the Greek letter; the sign of the table is another character
  '1/min': 'rpm',
  'm3/h': 'm³/h',
  'm3/s': 'm³/s',
};

const known = new Map<string, Unit>();
for (const [quantity, units] of unitsOf) {
  for (const [symbol, factor] of Object.entries(units)) {
    known.set(symbol, { quantity, ...(typeof factor === 'number' ? { factor, offset: 0 } : factor) });
  }
}
const bySmallLetters = new Map(Object.entries(spellings));
for (const symbol of known.keys()) {
  const small = symbol.toLowerCase();
  // MW and mW, MV and mV: what small letters cannot tell apart is known by its exact spelling only.
  if (!/^[Mm][A-Z]/.test(symbol) && !bySmallLetters.has(small)) bySmallLetters.set(small, symbol);
}

/** The value in the wanted unit; null when the units contradict each other and no factor between them is known. */
export function convert(value: number, from: string, to: string): number | null {
  if (from === to) return value;
  const given = standardSpelling(from);
  const wanted = standardSpelling(to);
  if (given === wanted) return value;
  const source = known.get(given);
  const target = known.get(wanted);
  if (source === undefined || target === undefined || source.quantity !== target.quantity) return null;
  const ratio = source.factor / target.factor;
  return value * ratio + (source.offset - target.offset) / target.factor;
}

/** Below this nothing can be measured: absolute zero, and for gauge pressures the vacuum under the heaviest weather. */
const lowestInBaseUnit: Readonly<Partial<Record<Quantity, number>>> = { temperature: -273.15, pressure: -1.1 };
/** What conversions may add to a value at the very end of its range. */
const roundingSlack = 1e-6;

/** Whether a value lies below everything that its unit can measure; false for units that nobody knows. */
export function isBelowPossible(value: number, unit: string): boolean {
  const source = known.get(unit) ?? known.get(standardSpelling(unit));
  const lowest = source === undefined ? undefined : lowestInBaseUnit[source.quantity];
  if (source === undefined || lowest === undefined) return false;
  return value * source.factor + source.offset < lowest - roundingSlack;
}

function standardSpelling(unit: string): string {
  const trimmed = unit.trim();
  return known.has(trimmed) ? trimmed : (bySmallLetters.get(trimmed.toLowerCase()) ?? trimmed);
}
