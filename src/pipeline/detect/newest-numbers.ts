/** The newest numbers of a sequence, in as much memory as there are of them. */

const firstRoom = 16;

/** Read by place, 0 the oldest. When it is full, each number takes the place of the oldest. */
export class NewestNumbers {
  readonly #most: number;
  #values: Float64Array;
  #length: number;

  constructor(most: number, stored: readonly number[] = []) {
    const kept = stored.slice(-most);
    this.#most = most;
    this.#values = new Float64Array(Math.min(most, Math.max(firstRoom, kept.length)));
    this.#values.set(kept);
    this.#length = kept.length;
  }

  get length(): number {
    return this.#length;
  }

  push(number: number): void {
    if (this.#length === this.#most) {
      this.#values.copyWithin(0, 1);
      this.#length -= 1;
    } else if (this.#length === this.#values.length) {
      const wider = new Float64Array(Math.min(this.#most, 2 * this.#length));
      wider.set(this.#values);
      this.#values = wider;
    }
    this.#values[this.#length] = number;
    this.#length += 1;
  }

  /** NaN where there is none. */
  at(place: number): number {
    return place < this.#length ? (this.#values[place] ?? Number.NaN) : Number.NaN;
  }

  stored(): number[] {
    return [...this.#values.subarray(0, this.#length)];
  }
}
