import type { Logger } from '../log.ts';

/** Does something again and again, never twice at once; a failure is logged and the next beat tries anew. */
export class PeriodicTask {
  readonly #intervalMs: number;
  readonly #work: () => Promise<void>;
  readonly #log: Logger;
  #timer: NodeJS.Timeout | null = null;
  #running: Promise<void> | null = null;
  #wantedNow = false;
  #closed = false;

  constructor(intervalMs: number, work: () => Promise<void>, log: Logger) {
    this.#intervalMs = intervalMs;
    this.#work = work;
    this.#log = log;
  }

  start(): void {
    this.#schedule();
  }

  /** Does not wait for the next beat; while one is under way, another follows it at once. */
  runNow(): void {
    if (this.#closed) return;
    this.#wantedNow = true;
    if (this.#running !== null) return;
    if (this.#timer !== null) clearTimeout(this.#timer);
    this.#beat();
  }

  async close(): Promise<void> {
    this.#closed = true;
    if (this.#timer !== null) clearTimeout(this.#timer);
    await this.#running;
  }

  #schedule(): void {
    if (this.#closed) return;
    this.#timer = setTimeout(() => this.#beat(), this.#intervalMs);
  }

  #beat(): void {
    this.#wantedNow = false;
    this.#running = this.#work()
      .catch((error: unknown) =>
        this.#log.warn({ event: 'task.failed', err: error }, 'a periodic task failed and is tried again'),
      )
      .finally(() => {
        this.#running = null;
        if (this.#wantedNow && !this.#closed) this.#beat();
        else this.#schedule();
      });
  }
}
