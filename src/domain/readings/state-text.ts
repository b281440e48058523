/** A state of a sensor as one text: how running or stopped, true, 3 and "3" are compared, remembered and written. */
import { isPrintable } from '../printable.ts';
import type { TagValue } from './reading.ts';

/** What is longer is cut: texts that begin alike for so many characters are one state. */
export const maxStateLength = 200;
const maxShownLength = 60;

/**
 * The text by which a state is known. Numbers and the texts that spell them are one, as are true and "true", since gateways send either;
 * outer blanks do not count, capitals do.
 */
export function stateText(value: TagValue): string {
  if (typeof value !== 'string') return String(value === 0 ? 0 : value);
  return cut(value.trim(), maxStateLength);
}

/** In a sentence: in quotes, as far as it fits, and without what nobody sees or what turns the direction of the text behind it. */
export function stateInWords(state: string): string {
  const shown = cut(state, maxShownLength);
  const printable = [...shown].map((character) => (isPrintable(character) ? character : '�')).join('');
  return `“${printable}${shown.length < state.length ? '…' : ''}”`;
}

/** Never through the middle of a surrogate pair, which no database takes. */
function cut(text: string, length: number): string {
  if (text.length <= length) return text;
  const isPair = /[\uD800-\uDBFF]/.test(text.charAt(length - 1));
  return text.slice(0, isPair ? length - 1 : length);
}
