/** Checks whether PostgreSQL can store a text. */

/** Whether PostgreSQL's UTF-8 text can hold it: no NUL, no half of a surrogate pair. */
export function isStorable(text: string): boolean {
  return text.isWellFormed() && !text.includes('\0');
}

export function isStorableText(value: unknown, maxLength: number): value is string {
  return typeof value === 'string' && value.length > 0 && value.length <= maxLength && isStorable(value);
}
