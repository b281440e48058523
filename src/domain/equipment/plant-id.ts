/** Normalises the ids of sites, equipment and sensors: trimmed, and in Unicode form NFC. */

/** The form of nearly every id: printable ASCII without a blank at either end. */
const usual = /^[!-~](?:[ -~]*[!-~])?$/;

/** A site's, machine's or sensor's id as it is stored and compared: without blanks around it, and composed (NFC). */
export function plantId(text: string): string {
  return usual.test(text) ? text : text.normalize('NFC').trim();
}

/** A text from outside, as an id if it is one. */
export function plantIdOf<Value>(value: Value): Value | string {
  return typeof value === 'string' ? plantId(value) : value;
}

/** The ids of a filter, in both forms where they differ: rows that were stored before ids were trimmed are still found. */
export function plantIdForms(ids: readonly string[]): readonly string[] {
  return ids.every((id) => plantId(id) === id) ? ids : [...new Set(ids.flatMap((id) => [plantId(id), id]))];
}
