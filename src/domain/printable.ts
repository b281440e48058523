/**
 * Recognises text that is safe to print: without control characters, halves of surrogate pairs, and characters that nobody sees or that
 * turn the direction of what follows.
 */

/** Controls, marks of format and direction, ends of lines and paragraphs, halves of pairs; fillers, joiners and variation selectors. */
const unprintable = /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\p{Cs}\p{Default_Ignorable_Code_Point}]/u;

/** The text without what cannot be seen, turns directions, or is half a character; ends of lines and tabs become spaces. */
export function withoutUnprintable(text: string): string {
  return text.replace(/[\t\n\r\u2028\u2029]+/g, ' ').replace(new RegExp(unprintable, 'gu'), '');
}

/** Whether a name can stand in a table and on a screen as it is, and be told from others there. */
export function isPrintable(text: string): boolean {
  return !unprintable.test(text);
}
