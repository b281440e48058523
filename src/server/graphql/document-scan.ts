/** Counts the tokens and the nesting of a document's text, before it is parsed: the parser would follow any nesting, by recursion. */

const newline = 0x0a;
const carriageReturn = 0x0d;
const quote = 0x22;
const backslash = 0x5c;
const hash = 0x23;

/** What a text has too much of; null when it has neither. */
export type DocumentExcess = 'tokens' | 'nesting' | null;

/**
 * One pass over the text, which ends at the first excess. Brackets of every kind nest, so this bounds selections, values, types, arguments
 * and inline fragments alike. A number with a point counts as three tokens; a text that is no document is left to the parser.
 */
export function scanDocument(text: string, mostTokens: number, mostNested: number): DocumentExcess {
  let tokens = 0;
  let nested = 0;
  for (let at = 0; at < text.length; ) {
    const unit = text.charCodeAt(at);
    if (unit <= 0x20 || unit === 0x2c || unit === 0xfeff) {
      at += 1;
      continue;
    }
    if (unit === hash) {
      at = lineEnd(text, at);
      continue;
    }
    tokens += 1;
    if (tokens > mostTokens) return 'tokens';
    if (unit === 0x7b || unit === 0x5b || unit === 0x28) {
      nested += 1;
      if (nested > mostNested) return 'nesting';
    } else if (unit === 0x7d || unit === 0x5d || unit === 0x29) {
      nested -= 1;
    }
    if (unit === quote) at = stringEnd(text, at);
    else if (isWord(unit)) at = wordEnd(text, at);
    else at += unit === 0x2e && text.startsWith('...', at) ? 3 : 1;
  }
  return null;
}

function lineEnd(text: string, start: number): number {
  for (let at = start; at < text.length; at += 1) {
    const unit = text.charCodeAt(at);
    if (unit === newline || unit === carriageReturn) return at;
  }
  return text.length;
}

function stringEnd(text: string, start: number): number {
  if (text.startsWith('"""', start)) {
    for (let end = text.indexOf('"""', start + 3); end >= 0; end = text.indexOf('"""', end + 3)) {
      if (text.charCodeAt(end - 1) !== backslash) return end + 3;
    }
    return text.length;
  }
  for (let at = start + 1; at < text.length; at += 1) {
    const unit = text.charCodeAt(at);
    if (unit === backslash) at += 1;
    else if (unit === quote || unit === newline || unit === carriageReturn) return at + 1;
  }
  return text.length;
}

function isWord(unit: number): boolean {
  return (
    (unit >= 0x61 && unit <= 0x7a) || (unit >= 0x41 && unit <= 0x5a) || (unit >= 0x30 && unit <= 0x39) || unit === 0x5f
  );
}

function wordEnd(text: string, start: number): number {
  let at = start + 1;
  while (at < text.length && isWord(text.charCodeAt(at))) at += 1;
  return at;
}
