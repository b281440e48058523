/** Recognises numbers that a sender wrote as text. */

const numeric = /^[+-]?(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?$/;
/** How programs spell NaN and infinity: IEEE 754's names, their short forms, and those of Microsoft's C library. */
const notANumber = /^[+-]?(?:s?nan(?:\(\w*\))?|inf(?:inity)?|∞|1\.#(?:q?nan|snan|ind|inf)\d*)$/i;
/** Longer than any measured number; longer texts are not examined. */
const longest = 64;

/**
 * The number that a text spells in decimal digits, with a point and an exponent if need be; ±Infinity beyond double precision. Null
 * for everything else: "0x10" and "1_000" are programmers' numbers, and "1,500" means a thousand times less in Berlin than in London.
 */
export function numberOfText(text: string): number | null {
  if (text.length === 0 || text.length > longest) return null;
  const trimmed = text.trim();
  return numeric.test(trimmed) ? Number(trimmed) : null;
}

/** Whether a text says "no number": NaN or an infinity, in whatever spelling. */
export function isNotANumber(text: string): boolean {
  return text.length <= longest && notANumber.test(text.trim());
}
