/** Token buckets: how much each of many holders may take in a time, and when one that took more may go on. */

const sweepEveryMs = 60_000;

/**
 * One number is kept of each holder: the instant at which what it has taken is paid for at its rate (the generic cell rate algorithm of
 * ITU-T I.371). Up to `burstMs` of its rate may be taken at once. Who may take at all may take any amount, and waits the longer afterwards: so
 * a request is never too large for a small rate, and the rate holds on average all the same.
 */
export class TokenBuckets {
  readonly #burstMs: number;
  readonly #elapsedMs: () => number;
  readonly #paidAtMs = new Map<string, number>();
  #sweepAtMs = sweepEveryMs;

  constructor(burstMs: number, elapsedMs: () => number) {
    this.#burstMs = burstMs;
    this.#elapsedMs = elapsedMs;
  }

  /** Ms until the holder may take again; 0: now. */
  waitMs(holder: string): number {
    const paidAtMs = this.#paidAtMs.get(holder);
    return paidAtMs === undefined ? 0 : Math.max(0, Math.ceil(paidAtMs - this.#elapsedMs() - this.#burstMs));
  }

  /** Takes in any case; whoever minds asks `waitMs` before. */
  take(holder: string, amount: number, perSecond: number): void {
    const nowMs = this.#elapsedMs();
    if (nowMs >= this.#sweepAtMs) this.#sweep(nowMs);
    const fromMs = Math.max(nowMs, this.#paidAtMs.get(holder) ?? nowMs);
    this.#paidAtMs.set(holder, fromMs + (amount / perSecond) * 1_000);
  }

  /** Holders that are remembered: those that have not paid yet, or had not at the last look. */
  get size(): number {
    return this.#paidAtMs.size;
  }

  #sweep(nowMs: number): void {
    this.#sweepAtMs = nowMs + sweepEveryMs;
    for (const [holder, paidAtMs] of this.#paidAtMs) if (paidAtMs <= nowMs) this.#paidAtMs.delete(holder);
  }
}
