/** The table of units: symbols, spellings and factors to the base unit of each quantity. */
import { rateUnits } from './rate-units.ts';
import { stateUnits } from './state-units.ts';
import type { QuantityEntry } from './unit-entry.ts';

/**
 * Spellings are compared without blanks, "^" and the difference between superscripts, dashes and dots of the same look; capital
 * letters count only where they tell two units apart. Codes of UNECE Recommendation 20 and of UCUM stand among the spellings.
 */
export const quantityEntries: readonly QuantityEntry[] = [...stateUnits, ...rateUnits];
