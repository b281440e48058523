import { RunAgainLoop } from '../timing/run-again.ts';

/** Writes a while after the first change since it last wrote, one write at a time: an idle server sends no statement. */
export class FlushTimer {
  readonly #afterMs: number;
  readonly #writes: RunAgainLoop;
  #timer: NodeJS.Timeout | null = null;

  /** `write` must not throw. */
  constructor(afterMs: number, write: () => Promise<void>) {
    this.#afterMs = afterMs;
    this.#writes = new RunAgainLoop(write);
  }

  changed(): void {
    // The timer does not keep the process alive: stopping the server flushes.
    this.#timer ??= setTimeout(() => void this.flush(), this.#afterMs).unref();
  }

  /** Resolves when what had changed before it was called is written. */
  async flush(): Promise<void> {
    if (this.#timer !== null) clearTimeout(this.#timer);
    this.#timer = null;
    this.#writes.request();
    await this.#writes.settled();
  }
}
