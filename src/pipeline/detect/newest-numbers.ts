/** The newest numbers of a sequence, in as much memory as there are of them. */

const firstRoom = 16;

/** Read by place, 0 the oldest. When it is full, each number takes the place of the oldest. */
export class NewestNumbers {
  readonly #most: number;
  #values: Float64Array;
  #length: number;
  /** Where the oldest is; 0 until it is full. */
  #first = 0;

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
      this.#values[this.#first] = number;
      this.#first = this.#first + 1 === this.#most ? 0 : this.#first + 1;
      return;
    }
    if (this.#length === this.#values.length) {
      const wider = new Float64Array(Math.min(this.#most, 2 * this.#length));
      wider.set(this.#values);
      this.#values = wider;
    }
    this.#values[this.#length] = number;
    this.#length += 1;
  }

  /** NaN where there is none. */
  at(place: number): number {
    if (place < 0 || place >= this.#length) return Number.NaN;
    const at = this.#first + place;
    return this.#values[at < this.#most ? at : at - this.#most] ?? Number.NaN;
  }

  stored(): number[] {
    return [...this.#values.subarray(this.#first, this.#length), ...this.#values.subarray(0, this.#first)];
  }
}
