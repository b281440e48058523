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
 * next is read: a rebuild of any length costs the memory of one slice. Nothing is asked while nobody watches.
 */
export class Restatements {
  readonly #options: RestatementsOptions;
  /** Number of the last one that was told; null while nobody watches. */
  #told: number | null = null;
  readonly #reading = new RunAgainLoop(() => this.#read());

  constructor(options: RestatementsOptions) {
    this.#options = options;
  }

  /** What is restated from now on will be told. */
  async attach(): Promise<void> {
    if (this.#told !== null) return;
    const head = await readRestatementHead(this.#options.pool);
    this.#told ??= head;
    // One that committed while the answer was on its way has rung too early.
    this.wake();
  }

  detach(): void {
    this.#told = null;
  }

  /** The newest has this number, as a reconciliation poll found: if the signal was not heard, this is how it is known. */
  notice(head: number): void {
    if (this.#told === null) return;
    if (head > this.#told) this.wake();
    // The database went back in time: what it restates from now on has numbers that were told before.
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
        // Else the last subscriber has left meanwhile, and perhaps another come.
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
