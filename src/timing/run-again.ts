/**
 * Work that is asked for more often than it has to be done: one run at a time, and one more after it, however often it was asked for
 * meanwhile. A request is never lost between the end of a run and the notice of that end, as it is where a promise's own `finally` says
 * that nothing runs.
 */
export class RunAgainLoop {
  readonly #work: () => Promise<void>;
  #isWanted = false;
  #isRunning = false;
  #run: Promise<void> = Promise.resolve();

  /** `work` sees to its own failures. */
  constructor(work: () => Promise<void>) {
    this.#work = work;
  }

  get isRunning(): boolean {
    return this.#isRunning;
  }

  request(): void {
    this.#isWanted = true;
    if (this.#isRunning) return;
    this.#isRunning = true;
    this.#run = this.#repeat();
  }

  /** Resolves when nothing runs and nothing is wanted. */
  async settled(): Promise<void> {
    while (this.#isRunning) await this.#run;
  }

  async #repeat(): Promise<void> {
    try {
      while (this.#isWanted) {
        this.#isWanted = false;
        await this.#work();
      }
    } finally {
      this.#isRunning = false;
    }
  }
}
