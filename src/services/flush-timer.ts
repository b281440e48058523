/** Writes a while after the first change since it last wrote: an idle server sends no statement. */
export class FlushTimer {
  readonly #afterMs: number;
  readonly #write: () => Promise<void>;
  #timer: NodeJS.Timeout | null = null;

  /** `write` must not throw. */
  constructor(afterMs: number, write: () => Promise<void>) {
    this.#afterMs = afterMs;
    this.#write = write;
  }

  changed(): void {
    // Nothing to stay alive for: whoever ends in order flushes.
    this.#timer ??= setTimeout(() => void this.flush(), this.#afterMs).unref();
  }

  async flush(): Promise<void> {
    if (this.#timer !== null) clearTimeout(this.#timer);
    this.#timer = null;
    await this.#write();
  }
}
