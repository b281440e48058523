/** Parses JSON that may hold bare NaN and Infinity, as Python’s json.dumps writes them. */

const quote = 0x22;
const backslash = 0x5c;
const capitalI = 0x49;
const capitalN = 0x4e;
/** No honest request has more of such tokens; a text with more is refused to save memory. */
const maxTokens = 200_000;

/**
 * JSON as programs write it that do not mind the numbers which JSON has no word for (Python's json.dumps): bare NaN, Infinity and
 * −Infinity are read as the texts of these names, which no reading may have for a value. Throws SyntaxError for what is no JSON
 * even so.
 */
export function parseJsonWithNaN(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    const quoted = withQuotedTokens(text);
    if (quoted === null) throw error;
    try {
      return JSON.parse(quoted);
    } catch {
      throw error; // about the text as it came, which is what its sender can look at
    }
  }
}

/** The text with such tokens in quotation marks; null when it has none. One pass, whatever the text is. */
export function withQuotedTokens(text: string): string | null {
  if (!text.includes('NaN') && !text.includes('Infinity')) return null;
  const parts: string[] = [];
  let copied = 0;
  let isInString = false;
  for (let at = 0; at < text.length; at++) {
    const unit = text.charCodeAt(at);
    if (isInString) {
      if (unit === backslash) at += 1;
      else if (unit === quote) isInString = false;
      continue;
    }
    if (unit === quote) {
      isInString = true;
      continue;
    }
    if (unit !== capitalN && unit !== capitalI) continue;
    const word = text.startsWith('NaN', at) ? 'NaN' : text.startsWith('Infinity', at) ? 'Infinity' : null;
    if (word === null) continue;
    const from = word === 'Infinity' && text[at - 1] === '-' ? at - 1 : at;
    const to = at + word.length;
    if (isWordEnd(text, from - 1) && isWordEnd(text, to)) {
      if (parts.length >= 2 * maxTokens) return null;
      parts.push(text.slice(copied, from), `"${text.slice(from, to)}"`);
      copied = to;
    }
    at = to - 1;
  }
  if (parts.length === 0) return null;
  parts.push(text.slice(copied));
  return parts.join('');
}

/** What may stand beside a value: the marks of JSON and its blanks, or the text's own end. */
function isWordEnd(text: string, at: number): boolean {
  return at < 0 || at >= text.length || ',:[]{} \t\r\n'.includes(text.charAt(at));
}
