/** Placeholders that a source writes in place of a missing value, such as -9999. */
import { numberOfText } from './numeric-text.ts';
import type { TagValue } from './reading.ts';

/**
 * What a source writes where it has no value: −9999, −200, "null", "Bad Input". Numbers compare as they are sent, before their unit is
 * converted, and a text that spells a number is that number; other texts compare without regard to case and outer blanks.
 */
export class MissingValues {
  readonly #numbers = new Set<number>();
  readonly #others = new Set<string | boolean>();

  constructor(values: readonly TagValue[]) {
    for (const value of values) {
      const number = numberOf(value);
      if (number === null) this.#others.add(word(value));
      else this.#numbers.add(number);
    }
  }

  has(value: TagValue): boolean {
    const number = numberOf(value);
    return number === null ? this.#others.has(word(value)) : this.#numbers.has(number);
  }
}

function numberOf(value: TagValue): number | null {
  if (typeof value === 'number') return value;
  return typeof value === 'string' ? numberOfText(value) : null;
}

function word(value: TagValue): string | boolean {
  return typeof value === 'string' ? value.trim().toLowerCase() : value === true;
}
