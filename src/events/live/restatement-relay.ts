/** Tells subscribers of windows that a rebuild restated. */
import type { Queryable } from '../../db/query/queryable.ts';
import { readNextRestatement, readRestatementHead } from '../../db/rebuild/restatement-rows.ts';
import type { Logger } from '../../log.ts';
import { RunAgainLoop } from '../../timing/run-again.ts';
import type { WindowRelay } from './window-relay.ts';

export interface RestatementsOptions {
  readonly pool: Queryable;
  readonly windows: Pick<WindowRelay, 'tell'>;
  readonly log: Logger;
}

/**
 * Windows that rebuilds restate, for this server's subscribers. They are read one slice after the other and each is told before the
 * next is read: a rebuild of any length costs the memory of one slice. No query is sent without subscribers.
 */
export class Restatements {
  readonly #options: RestatementsOptions;
  /** Number of the last restatement that was sent; null without subscribers. */
  #told: number | null = null;
  readonly #reading = new RunAgainLoop(() => this.#read());

  constructor(options: RestatementsOptions) {
    this.#options = options;
  }

  /** Resolves when restatements from now on will be sent. */
  async attach(): Promise<void> {
    if (this.#told !== null) return;
    const head = await readRestatementHead(this.#options.pool);
    this.#told ??= head;
    // The signal of a restatement that committed during the query came too early.
    this.wake();
  }

  detach(): void {
    this.#told = null;
  }

  /** Takes the number of the newest restatement from the reconciliation poll, in case its signal was lost. */
  notice(head: number): void {
    if (this.#told === null) return;
    if (head > this.#told) this.wake();
    // The database went back in time: numbers of restatements will repeat.
    else this.#told = head;
  }

  wake(): void {
    this.#reading.request();
  }

  async close(): Promise<void> {
    this.detach();
    await this.#reading.settled();
  }

  async #read(): Promise<void> {
    const { pool, windows, log } = this.#options;
    try {
      for (;;) {
        const after = this.#told;
        if (after === null) break;
        const next = await readNextRestatement(pool, after);
        if (next === null) break;
        await windows.tell(next.windows);
        // Otherwise the last subscriber has left meanwhile, and perhaps another has come.
        if (this.#told === after) this.#told = next.number;
      }
    } catch (error) {
      log.warn(
        { event: 'live.restatements_read_failed', err: error },
        'windows of a rebuild could not be read for their subscribers; the next reconciliation poll tries again',
      );
    }
  }
}
