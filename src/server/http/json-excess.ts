/** Tells whether a JSON text nests too deep, or has an object with too many members, before it is parsed. */
import { maxJsonDepth, maxJsonMembers } from '../../limits.ts';

const quote = 0x22;
const backslash = 0x5c;
const colon = 0x3a;

/**
 * One pass, which leaps over strings; what is no JSON is left to the parser. Members are counted because the parser makes each new name a
 * thing of its own: a megabyte of names takes it as long as ten of readings.
 */
export function jsonExcess(text: string): 'nesting' | 'members' | null {
  const members = new Int32Array(maxJsonDepth + 1);
  let depth = 0;
  for (let at = 0; at < text.length; at += 1) {
    const unit = text.charCodeAt(at);
    if (unit === quote) {
      at = stringEnd(text, at);
    } else if (unit === 0x7b || unit === 0x5b) {
      depth += 1;
      if (depth > maxJsonDepth) return 'nesting';
      members[depth] = 0;
    } else if (unit === 0x7d || unit === 0x5d) {
      depth = Math.max(0, depth - 1);
    } else if (unit === colon) {
      const count = (members[depth] ?? 0) + 1;
      if (count > maxJsonMembers) return 'members';
      members[depth] = count;
    }
  }
  return null;
}

/** The place of the closing quotation mark. */
function stringEnd(text: string, start: number): number {
  for (let end = text.indexOf('"', start + 1); end >= 0; end = text.indexOf('"', end + 1)) {
    let before = end - 1;
    while (text.charCodeAt(before) === backslash) before -= 1;
    if ((end - before) % 2 === 1) return end;
  }
  return text.length;
}
