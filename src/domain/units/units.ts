/** Finds units by the spellings of the field and converts values between them. */

import type { Quantity } from './unit-entry.ts';
import { foldedUnitKey, unitKey } from './unit-key.ts';
import { quantityEntries } from './unit-table.ts';

/** The quantity of a unit, and its conversion to the base unit: value × factor + zero. */
export interface Unit {
  readonly symbol: string;
  readonly quantity: Quantity;
  readonly factor: number;
  readonly zero: number;
}

export interface UnitSpelling {
  readonly key: string;
  /** True for keys in small letters, which stand for every way to use capitals. */
  readonly folded: boolean;
  readonly unit: Unit;
}

const exact = new Map<string, Unit>();
const folded = new Map<string, Unit>();
indexUnits();

/** Units come from outside; this bounds what the memory of their spellings can take. */
const maxRemembered = 10_000;
const remembered = new Map<string, Unit | null>();

/** The unit that a text names; null for one that nobody knows. */
export function unitOf(text: string): Unit | null {
  const known = remembered.get(text);
  if (known !== undefined) return known;
  const key = unitKey(text);
  const unit = exact.get(key) ?? folded.get(foldedUnitKey(key)) ?? null;
  if (remembered.size >= maxRemembered) remembered.clear();
  remembered.set(text, unit);
  return unit;
}

/** The value in the wanted unit; null when the units contradict each other and no factor between them is known. */
export function convert(value: number, from: string, to: string): number | null {
  if (from === to) return value;
  const source = unitOf(from);
  const target = unitOf(to);
  if (source === null || target === null) {
    return source === target && unitKey(from) === unitKey(to) ? value : null;
  }
  if (source === target) return value;
  if (source.quantity !== target.quantity) return null;
  return value * (source.factor / target.factor) + (source.zero - target.zero) / target.factor;
}

/** The possible and the plausible range of values in a unit. */
export interface Bounds {
  /** Nothing can be measured below: absolute zero, a perfect vacuum; −Infinity where there is no such end. */
  readonly lowestPossible: number;
  readonly plausibleMin: number;
  readonly plausibleMax: number;
}

const plausible = { min: -1_000, max: 10_000 };
/** What conversions may add to a value at the very end of its range, in the base unit. */
const roundingSlack = 1e-6;
const anyBounds: Bounds = {
  lowestPossible: Number.NEGATIVE_INFINITY,
  plausibleMin: plausible.min,
  plausibleMax: plausible.max,
};

/** Bounds travel with their unit: −1,000…10,000 is meant in one unit of each quantity, or as it stands in a unit that nobody knows. */
export function boundsOf(unitText: string | null): Bounds {
  const unit = unitText === null ? null : unitOf(unitText);
  if (unit === null) return anyBounds;
  const entry = quantityEntries.find(({ quantity }) => quantity === unit.quantity);
  const lowest = entry?.lowest ?? Number.NEGATIVE_INFINITY;
  const reference = entry?.plausibleIn ?? unit.symbol;
  const slack = lowest === Number.NEGATIVE_INFINITY ? 0 : roundingSlack;
  return {
    lowestPossible: (lowest - slack - unit.zero) / unit.factor,
    plausibleMin: convert(plausible.min, reference, unit.symbol) ?? plausible.min,
    plausibleMax: convert(plausible.max, reference, unit.symbol) ?? plausible.max,
  };
}

/** Every key by which a unit is found. */
export function unitSpellings(): UnitSpelling[] {
  return [
    ...[...exact].map(([key, unit]) => ({ key, folded: false, unit })),
    ...[...folded].map(([key, unit]) => ({ key, folded: true, unit })),
  ];
}

function indexUnits(): void {
  const inDoubt = new Set<string>();
  for (const { quantity, units } of quantityEntries) {
    for (const [symbol, scale, ...spellings] of units) {
      const { factor, zero } = typeof scale === 'number' ? { factor: scale, zero: 0 } : scale;
      const unit: Unit = { symbol, quantity, factor, zero };
      for (const spelling of [symbol, ...spellings]) {
        const key = unitKey(spelling);
        const other = exact.get(key);
        if (other !== undefined && other !== unit) throw new Error(`${spelling} names ${other.symbol} and ${symbol}`);
        exact.set(key, unit);
        const small = foldedUnitKey(key);
        if (capitalsCount(key)) inDoubt.add(small);
        const twin = folded.get(small);
        if (twin !== undefined && twin !== unit) inDoubt.add(small);
        else if (!isCode(spelling)) folded.set(small, unit);
      }
    }
  }
  for (const small of inDoubt) folded.delete(small);
}

/** Codes of UNECE Recommendation 20 are always in capitals. */
function isCode(spelling: string): boolean {
  return /^[A-Z0-9]{2,3}$/.test(spelling);
}

/** M is mega and m is milli, N is newton or normal and n is nano; a single letter in the other case is another unit: T, M, G, S, H. */
function capitalsCount(key: string): boolean {
  if (isCode(key)) return false;
  if (key.length === 1) return !/[CFKVAWl]/.test(key);
  return /^(?:[Mm](?:[A-Z]|l(?:$|\/)|ohm|Ω)|N[ml]$)/.test(key);
}
