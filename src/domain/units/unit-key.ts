/** Makes the key by which spellings of a unit are compared. */

/** Characters that look alike are one in a key. SQL gets the same list, so that both compare units alike. */
export const lookAlikes = {
  /** Before NFKC, which makes an "o" of the ordinal sign that keyboards offer in place of the degree. */
  before: { from: 'º˚', to: '°°' },
  after: { from: 'μµ∆−‐‑‒–—·⋅∙•∕⁄', to: 'uuΔ------....//' },
} as const;

const ignored = /[\s\u200b-\u200f\u2060\ufeff^]/g;
const needsNothing = /^[!-\]_-~]*$/;

/** A unit's text without what never tells units apart: blanks of every kind, "^", superscripts, dashes and dots of the same look. */
export function unitKey(unit: string): string {
  if (needsNothing.test(unit)) return unit;
  return translate(translate(unit, lookAlikes.before).normalize('NFKC'), lookAlikes.after).replace(ignored, '');
}

/** In small letters; of ASCII only, as PostgreSQL's lower(… COLLATE "C"). */
export function foldedUnitKey(key: string): string {
  return key.replace(/[A-Z]+/g, (capitals) => capitals.toLowerCase());
}

function translate(text: string, { from, to }: { readonly from: string; readonly to: string }): string {
  let result = '';
  for (const character of text) {
    const place = from.indexOf(character);
    result += place < 0 ? character : to.charAt(place);
  }
  return result;
}
