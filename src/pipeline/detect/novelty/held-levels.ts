/** Views of novelty: levels that a signal held, as the least and greatest of its newest 5, 10 and 80 points. */
import { FallingQueue, type StoredQueue } from '../falling-queue.ts';

/** Spans of points, the widest one last: so many are kept. */
const few = 5;
const some = 10;
const most = 80;
export const heldSpans = 3;
/** How many there are, where the next one goes, the greatest and least of all of them, and the points. */
const [knownAt, nextAt, greatestAt, leastAt, ringAt] = [0, 1, 2, 3, 4] as const;

/** Places in an array that is shared with others. */
export const placesOfHeld = ringAt + most;

export interface StoredHeld {
  readonly greatest: StoredQueue;
  readonly least: StoredQueue;
}

/** As `storedHeld` gives it, of a signal that has had so many points. */
export function loadHeld(numbers: Float64Array, at: number, seen: number, { greatest, least }: StoredHeld): void {
  const stored = new Map<number, number>();
  for (const { values, places } of [greatest, least]) {
    places.forEach((place, i) => void stored.set(place, values[i] ?? 0));
  }
  const known = Math.min(seen, most);
  numbers[at + knownAt] = known;
  numbers[at + nextAt] = known % most;
  // What is not stored lies between later points: any of those in its place gives the same extremes.
  let later = 0;
  for (let back = 1; back <= known; back++) {
    later = stored.get(seen - back) ?? later;
    numbers[at + ringAt + known - back] = later;
  }
  findExtremes(numbers, at);
}

export function pushHeld(numbers: Float64Array, at: number, point: number): void {
  const next = numbers[at + nextAt] ?? 0;
  const known = numbers[at + knownAt] ?? 0;
  const greatest = numbers[at + greatestAt] ?? 0;
  const least = numbers[at + leastAt] ?? 0;
  const left = numbers[at + ringAt + next] ?? 0;
  numbers[at + ringAt + next] = point;
  numbers[at + nextAt] = next + 1 === most ? 0 : next + 1;
  if (known < most) numbers[at + knownAt] = known + 1;
  else if ((left >= greatest && point < left) || (left <= least && point > left)) {
    findExtremes(numbers, at);
    return;
  }
  if (point > greatest) numbers[at + greatestAt] = point;
  if (point < least) numbers[at + leastAt] = point;
}

/** Sets the least of the newest 5, 10 and 80 points from that place on, and behind them the greatest of each; NaN where there are not so many. */
export function showHeld(numbers: Float64Array, at: number, shown: Float64Array, from: number): void {
  const known = numbers[at + knownAt] ?? 0;
  const first = at + ringAt;
  let place = first + (numbers[at + nextAt] ?? 0);
  let least = Number.POSITIVE_INFINITY;
  let greatest = Number.NEGATIVE_INFINITY;
  for (let i = 0; i < 2 * heldSpans; i++) shown[from + i] = Number.NaN;
  const looked = known < some ? known : some;
  for (let points = 1; points <= looked; points++) {
    place = place === first ? first + most - 1 : place - 1;
    const point = numbers[place] ?? 0;
    if (point < least) least = point;
    if (point > greatest) greatest = point;
    if (points === few) {
      shown[from] = least;
      shown[from + heldSpans] = greatest;
    }
  }
  if (known < some) return;
  shown[from + 1] = least;
  shown[from + heldSpans + 1] = greatest;
  if (known < most) return;
  shown[from + 2] = numbers[at + leastAt] ?? 0;
  shown[from + heldSpans + 2] = numbers[at + greatestAt] ?? 0;
}

/** What no later point exceeds, with its number among all points of the signal. */
export function storedHeld(numbers: Float64Array, at: number, seen: number): StoredHeld {
  const known = numbers[at + knownAt] ?? 0;
  const oldest = known < most ? 0 : (numbers[at + nextAt] ?? 0);
  const greatest = new FallingQueue(1);
  const least = new FallingQueue(-1);
  for (let i = 0; i < known; i++) {
    const point = numbers[at + ringAt + ((oldest + i) % most)] ?? 0;
    greatest.push(point, seen - known + i);
    least.push(point, seen - known + i);
  }
  return { greatest: greatest.stored(), least: least.stored() };
}

function findExtremes(numbers: Float64Array, at: number): void {
  const end = at + ringAt + (numbers[at + knownAt] ?? 0);
  let least = Number.POSITIVE_INFINITY;
  let greatest = Number.NEGATIVE_INFINITY;
  for (let i = at + ringAt; i < end; i++) {
    const point = numbers[i] ?? 0;
    if (point < least) least = point;
    if (point > greatest) greatest = point;
  }
  numbers[at + leastAt] = least;
  numbers[at + greatestAt] = greatest;
}
