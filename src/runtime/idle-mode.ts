/** Decides whether a site is idle: nothing has happened for a minute. */

/** After this long without anything happening a site is idle. */
const idleAfterMs = 60_000;

/** Whether anything has happened lately: on a site where nothing does, nothing has to be looked for every second. */
export class IdleMode {
  readonly #elapsedMs: () => number;
  #lastMs: number;

  constructor(elapsedMs: () => number) {
    this.#elapsedMs = elapsedMs;
    this.#lastMs = elapsedMs();
  }

  /** Something happened, or is going to. */
  noteActivity(): void {
    this.#lastMs = this.#elapsedMs();
  }

  get isIdle(): boolean {
    return this.#elapsedMs() - this.#lastMs >= idleAfterMs;
  }
}
