/** Keeps of a sequence what can still be the greatest of its newest part, in as little memory as that takes. */

/** Values that no later one exceeds, oldest first, with their places. */
export interface StoredQueue {
  readonly values: readonly number[];
  readonly places: readonly number[];
}

/**
 * The greatest value of any newest stretch, at the cost of an addition: a value that a later one exceeds can never be it again, and is
 * forgotten. Of a signal that goes up and down a few are left, of one that only falls all. With `sign` -1 the least one.
 */
export class FallingQueue {
  readonly #sign: 1 | -1;
  /** Value and place of each, one behind the other: one array takes less room than two. */
  readonly #items: number[] = [];

  constructor(sign: 1 | -1, stored: StoredQueue | null = null) {
    this.#sign = sign;
    stored?.values.forEach((value, i) => void this.#items.push(value * sign, stored.places[i] ?? 0));
  }

  /** Places never fall. Of several values at one place the greatest counts. */
  push(value: number, place: number): void {
    const signed = value * this.#sign;
    const items = this.#items;
    let last = items.length - 2;
    if (last >= 0 && items[last + 1] === place && (items[last] ?? 0) >= signed) return;
    while (last >= 0 && (items[last] ?? 0) <= signed) {
      items.pop();
      items.pop();
      last -= 2;
    }
    items.push(signed, place);
  }

  /** Forgets what is older than this place. */
  dropBefore(place: number): void {
    while (this.#items.length > 0 && (this.#items[1] ?? 0) < place) this.#items.splice(0, 2);
  }

  /** Of all that is not forgotten; null where nothing is. */
  get greatest(): number | null {
    return this.#items.length === 0 ? null : (this.#items[0] ?? 0) * this.#sign;
  }

  /** Of this place and later ones; null where there is none. */
  greatestFrom(place: number): number | null {
    let first = this.#items.length;
    while (first > 0 && (this.#items[first - 1] ?? 0) >= place) first -= 2;
    return first === this.#items.length ? null : (this.#items[first] ?? 0) * this.#sign;
  }

  stored(): StoredQueue {
    const values: number[] = [];
    const places: number[] = [];
    for (let i = 0; i < this.#items.length; i += 2) {
      values.push((this.#items[i] ?? 0) * this.#sign);
      places.push(this.#items[i + 1] ?? 0);
    }
    return { values, places };
  }
}

/** A queue of points of which all were stored, as an earlier version did, at the places from `firstPlace` on. */
export function queueOf(sign: 1 | -1, points: readonly number[], firstPlace: number): FallingQueue {
  const queue = new FallingQueue(sign);
  points.forEach((point, i) => void queue.push(point, firstPlace + i));
  return queue;
}
