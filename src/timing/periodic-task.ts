import type { Logger } from '../log.ts';
import { RunAgainLoop } from './run-again.ts';

/** Does something again and again, never twice at once. A failure is logged, and the next run is at its usual time. */
export class PeriodicTask {
  readonly #name: string;
  readonly #intervalMs: number;
  readonly #work: () => Promise<void>;
  readonly #log: Logger;
  readonly #runs = new RunAgainLoop(() => this.#run());
  #timer: NodeJS.Timeout | null = null;
  #closed = false;

  /** The name stands in the log when a run has failed, such as "roll-up of hours". */
  constructor(name: string, intervalMs: number, work: () => Promise<void>, log: Logger) {
    this.#name = name;
    this.#intervalMs = intervalMs;
    this.#work = work;
    this.#log = log;
  }

  start(): void {
    this.#schedule();
  }

  /** Does not wait for the interval to end; while a run is under way, another follows it at once. */
  runNow(): void {
    if (!this.#closed) this.#runs.request();
  }

  /** Resolves when the run under way, if there is one, has ended. */
  async close(): Promise<void> {
    this.#closed = true;
    if (this.#timer !== null) clearTimeout(this.#timer);
    await this.#runs.settled();
  }

  #schedule(): void {
    if (this.#timer !== null) clearTimeout(this.#timer);
    if (!this.#closed) this.#timer = setTimeout(() => this.#runs.request(), this.#intervalMs);
  }

  async #run(): Promise<void> {
    if (this.#closed) return;
    try {
      await this.#work();
    } catch (error) {
      this.#log.warn(
        { event: 'task.failed', task: this.#name, err: error },
        `a periodic task failed and is tried again: ${this.#name}`,
      );
    }
    this.#schedule();
  }
}
