/** Keeps the newest points of a signal. */

/** The newest points of a signal, and their least, greatest and mean. */

/** The newest points, oldest first when they are stored. */
export class RecentPoints {
  readonly #ring: Float64Array;
  #count: number;
  #next: number;

  /** `stored`: points in order of their coming, of which the newest `size` are kept. */
  constructor(size: number, stored: readonly number[] = []) {
    this.#ring = new Float64Array(size);
    const kept = stored.slice(-size);
    this.#ring.set(kept);
    this.#count = kept.length;
    this.#next = kept.length % size;
  }

  push(point: number): void {
    this.#ring[this.#next] = point;
    this.#next = this.#next + 1 === this.#ring.length ? 0 : this.#next + 1;
    if (this.#count < this.#ring.length) this.#count += 1;
  }

  /** Added up from the oldest on, so that it is the same number however the points came here; null until all are there. */
  mean(): number | null {
    if (this.#count < this.#ring.length) return null;
    let sum = 0;
    for (let i = this.#next; i < this.#ring.length; i++) sum += this.#ring[i] ?? 0;
    for (let i = 0; i < this.#next; i++) sum += this.#ring[i] ?? 0;
    return sum / this.#count;
  }

  stored(): number[] {
    if (this.#count < this.#ring.length) return [...this.#ring.subarray(0, this.#count)];
    return [...this.#ring.subarray(this.#next), ...this.#ring.subarray(0, this.#next)];
  }
}

/**
 * Greatest of the newest `size` points, or least with `sign` -1: a queue of those that a later one does not exceed, so that a point costs
 * the same whatever the size.
 */
export class SlidingExtreme {
  readonly #size: number;
  readonly #sign: 1 | -1;
  readonly #values: Float64Array;
  readonly #places: Float64Array;
  #first = 0;
  #length = 0;
  #count = 0;

  constructor(size: number, sign: 1 | -1, stored: readonly number[] = []) {
    this.#size = size;
    this.#sign = sign;
    this.#values = new Float64Array(size);
    this.#places = new Float64Array(size);
    for (const point of stored.slice(-size)) this.push(point);
  }

  push(point: number): void {
    const signed = point * this.#sign;
    if (this.#length > 0 && (this.#places[this.#first] ?? 0) <= this.#count - this.#size) {
      this.#first = this.#first + 1 === this.#size ? 0 : this.#first + 1;
      this.#length -= 1;
    }
    let last = this.#first + this.#length - 1;
    if (last >= this.#size) last -= this.#size;
    while (this.#length > 0 && (this.#values[last] ?? 0) <= signed) {
      this.#length -= 1;
      last = last === 0 ? this.#size - 1 : last - 1;
    }
    const place = last + 1 === this.#size ? 0 : last + 1;
    this.#values[this.#length === 0 ? this.#first : place] = signed;
    this.#places[this.#length === 0 ? this.#first : place] = this.#count;
    this.#length += 1;
    this.#count += 1;
  }

  /** Of as many points as there are; null before the first. */
  get sofar(): number | null {
    return this.#length === 0 ? null : (this.#values[this.#first] ?? 0) * this.#sign;
  }

  /** Null until there are `size` points. */
  get value(): number | null {
    return this.#count < this.#size ? null : this.sofar;
  }
}
