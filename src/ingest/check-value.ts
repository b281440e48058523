/** Checks the value of a reading. */
import { isNotANumber, numberOfText } from '../domain/readings/numeric-text.ts';
import { maxTextValueLength } from '../limits.ts';
import { isStorable } from './storable-text.ts';

/** Why a value is none that bronze can hold; null when nothing is wrong with it. Null itself is a value's absence, which only BAD may say. */
export function valueFault(value: unknown, isBad: boolean): string | null {
  switch (typeof value) {
    case 'number':
      return Number.isFinite(value) ? null : 'value must be a finite number';
    case 'boolean':
      return null;
    case 'string':
      return textFault(value);
    case 'undefined':
      return 'value is missing; a reading without a value has value null and quality BAD';
    default:
      if (value !== null) return 'value must be a number, text or true/false';
      return isBad ? null : 'value is null: it must be a number, text or true/false, or the quality BAD';
  }
}

function textFault(text: string): string | null {
  if (text.length > maxTextValueLength || !isStorable(text)) {
    return `a text value has at most ${maxTextValueLength} characters, without NUL or unpaired surrogates`;
  }
  if (isNotANumber(text)) return `value is the text ${JSON.stringify(text)}, which says that there is no number`;
  const number = numberOfText(text);
  if (number !== null && !Number.isFinite(number)) return 'value must be a finite number';
  return null;
}
