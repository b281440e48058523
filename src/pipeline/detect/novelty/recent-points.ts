/** Keeps the newest points of a signal, and their mean. */

/** The newest points, oldest first when they are stored. */
export class RecentPoints {
  readonly #size: number;
  /** In the order of their coming until it is full, then each in the place of the oldest. */
  readonly #ring: number[];
  #next: number;

  /** `stored`: points in order of their coming, of which the newest `size` are kept. */
  constructor(size: number, stored: readonly number[] = []) {
    this.#size = size;
    this.#ring = stored.slice(-size);
    this.#next = this.#ring.length % size;
  }

  push(point: number): void {
    this.#ring[this.#next] = point;
    this.#next = this.#next + 1 === this.#size ? 0 : this.#next + 1;
  }

  /** Added up from the oldest on, so that it is the same number however the points came here; null until all are there. */
  mean(): number | null {
    if (this.#ring.length < this.#size) return null;
    let sum = 0;
    for (let i = this.#next; i < this.#size; i++) sum += this.#ring[i] ?? 0;
    for (let i = 0; i < this.#next; i++) sum += this.#ring[i] ?? 0;
    return sum / this.#size;
  }

  stored(): number[] {
    if (this.#ring.length < this.#size) return [...this.#ring];
    return [...this.#ring.slice(this.#next), ...this.#ring.slice(0, this.#next)];
  }
}
