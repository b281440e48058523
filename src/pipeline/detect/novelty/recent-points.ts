/** Keeps the newest points of a signal, and their mean, in places of an array that it shares with others. */

/** How many there are, where the next one goes, and the points: until all are there in the order of their coming, then each in the place of the oldest. */
const [knownAt, nextAt, ringAt] = [0, 1, 2] as const;

/** How many places the newest `size` points take. */
export function placesOfRecent(size: number): number {
  return ringAt + size;
}

/** `stored`: points in order of their coming, of which the newest `size` are kept. */
export function loadRecent(numbers: Float64Array, at: number, size: number, stored: readonly number[]): void {
  const kept = stored.slice(-size);
  numbers[at + knownAt] = kept.length;
  numbers[at + nextAt] = kept.length % size;
  numbers.set(kept, at + ringAt);
}

export function pushRecent(numbers: Float64Array, at: number, size: number, point: number): void {
  const next = numbers[at + nextAt] ?? 0;
  const known = numbers[at + knownAt] ?? 0;
  numbers[at + ringAt + next] = point;
  numbers[at + nextAt] = next + 1 === size ? 0 : next + 1;
  if (known < size) numbers[at + knownAt] = known + 1;
}

/** Added up from the oldest on, so that it is the same number however the points came here; NaN until all are there. */
export function meanOfRecent(numbers: Float64Array, at: number, size: number): number {
  if ((numbers[at + knownAt] ?? 0) < size) return Number.NaN;
  const first = at + ringAt;
  const oldest = first + (numbers[at + nextAt] ?? 0);
  const end = first + size;
  let sum = 0;
  for (let i = oldest; i < end; i++) sum += numbers[i] ?? 0;
  for (let i = first; i < oldest; i++) sum += numbers[i] ?? 0;
  return sum / size;
}

/** Oldest first. */
export function storedRecent(numbers: Float64Array, at: number, size: number): number[] {
  const known = numbers[at + knownAt] ?? 0;
  const oldest = known < size ? 0 : (numbers[at + nextAt] ?? 0);
  return Array.from({ length: known }, (_, i) => numbers[at + ringAt + ((oldest + i) % size)] ?? 0);
}
