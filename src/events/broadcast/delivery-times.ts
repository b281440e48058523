/** Measures how long events take from their commit to the first subscriber. */

import type { LoggedEvent } from '../../domain/logged-event.ts';
import type { ObserveStage } from '../../domain/readings/latency.ts';

/** How long events take from their commit to the first subscriber. */
export class DeliveryTimes {
  readonly #observe: ObserveStage;
  readonly #now: () => number;
  /** The events of the last read: the number of the first, and when they were read. */
  #newest = { first: Number.POSITIVE_INFINITY, readAtMs: 0 };
  #sentUpTo = 0;
  #lastNotifyDelayMs: number | null = null;

  constructor(observe: ObserveStage, now: () => number) {
    this.#observe = observe;
    this.#now = now;
  }

  get lastNotifyDelayMs(): number | null {
    return this.#lastNotifyDelayMs;
  }

  /** Notes that events, announced at this time, have just been read. */
  read(events: readonly LoggedEvent[], heardAtMs: number): void {
    const readAtMs = this.#now();
    for (const event of events) {
      this.#lastNotifyDelayMs = Math.max(0, heardAtMs - event.occurredAt.getTime());
      this.#observe('notify', this.#lastNotifyDelayMs);
    }
    this.#newest = { first: events[0]?.number ?? Number.POSITIVE_INFINITY, readAtMs };
    this.#observe('read', readAtMs - heardAtMs, events.length);
  }

  /** The first delivery of an event that has just been read; a subscriber that replays the past says nothing about latency. */
  sent({ number, kind, readingReceivedAt }: LoggedEvent): void {
    if (number <= this.#sentUpTo || number < this.#newest.first) return;
    this.#sentUpTo = number;
    this.#observe('send', this.#now() - this.#newest.readAtMs);
    if (kind === 'created' && readingReceivedAt !== null)
      this.#observe('reading_to_screen', this.#now() - readingReceivedAt.getTime());
  }

  /** Forgets everything, because event numbers begin again. */
  forget(): void {
    this.#sentUpTo = 0;
  }
}
