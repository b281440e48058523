import type { Logger } from './log.ts';

/** Does something again and again, never twice at once; a failure is logged and the next beat tries anew. */
export class Metronome {
  readonly #intervalMs: number;
  readonly #work: () => Promise<void>;
  readonly #log: Logger;
  #timer: NodeJS.Timeout | null = null;
  #running: Promise<void> | null = null;
  #closed = false;

  constructor(intervalMs: number, work: () => Promise<void>, log: Logger) {
    this.#intervalMs = intervalMs;
    this.#work = work;
    this.#log = log;
  }

  start(): void {
    this.#schedule();
  }

  async close(): Promise<void> {
    this.#closed = true;
    if (this.#timer !== null) clearTimeout(this.#timer);
    await this.#running;
  }

  #schedule(): void {
    if (this.#closed) return;
    this.#timer = setTimeout(() => {
      this.#running = this.#beat();
    }, this.#intervalMs);
  }

  async #beat(): Promise<void> {
    try {
      await this.#work();
    } catch (error) {
      this.#log.warn({ err: error }, 'a periodic task failed and is tried again');
    }
    this.#schedule();
  }
}
