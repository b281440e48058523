/** Tells whether anybody else did something lately, from the last two names alone, however many there are. */

/** Remembers who was seen last, and who before them under another name. */
export class LastTwo {
  readonly #windowMs: number;
  readonly #elapsedMs: () => number;
  #last = '';
  #lastMs = Number.NEGATIVE_INFINITY;
  #otherMs = Number.NEGATIVE_INFINITY;

  constructor(windowMs: number, elapsedMs: () => number) {
    this.#windowMs = windowMs;
    this.#elapsedMs = elapsedMs;
  }

  note(name: string): void {
    if (name !== this.#last) {
      this.#otherMs = this.#lastMs;
      this.#last = name;
    }
    this.#lastMs = this.#elapsedMs();
  }

  /** Whether somebody else was seen within the window. */
  hasOther(name: string): boolean {
    const seenMs = name === this.#last ? this.#otherMs : this.#lastMs;
    return this.#elapsedMs() - seenMs <= this.#windowMs;
  }
}
