/** Checks notes, reasons and outcomes that people write. */
import { AndonError } from '../errors.ts';
import { maxNoteLength } from '../limits.ts';

/** PostgreSQL refuses NUL, and half a surrogate pair would come back as another character. */
export function isStorableText(text: string): boolean {
  return !/\0|\p{Surrogate}/u.test(text);
}

/** Checks text that a person wrote and returns it unchanged. Throws BAD_USER_INPUT. */
export function checkText(name: string, text: string, maxLength = maxNoteLength): string {
  if (text.trim() === '') throw new AndonError('BAD_USER_INPUT', `${name} must not be empty.`);
  if (text.length > maxLength) {
    throw new AndonError('BAD_USER_INPUT', `${name} has ${text.length} characters; at most ${maxLength} are taken.`);
  }
  if (!isStorableText(text)) {
    throw new AndonError('BAD_USER_INPUT', `${name} holds NUL or half a surrogate pair, which cannot be stored.`);
  }
  return text;
}

export function checkOptionalText(name: string, text: string | null | undefined): string | null {
  return text === null || text === undefined ? null : checkText(name, text);
}
