/** Sends batches of readings in order, keeps them while the server is away, and drops the oldest when full. */
import type { IngestResult } from '../client/andon-client.ts';
import { SentCounter } from '../client/sent-counter.ts';

export interface Batch {
  readonly readings: number;
  send(): Promise<IngestResult>;
}

export interface SendQueueOptions {
  /** Requests open at once; 1 keeps the batches in order. */
  readonly maxInFlight: number;
  /** Readings that wait while the server is away; beyond it the oldest are dropped. */
  readonly maxWaitingReadings: number;
  readonly onDropped: (readings: number) => void;
}

/** Batches on their way to the server: a few in flight, a bounded number waiting, and a count of everything that was given up. */
export class SendQueue {
  readonly sent = new SentCounter();
  readonly #options: SendQueueOptions;
  readonly #waiting: Batch[] = [];
  readonly #inFlight = new Set<Promise<void>>();
  #waitingReadings = 0;
  #failure: Error | null = null;

  constructor(options: SendQueueOptions) {
    this.#options = options;
  }

  get waitingReadings(): number {
    return this.#waitingReadings;
  }

  /** Throws what made an earlier batch fail for good. */
  offer(batch: Batch): void {
    if (this.#failure !== null) throw this.#failure;
    this.#waiting.push(batch);
    this.#waitingReadings += batch.readings;
    this.#fill();
    let dropped = 0;
    while (this.#waitingReadings > this.#options.maxWaitingReadings) dropped += this.#giveUpOldest();
    if (dropped > 0) this.#options.onDropped(dropped);
  }

  /** Resolves once nothing is waiting or in flight; throws what made a batch fail for good. */
  async settled(): Promise<void> {
    while (this.#inFlight.size > 0) await Promise.race(this.#inFlight);
    if (this.#failure !== null) throw this.#failure;
  }

  /** Gives up what is still waiting; what is in flight is the caller's to end. */
  giveUpWaiting(): void {
    while (this.#waiting.length > 0) this.#giveUpOldest();
  }

  #fill(): void {
    while (this.#failure === null && this.#inFlight.size < this.#options.maxInFlight) {
      const batch = this.#waiting.shift();
      if (batch === undefined) return;
      this.#waitingReadings -= batch.readings;
      const sending = this.#send(batch).finally(() => {
        this.#inFlight.delete(sending);
        this.#fill();
      });
      this.#inFlight.add(sending);
    }
  }

  async #send(batch: Batch): Promise<void> {
    try {
      this.sent.answered(batch.readings, await batch.send());
    } catch (error) {
      this.sent.dropped(batch.readings);
      this.#failure ??= error instanceof Error ? error : new Error(String(error));
    }
  }

  #giveUpOldest(): number {
    const batch = this.#waiting.shift();
    if (batch === undefined) return 0;
    this.#waitingReadings -= batch.readings;
    this.sent.dropped(batch.readings);
    return batch.readings;
  }
}
