/** How long to wait between attempts that fail. */

export interface BackoffOptions {
  readonly firstMs: number;
  readonly lastMs: number;
  /** In [0, 1). */
  readonly random?: () => number;
}

/**
 * How long to wait before the next attempt: twice as long after each failure, up to a bound. Each delay is spread over half to one and a
 * half of that, so that servers which lost the same database do not come back to it in one instant.
 */
export class Backoff {
  readonly #options: BackoffOptions;
  #nextMs: number;

  constructor(options: BackoffOptions) {
    this.#options = options;
    this.#nextMs = options.firstMs;
  }

  /** The delay after one more failure, in ms. */
  next(): number {
    const { lastMs, random = Math.random } = this.#options;
    const delayMs = this.#nextMs * (0.5 + random());
    this.#nextMs = Math.min(lastMs, this.#nextMs * 2);
    return delayMs;
  }

  /** An attempt succeeded. */
  reset(): void {
    this.#nextMs = this.#options.firstMs;
  }
}
