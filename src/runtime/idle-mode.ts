/** After this long without anything happening a site is quiet. */
const idleAfterMs = 60_000;

/** Whether anything has happened lately: on a site where nothing does, nothing has to be looked for every second. */
export class IdleMode {
  readonly #now: () => number;
  #lastMs: number;

  constructor(now: () => number) {
    this.#now = now;
    this.#lastMs = now();
  }

  /** Something happened, or is going to. */
  noteActivity(): void {
    this.#lastMs = this.#now();
  }

  get isIdle(): boolean {
    return this.#now() - this.#lastMs >= idleAfterMs;
  }
}
