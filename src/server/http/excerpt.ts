const charsBefore = 24;
const charsAfter = 16;

/**
 * What stands around a place of a text, in double quotes and short enough for a message: control characters, halves of surrogate pairs
 * and marks that turn the direction of writing are written as escapes, so that it is safe on a terminal and in a log.
 */
export function excerpt(text: string, index: number): string {
  const start = Math.max(0, index - charsBefore);
  const end = Math.min(text.length, index + charsAfter);
  const inside = JSON.stringify(text.slice(start, end)).replace(/[\p{C}\u2028\u2029]/gu, escaped);
  return `${start > 0 ? '…' : ''}${inside}${end < text.length ? '…' : ''}`;
}

function escaped(char: string): string {
  return `\\u{${(char.codePointAt(0) ?? 0).toString(16)}}`;
}
