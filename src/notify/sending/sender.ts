/** Sends what is due, by a queue of its own for each sink; any server may, and what one has taken no other takes. */
import type pg from 'pg';
import { readDueSinks } from '../../db/notify/sink-rows.ts';
import type { Logger } from '../../log.ts';
import { RunAgainLoop } from '../../timing/run-again.ts';
import { type SendMessage, SinkQueue } from './sink-queue.ts';

export interface SenderOptions {
  readonly pool: pg.Pool;
  readonly send: SendMessage;
  /** In [0, 1). */
  readonly random: () => number;
  readonly log: Logger;
}

export class Sender {
  readonly #options: SenderOptions;
  readonly #ending = new AbortController();
  readonly #queues = new Map<number, SinkQueue>();
  readonly #runs = new RunAgainLoop(() => this.#run());

  constructor(options: SenderOptions) {
    this.#options = options;
  }

  /** Something may be due. */
  wake(): void {
    if (!this.#ending.signal.aborted) this.#runs.request();
  }

  /** Resolves when nothing that was due is under way. */
  async settled(): Promise<void> {
    await this.#runs.settled();
    await Promise.all([...this.#queues.values()].map((queue) => queue.settled()));
    await this.#runs.settled();
  }

  /** Takes nothing more, and cuts off what is under way: other servers, or this one when it is back, send it again. */
  async close(): Promise<void> {
    this.#ending.abort();
    await this.settled();
  }

  async #run(): Promise<void> {
    const { pool, log } = this.#options;
    try {
      const sinks = await readDueSinks(pool);
      await Promise.all(sinks.map((sink) => this.#queueOf(sink.sinkId).work(sink)));
    } catch (error) {
      log.warn(
        { event: 'notify.read_failed', err: error },
        'what is due to be told outside could not be read; the next poll tries again',
      );
    }
  }

  #queueOf(sinkId: number): SinkQueue {
    const known = this.#queues.get(sinkId);
    if (known !== undefined) return known;
    const { pool, send, random, log } = this.#options;
    const onSettled = () => this.wake();
    const queue = new SinkQueue({ pool, send, random, log, signal: this.#ending.signal, onSettled });
    this.#queues.set(sinkId, queue);
    return queue;
  }
}
