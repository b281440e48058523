/** Turns what a detector remembers into bytes and back, every number as it was: most of it is arrays of doubles. */

/** Arrays of fewer numbers are written as JSON. */
const leastPacked = 4;

interface Header {
  readonly value: unknown;
  /** Lengths of the arrays that follow as doubles, in the order in which the value names them. */
  readonly lengths: readonly number[];
}

/** Stands in the header for an array of doubles, by its place among them; `{ "$n": "-Infinity" }` for a number that JSON has no word for. */
interface Reference {
  readonly $: number;
}

/** Objects, arrays, texts, booleans, null and numbers, infinities included. */
export function packState(value: unknown): Buffer {
  const arrays: (readonly number[])[] = [];
  const refer = (numbers: readonly number[]): Reference => ({ $: arrays.push(numbers) - 1 });
  const written = replaced(value, (one) => {
    if (typeof one === 'number' && !Number.isFinite(one)) return { $n: String(one) };
    if (isNumbers(one) && (one.length >= leastPacked || !one.every(Number.isFinite))) return refer(one);
    return undefined;
  });
  const header: Header = { value: written, lengths: arrays.map((array) => array.length) };
  const text = Buffer.from(JSON.stringify(header));
  const doubles = arrays.reduce((sum, array) => sum + array.length, 0);
  const packed = Buffer.alloc(4 + text.length + doubles * 8);
  packed.writeUInt32LE(text.length, 0);
  text.copy(packed, 4);
  let place = 4 + text.length;
  for (const array of arrays) {
    for (const number of array) place = packed.writeDoubleLE(number, place);
  }
  return packed;
}

export function unpackState(packed: Buffer): unknown {
  const textLength = packed.readUInt32LE(0);
  const header: Header = JSON.parse(packed.toString('utf8', 4, 4 + textLength));
  let place = 4 + textLength;
  const arrays = header.lengths.map((length) => {
    const array = Array.from({ length }, (_, i) => packed.readDoubleLE(place + i * 8));
    place += length * 8;
    return array;
  });
  return replaced(header.value, (one) => {
    if (typeof one !== 'object' || one === null) return undefined;
    if ('$' in one) return arrays[Number(one.$)];
    return '$n' in one ? Number(one.$n) : undefined;
  });
}

/** A copy in which whatever `replacement` has another value for is that value. */
function replaced(value: unknown, replacement: (one: unknown) => unknown): unknown {
  const other = replacement(value);
  if (other !== undefined) return other;
  if (Array.isArray(value)) return value.map((one) => replaced(one, replacement));
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, one]) => [key, replaced(one, replacement)]));
}

function isNumbers(value: unknown): value is readonly number[] {
  return Array.isArray(value) && value.length > 0 && value.every((one) => typeof one === 'number');
}
