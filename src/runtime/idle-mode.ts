/** After this long without anything happening a site is quiet. */
const quietAfterMs = 60_000;

/** Whether anything has happened lately: on a site where nothing does, nothing has to be looked for every second. */
export class Quiet {
  readonly #now: () => number;
  #lastMs: number;

  constructor(now: () => number) {
    this.#now = now;
    this.#lastMs = now();
  }

  /** Something happened, or is going to. */
  disturb(): void {
    this.#lastMs = this.#now();
  }

  get isQuiet(): boolean {
    return this.#now() - this.#lastMs >= quietAfterMs;
  }
}
