/**
 * The value as JSON; numbers that JSON has no word for are spelled out. Null when it is nested too deeply to be written: parsing
 * takes any depth, writing does not.
 */
export function jsonText(value: unknown): string | null {
  return jsonTextCut(value, Number.POSITIVE_INFINITY).text;
}

/**
 * The same for callers who keep only the first `longest` characters: texts inside are cut to that length, so one that is too long makes
 * the result too long as well. `leftOut` counts what is missing, before escaping.
 */
export function jsonTextCut(
  value: unknown,
  longest: number,
): { readonly text: string | null; readonly leftOut: number } {
  let leftOut = 0;
  const spellOut = (_key: string, one: unknown): unknown => {
    if (typeof one === 'number' && !Number.isFinite(one)) return String(one);
    if (typeof one !== 'string' || one.length <= longest) return one;
    leftOut += one.length - longest;
    return one.slice(0, longest);
  };
  try {
    return { text: JSON.stringify(value, spellOut), leftOut };
  } catch (error) {
    if (error instanceof RangeError) return { text: null, leftOut: 0 };
    throw error;
  }
}
