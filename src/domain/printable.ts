/** Recognises text that is safe to print: without control characters and halves of surrogate pairs. */

// biome-ignore lint/suspicious/noControlCharactersInRegex: these are the characters that must not reach a table or a screen
const unprintable = /[\u0000-\u001f\u007f]|\p{Surrogate}/u;

/** Whether a name can stand in a table and on a screen as it is. */
export function isPrintable(text: string): boolean {
  return !unprintable.test(text);
}
