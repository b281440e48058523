/** The conversion from one unit to another as factor and offset. */
import { convert } from './units.ts';

/** A value in one unit becomes one in another: value × factor + offset. */
export interface UnitConversion {
  readonly factor: number;
  readonly offset: number;
}

/**
 * Null when no factor between the two units is known. Every conversion between units is a straight line, so two of its points say
 * all.
 */
export function conversionBetween(from: string, to: string): UnitConversion | null {
  const offset = convert(0, from, to);
  const atOne = convert(1, from, to);
  if (offset === null || atOne === null) return null;
  return { factor: atOne - offset, offset };
}
