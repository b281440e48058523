import { maxJsonDepth } from '../../limits.ts';
/** Finds the first fault in a text that is not JSON, with line, column and an explanation. */
import { excerpt } from './excerpt.ts';

/** Where a text stops being JSON, and why. */
export interface JsonFault {
  /** In UTF-16 units; the text's length when it ends too early. */
  readonly index: number;
  /** A sentence's end: "a comma stands before ]". When the text ends too early, inside what. */
  readonly what: string;
  readonly endsEarly: boolean;
}

interface Opened {
  readonly bracket: '{' | '[';
  readonly index: number;
}

/** What may come next. */
type Expected = 'value' | 'value or ]' | 'key' | 'key or }' | 'colon' | 'comma' | 'nothing';

const whitespace = /[ \t\n\r]*/y;
const number = /-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?/y;
const escapeSequence = /\\(?:["\\/bfnrt]|u[0-9a-fA-F]{4})/y;
/** A run of characters that was probably meant as one value, up to the next mark of structure. */
const word = /[^\s,:[\]{}"]*/y;

/**
 * Finds the first fault of a text that JSON.parse has refused; its own words differ from version to version and often name no place.
 * By a loop, not by recursion: a body may be all brackets.
 */
export function findJsonFault(text: string): JsonFault | null {
  const open: Opened[] = [];
  let expected = 'value' as Expected;
  let index = 0;
  const valueEnds = (end: number): void => {
    index = end;
    expected = open.length === 0 ? 'nothing' : 'comma';
  };
  for (;;) {
    index = endOf(whitespace, text, index);
    if (index >= text.length) return expected === 'nothing' ? null : endsInside(text, open);
    const char = text.charAt(index);
    const inside = open.at(-1);
    if ((char === ']' && expected === 'value or ]') || (char === '}' && expected === 'key or }')) {
      open.pop();
      valueEnds(index + 1);
    } else if (expected === 'value' || expected === 'value or ]') {
      if (char === '{' || char === '[') {
        if (open.length === maxJsonDepth)
          return at(index, `lists and objects are nested more than ${maxJsonDepth} deep`);
        open.push({ bracket: char, index });
        expected = char === '{' ? 'key or }' : 'value or ]';
        index += 1;
      } else {
        const end = char === '"' ? stringEnd(text, index) : scalarEnd(text, index);
        if (typeof end !== 'number') return end;
        valueEnds(end);
      }
    } else if (expected === 'key' || expected === 'key or }') {
      if (char !== '"') return at(index, wrongKey(text, index));
      const end = stringEnd(text, index);
      if (typeof end !== 'number') return end;
      index = end;
      expected = 'colon';
    } else if (expected === 'colon') {
      if (char !== ':') return at(index, 'a colon is missing after the name');
      index += 1;
      expected = 'value';
    } else if (expected === 'comma' && char === ',') {
      expected = inside?.bracket === '{' ? 'key' : 'value';
      index += 1;
    } else if (expected === 'comma' && char === (inside?.bracket === '{' ? '}' : ']')) {
      open.pop();
      valueEnds(index + 1);
    } else if (expected === 'comma') {
      const closing = inside?.bracket === '{' ? '}' : ']';
      return at(index, `a comma or ${closing} is missing before ${named(text, index)}`);
    } else {
      return at(index, `${named(text, index)} follows the end of the JSON; a request is one JSON object`);
    }
  }
}

function stringEnd(text: string, start: number): number | JsonFault {
  for (let index = start + 1; index < text.length; index += 1) {
    const code = text.charCodeAt(index);
    if (code === 0x22) return index + 1;
    if (code < 0x20) return at(index, `${controlName(code)} stands inside a text; write it as ${escapeOf(code)}`);
    if (code !== 0x5c) continue;
    const end = endOf(escapeSequence, text, index);
    if (end === index) {
      if (text.length - index < 6 && /^\\(?:u[0-9a-fA-F]{0,3})?$/.test(text.slice(index))) break;
      return at(index, 'a backslash begins an escape that JSON does not have; a backslash itself is written \\\\');
    }
    index = end - 1;
  }
  return { index: text.length, what: `a text that began at ${placeName(text, start)}`, endsEarly: true };
}

function scalarEnd(text: string, start: number): number | JsonFault {
  const end = endOf(word, text, start);
  const given = text.slice(start, end);
  for (const literal of ['true', 'false', 'null']) {
    if (given === literal) return end;
    if (end === text.length && given !== '' && literal.startsWith(given)) return early(text, 'a word');
  }
  // Taken for the texts of their names, see json-with-nan.ts.
  if (given === 'NaN' || given === 'Infinity' || given === '-Infinity') return end;
  const numberEnd = endOf(number, text, start);
  if (numberEnd === end && numberEnd > start) return end;
  if (end === text.length && /^-?(?:(?:0|[1-9]\d*)(?:\.|(?:\.\d+)?[eE][+-]?))?$/.test(given))
    return early(text, 'a number');
  return at(start, wrongValue(given, text, start));
}

function wrongValue(given: string, text: string, index: number): string {
  const char = text.charAt(index);
  if (char === ']' || char === '}') {
    return text.slice(0, index).trimEnd().endsWith(',')
      ? `a comma stands before ${char}; JSON has none after the last value`
      : `a value is missing before ${char}`;
  }
  if (/^[-+]?(?:NaN|Infinity|inf)\b/i.test(given)) return `${short(given)} is no JSON value; a number is finite`;
  if (/^(?:True|False|None|undefined|NULL|TRUE|FALSE|Null)$/.test(given)) {
    return `${given} is no JSON value; JSON has true, false and null, in lower case`;
  }
  if (/^[-+.]?\d/.test(given)) return `${short(given)} is no JSON number; it is written like -12.5 or 1e3`;
  const unquoted = /^[\p{L}_]/u.test(given) ? `${short(given)} is no JSON value; a text is in double quotes` : null;
  return (
    quoteFault(given) ?? commentFault(text, index) ?? unquoted ?? `a value is missing before ${named(text, index)}`
  );
}

function wrongKey(text: string, index: number): string {
  const char = text.charAt(index);
  if (char === '}') return 'a comma stands before }; JSON has none after the last value';
  const given = text.slice(index, endOf(word, text, index));
  const unquoted = /^[\p{L}_$]/u.test(given) ? `the name ${short(given)} is not in double quotes` : null;
  return (
    quoteFault(given) ??
    commentFault(text, index) ??
    unquoted ??
    `a name in double quotes is missing before ${named(text, index)}`
  );
}

function quoteFault(given: string): string | null {
  return /^['`‘’“”«„]/.test(given) ? 'a text is not in double quotes ("…"), as JSON wants it' : null;
}

function commentFault(text: string, index: number): string | null {
  return /^(?:\/[/*]|#)/.test(text.slice(index, index + 2)) ? 'a comment stands here; JSON has none' : null;
}

function endsInside(text: string, open: readonly Opened[]): JsonFault {
  const inside = open.at(-1);
  if (inside === undefined) return early(text, 'a value');
  return early(
    text,
    `${inside.bracket === '{' ? 'an object' : 'a list'} that began at ${placeName(text, inside.index)}`,
  );
}

function early(text: string, what: string): JsonFault {
  return { index: text.length, what, endsEarly: true };
}

function at(index: number, what: string): JsonFault {
  return { index, what, endsEarly: false };
}

function named(text: string, index: number): string {
  return excerpt(String.fromCodePoint(text.codePointAt(index) ?? 0), 0);
}

function short(given: string): string {
  return excerpt(given, 0);
}

function controlName(code: number): string {
  return code === 0x0a || code === 0x0d ? 'a line break' : code === 0x09 ? 'a tab' : 'a control character';
}

function escapeOf(code: number): string {
  return JSON.stringify(String.fromCharCode(code)).slice(1, -1);
}

/** Line and column as editors count them, from 1. */
export function placeName(text: string, index: number): string {
  const before = text.slice(0, index).split('\n');
  return `line ${before.length}, column ${(before.at(-1)?.length ?? 0) + 1}`;
}

function endOf(pattern: RegExp, text: string, index: number): number {
  pattern.lastIndex = index;
  return pattern.test(text) ? pattern.lastIndex : index;
}
