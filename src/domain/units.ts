/** Units that mean the same are written in one way. */
const spelling: ReadonlyMap<string, string> = new Map([
  ['°c', '°C'],
  ['c', '°C'],
  ['degc', '°C'],
  ['celsius', '°C'],
  ['°f', '°F'],
  ['f', '°F'],
  ['degf', '°F'],
  ['fahrenheit', '°F'],
  ['k', 'K'],
  ['kelvin', 'K'],
  ['mm/s', 'mm/s'],
  ['in/s', 'in/s'],
  ['ips', 'in/s'],
  ['bar', 'bar'],
  ['psi', 'psi'],
  ['kpa', 'kPa'],
]);

/** value × factor + offset, from → to. */
const conversions: ReadonlyMap<string, { readonly factor: number; readonly offset: number }> = new Map([
  ['°F→°C', { factor: 5 / 9, offset: -160 / 9 }],
  ['K→°C', { factor: 1, offset: -273.15 }],
  ['in/s→mm/s', { factor: 25.4, offset: 0 }],
  ['psi→bar', { factor: 0.0689475729, offset: 0 }],
  ['kPa→bar', { factor: 0.01, offset: 0 }],
]);

/** The value in the wanted unit; null when the units contradict each other and no factor between them is known. */
export function convert(value: number, from: string, to: string): number | null {
  if (from === to) return value;
  const given = standardSpelling(from);
  const wanted = standardSpelling(to);
  if (given === wanted) return value;
  const conversion = conversions.get(`${given}→${wanted}`);
  return conversion === undefined ? null : value * conversion.factor + conversion.offset;
}

function standardSpelling(unit: string): string {
  return spelling.get(unit.trim().toLowerCase()) ?? unit.trim();
}
