/**
 * The value as JSON; numbers that JSON has no word for are spelled out. Null when it is nested too deeply to be written: parsing
 * takes any depth, writing does not.
 */
export function jsonText(value: unknown): string | null {
  try {
    return JSON.stringify(value, spellOut);
  } catch (error) {
    if (error instanceof RangeError) return null;
    throw error;
  }
}

function spellOut(_key: string, value: unknown): unknown {
  return typeof value === 'number' && !Number.isFinite(value) ? String(value) : value;
}
