/** The form of entries in the table of units, and the constants from which factors are computed. */

/** What a unit measures. Units of one quantity can be converted into each other, and into no others. */
export type Quantity =
  | 'temperature'
  | 'temperature difference'
  | 'pressure'
  | 'absolute pressure'
  | 'speed'
  | 'acceleration'
  | 'length'
  | 'mass'
  | 'volume'
  | 'time'
  | 'rotation'
  | 'angle'
  | 'power'
  | 'energy'
  | 'force'
  | 'torque'
  | 'voltage'
  | 'current'
  | 'resistance'
  | 'volume flow'
  | 'normal volume flow'
  | 'mass flow'
  | 'ratio';

/** The unit's symbol, how a value in it becomes one in the quantity's base unit, and other ways to write it. */
export type UnitEntry = readonly [
  symbol: string,
  /** Value × factor + zero is the value in the base unit, the one with factor 1. */
  factor: number | { readonly factor: number; readonly zero: number },
  ...spellings: string[],
];

export interface QuantityEntry {
  readonly quantity: Quantity;
  /** One of the units; the plausible range of −1,000…10,000 is meant in it. */
  readonly plausibleIn: string;
  /** Nothing can be measured below this, in the base unit. */
  readonly lowest?: number;
  readonly units: readonly UnitEntry[];
}

// Factors are exact by definition where NIST SP 811 has them in bold; pounds, inches and gallons are built from their definitions.
export const pound = 0.45359237;
export const inch = 0.0254;
export const gravity = 9.80665;
export const psiInPascal = (pound * gravity) / inch ** 2;
export const mercuryMmInPascal = 133.322387415;
export const usGallonInLitre = 3.785411784;
export const imperialGallonInLitre = 4.54609;
export const cubicFoot = (12 * inch) ** 3;
export const barInPascal = 1e5;
export const perPascal = 1 / barInPascal;
