/** Sentences in which the page's own words and text from outside are told apart. */

/** @import { ForeignKind } from './foreign.js' */
import { plain, readable } from './foreign.js';

/** The most characters of a name in one line; `whole` gives all of it to the detail pages. */
const longestName = 80;

/** @typedef {{ readonly foreign: string; readonly kind: ForeignKind; readonly most: number }} Foreign */
/** @typedef {readonly (string | Foreign)[]} Phrase strings are this page's own words */

/**
 * A phrase of this page with texts from outside in it. A string put into it counts as foreign; a number and a phrase do not.
 *
 * @param {readonly string[]} words
 * @param {...(string | number | Phrase | null)} values
 * @returns {Phrase}
 */
export function phrase(words, ...values) {
  return words.flatMap((word, index) => {
    const value = values[index] ?? '';
    const put =
      typeof value === 'number'
        ? [String(value)]
        : typeof value === 'string'
          ? value === ''
            ? []
            : foreign(value)
          : value;
    return word === '' ? put : [word, ...put];
  });
}

/**
 * @param {string} text
 * @param {{ readonly kind?: ForeignKind; readonly most?: number }} [how]
 * @returns {Phrase}
 */
export function foreign(text, { kind = 'name', most = longestName } = {}) {
  return [{ foreign: text, kind, most }];
}

/** All of the names of which one is too long for a line; else nothing. @param {readonly string[]} names */
export function whole(names) {
  return names.some((name) => plain(name, 'name', longestName) !== plain(name)) ? names.join(': ') : '';
}

/** This page's own words. @param {string} words @returns {Phrase} */
export function own(words) {
  return [words];
}

/** @param {readonly Phrase[]} phrases @param {string} between @returns {Phrase} */
export function joined(phrases, between) {
  return phrases.filter((each) => each.length > 0).flatMap((each, index) => (index === 0 ? each : [between, ...each]));
}

/** For titles, tooltips and screen readers. @param {Phrase} said */
export function plainText(said) {
  return said
    .map((piece) => (typeof piece === 'string' ? piece : plain(piece.foreign, piece.kind, piece.most)))
    .join('');
}

/** @param {Phrase} said @returns {Node[]} */
export function nodesOf(said) {
  return said.map((piece) => (typeof piece === 'string' ? document.createTextNode(piece) : isolated(piece)));
}

/** Isolates the text's direction and replaces each invisible character by a mark. @param {Foreign} piece */
function isolated({ foreign, kind, most }) {
  const root = document.createElement('bdi');
  for (const { seen, mark } of readable(foreign, kind, most)) {
    if (seen !== '') root.append(seen);
    if (mark === '') continue;
    const sign = document.createElement('span');
    sign.className = 'unseen';
    sign.textContent = mark;
    root.append(sign);
  }
  return root;
}

/** @type {WeakMap<Element, string>} */
const written = new WeakMap();

/** Writes only what has changed. @param {Element} target @param {Phrase} said */
export function put(target, said) {
  const key = said
    .map((piece) => (typeof piece === 'string' ? piece : `\u0000${piece.most} ${piece.foreign}\u0000`))
    .join('');
  if (written.get(target) === key) return;
  written.set(target, key);
  target.replaceChildren(...nodesOf(said));
}
