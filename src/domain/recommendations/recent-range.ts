/** Lowest and highest value of a sensor over the last 14 days, by half days. */

const blockMs = 12 * 3_600_000;
const blocks = 28;
/** Numbers of a block: which half day since 1970, lowest, highest. */
const width = 3;

export interface ValueRange {
  readonly low: number;
  readonly high: number;
}

/** Shared by those that hold nothing; never written to. */
const nothing: number[] = [];

/** Windows enter in the order of their time; the range forgets whole half days, and holds 14 to 14½ days. */
export class RecentRange {
  /** Block by block, oldest first: number, lowest, highest. One array of just that size, since every sensor has one. */
  #blocks: number[];
  /** Half days up to this one are left out. */
  #lastLeftOut = Number.NEGATIVE_INFINITY;
  #low = Number.POSITIVE_INFINITY;
  #high = Number.NEGATIVE_INFINITY;

  constructor(stored: readonly number[] = []) {
    this.#blocks = stored.length === 0 ? nothing : stored.slice();
    this.#span();
  }

  /** Null before the first window. */
  get range(): ValueRange | null {
    return this.isEmpty ? null : { low: this.#low, high: this.#high };
  }

  get isEmpty(): boolean {
    return this.#blocks.length === 0;
  }

  /** Whether there is a range, and the value is outside of it. */
  isOutside(value: number): boolean {
    return !this.isEmpty && (value < this.#low || value > this.#high);
  }

  /** From the first to the last half day with values, in days. */
  get days(): number {
    const [first = 0] = this.#blocks;
    return this.isEmpty ? 0 : ((this.#blocks.at(-width) ?? first) - first + 1) / 2;
  }

  /** Leaves out the half day of this time, epoch ms, and those before: their values are in another unit. Returns whether any was there. */
  leaveOutUpTo(timeMs: number): boolean {
    this.#lastLeftOut = Math.floor(timeMs / blockMs);
    return this.#forgetUpTo(this.#lastLeftOut);
  }

  /** Returns whether what is to be stored has changed. A window of an earlier half day than the newest enters the newest. */
  enter(windowMs: number, low: number, high: number): boolean {
    const number = Math.floor(windowMs / blockMs);
    if (number <= this.#lastLeftOut) return false;
    const newest = this.#blocks.length - width;
    if (newest < 0 || number > (this.#blocks[newest] ?? 0)) {
      // Exactly as long as it has to be: what is spread or pushed has room for many more.
      this.#blocks = this.#blocks.concat([number, low, high]);
      this.#low = Math.min(this.#low, low);
      this.#high = Math.max(this.#high, high);
      this.#forgetUpTo(number - blocks - 1);
      return true;
    }
    const isWithin = low >= (this.#blocks[newest + 1] ?? low) && high <= (this.#blocks[newest + 2] ?? high);
    if (isWithin) return false;
    this.#blocks[newest + 1] = Math.min(low, this.#blocks[newest + 1] ?? low);
    this.#blocks[newest + 2] = Math.max(high, this.#blocks[newest + 2] ?? high);
    this.#low = Math.min(this.#low, low);
    this.#high = Math.max(this.#high, high);
    return true;
  }

  stored(): number[] {
    return [...this.#blocks];
  }

  #forgetUpTo(number: number): boolean {
    let gone = 0;
    while (gone < this.#blocks.length && (this.#blocks[gone] ?? 0) <= number) gone += width;
    if (gone === 0) return false;
    this.#blocks = this.#blocks.slice(gone);
    this.#span();
    return true;
  }

  #span(): void {
    this.#low = Number.POSITIVE_INFINITY;
    this.#high = Number.NEGATIVE_INFINITY;
    for (let i = 0; i < this.#blocks.length; i += width) {
      this.#low = Math.min(this.#low, this.#blocks[i + 1] ?? this.#low);
      this.#high = Math.max(this.#high, this.#blocks[i + 2] ?? this.#high);
    }
  }
}
