/** Keeps of a sequence what can still be the greatest of its newest part, in as little memory as that takes. */

/** Values that no later one exceeds, oldest first, with their places. */
export interface StoredQueue {
  readonly values: readonly number[];
  readonly places: readonly number[];
}

const none: readonly number[] = [];

/**
 * The greatest value of any newest stretch, at the cost of an addition: a value that a later one exceeds can never be it again, and is
 * forgotten. Of a signal that goes up and down a few are left, of one that only falls all. With `sign` -1 the least one.
 */
export class FallingQueue {
  readonly #sign: 1 | -1;
  readonly #values: number[];
  readonly #places: number[];

  constructor(sign: 1 | -1, stored: StoredQueue | null = null) {
    this.#sign = sign;
    this.#values = (stored?.values ?? none).map((value) => value * sign);
    this.#places = [...(stored?.places ?? none)];
  }

  /** Places never fall. Of several values at one place the greatest counts. */
  push(value: number, place: number): void {
    const signed = value * this.#sign;
    const values = this.#values;
    const places = this.#places;
    let last = values.length - 1;
    if (last >= 0 && places[last] === place && (values[last] ?? 0) >= signed) return;
    while (last >= 0 && (values[last] ?? 0) <= signed) {
      values.pop();
      places.pop();
      last -= 1;
    }
    values.push(signed);
    places.push(place);
  }

  /** Forgets what is older than this place. */
  dropBefore(place: number): void {
    while (this.#places.length > 0 && (this.#places[0] ?? 0) < place) {
      this.#values.shift();
      this.#places.shift();
    }
  }

  /** Of all that is not forgotten; null where nothing is. */
  get greatest(): number | null {
    return this.#values.length === 0 ? null : (this.#values[0] ?? 0) * this.#sign;
  }

  /** Of this place and later ones; null where there is none. */
  greatestFrom(place: number): number | null {
    let first = this.#places.length;
    while (first > 0 && (this.#places[first - 1] ?? 0) >= place) first -= 1;
    return first === this.#places.length ? null : (this.#values[first] ?? 0) * this.#sign;
  }

  stored(): StoredQueue {
    return { values: this.#values.map((value) => value * this.#sign), places: [...this.#places] };
  }
}

/** A queue of points of which all were stored, as an earlier version did, at the places from `firstPlace` on. */
export function queueOf(sign: 1 | -1, points: readonly number[], firstPlace: number): FallingQueue {
  const queue = new FallingQueue(sign);
  points.forEach((point, i) => void queue.push(point, firstPlace + i));
  return queue;
}
