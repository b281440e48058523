/** Makes text from outside the page safe to read: it marks invisible characters and isolates directions. */

/**
 * Text from outside: ids, units, descriptions, names, values. It may hold characters that nobody sees and that yet change what is read,
 * turn its direction, or run over everything beside it.
 */

/** Joiners and selectors that a reader sees the effect of: within an emoji, in a keycap, behind a Han character, between letters that join. */
const meant =
  /(?<=\p{ExtPict}\p{EMod}?)[\uFE0E\uFE0F]|(?<=[0-9#*])\uFE0F(?=\u20E3)|(?<=\p{ExtPict}\p{EMod}?\uFE0F?)\u200D(?=\p{ExtPict})|(?<=\p{sc=Han})[\u{E0100}-\u{E01EF}]/u;
const joined =
  '[\\p{scx=Arab}\\p{scx=Deva}\\p{scx=Beng}\\p{scx=Mlym}\\p{scx=Knda}\\p{scx=Sinh}\\p{scx=Telu}\\p{scx=Taml}\\p{scx=Gujr}\\p{scx=Guru}\\p{scx=Orya}]';
/** Scripts without blanks between words: a zero-width space is where their lines break. */
const unspaced = '[\\p{scx=Khmr}\\p{scx=Thai}\\p{scx=Laoo}\\p{scx=Mymr}]';
const joinsLetters = new RegExp(
  `(?<=${joined})[\\u200C\\u200D](?=${joined})|(?<=${unspaced})\\u200B(?=${unspaced})`,
  'u',
);
/** Controls, separators, halves of characters, and all that Unicode calls default ignorable: bidi controls, zero widths, tags, fillers. */
const unseen = /[\p{Cc}\p{Zl}\p{Zp}\p{Cs}\p{DI}\p{NChar}\uFFF9-\uFFFB\u2800]/u;
/** More marks above one letter than any script needs climb over the lines around them. */
const heap = /(?<=\p{M}{4})\p{M}+/u;
/** In a name every blank tells two names apart, and at its ends nobody sees one. */
const oddBlank = /(?! )\p{Zs}|^ +| +$|(?<= ) +/u;

const patterns = {
  name: anyOf(meant, unseen, heap, oddBlank),
  text: anyOf(meant, joinsLetters, /\r?\n|\t/u, unseen, heap),
};
/** The same places, tried where something was found and nowhere else. */
const harmless = {
  name: new RegExp(meant, 'uy'),
  text: new RegExp(anyOf(meant, joinsLetters, /\r?\n|\t/u), 'uy'),
};
const rightToLeft = /[\p{sc=Hebr}\p{sc=Arab}\p{sc=Syrc}\p{sc=Thaa}\p{sc=Nkoo}]/u;

/** @typedef {'name' | 'text'} ForeignKind a name is one line, a text may have several */

/** @param {...RegExp} parts */
function anyOf(...parts) {
  return new RegExp(parts.map(({ source }) => source).join('|'), 'gu');
}

/**
 * The text in pieces: what can be read, and marks for what cannot; cut, with a sign that more follows, where both together would take more
 * than `most` characters: a mark is eight times as long as what it stands for.
 *
 * @param {string} text
 * @param {ForeignKind} kind
 * @param {number} [most]
 * @returns {{ readonly seen: string; readonly mark: string }[]} each a stretch of text and the mark behind it
 */
export function readable(text, kind, most = Number.POSITIVE_INFINITY) {
  /** @type {{ seen: string; mark: string }[]} */
  const pieces = [];
  let room = most;
  let seen = '';
  let from = 0;
  /** What was found last, and how often in a row. */
  let last = '';
  let times = 0;
  /** @param {string} mark */
  const push = (mark) => {
    const fits = seen.length + mark.length <= room;
    pieces.push(fits ? { seen, mark } : { seen: cut(seen, Math.max(0, room)), mark: '' });
    if (!fits && seen.length <= room) pieces.push({ seen: '…', mark: '' });
    room = fits ? room - seen.length - mark.length : -1;
    seen = '';
  };
  const close = () => {
    if (times > 0) push(markOf(last, times));
    times = 0;
  };
  for (const { 0: found, index } of text.matchAll(patterns[kind])) {
    if (isHarmless(text, found, index, kind)) continue;
    const between = text.slice(from, index);
    if (between !== '' || last !== found) close();
    if (room < 0) return pieces;
    seen += between;
    last = found;
    times += 1;
    from = index + found.length;
  }
  close();
  seen = text.slice(from);
  if (room >= 0 && seen !== '') push('');
  return pieces;
}

/** @param {string} text @param {string} found @param {number} index @param {ForeignKind} kind */
function isHarmless(text, found, index, kind) {
  const pattern = harmless[kind];
  pattern.lastIndex = index;
  return pattern.exec(text)?.[0] === found;
}

/** `[U+202E]`, `[U+200B × 12]`, `[7 marks]`. @param {string} found @param {number} times */
function markOf(found, times) {
  if (/^\p{M}+$/u.test(found) && !unseen.test(found)) return `[${[...found].length} marks]`;
  const code = (found.codePointAt(0) ?? 0).toString(16).toUpperCase().padStart(4, '0');
  const count = times * [...found].length;
  return count === 1 ? `[U+${code}]` : `[U+${code} × ${count}]`;
}

/**
 * The first `most` characters or so, cut between characters, with a sign that more follows.
 *
 * @param {string} text
 * @param {number} most
 */
export function cut(text, most) {
  if (text.length <= most) return text;
  return `${text.slice(0, most).replace(/[\uD800-\uDBFF]$/, '')}…`;
}

/**
 * For places that take no elements: titles of pages and tooltips, names for screen readers.
 *
 * @param {string} text
 * @param {ForeignKind} [kind]
 * @param {number} [most]
 */
export function plain(text, kind = 'name', most = Number.POSITIVE_INFINITY) {
  const marked = readable(text, kind, most)
    .map(({ seen, mark }) => `${seen}${mark}`)
    .join('');
  // Isolates (first strong … pop) only where the direction can differ: they are invisible characters themselves.
  return rightToLeft.test(marked) ? `\u2068${marked}\u2069` : marked;
}
