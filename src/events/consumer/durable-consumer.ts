/**
 * A durable follower of one stream of the log: takes events by its place in a row of the database, never from a NOTIFY, which only says that
 * it is time to look. What it does with them commits with its place, so that each event counts once, whichever server takes it and however
 * many die in between. One server at a time has it: the one that holds the row's lock. Its death frees the lock at once, and a server
 * that found it taken looks again a second later.
 */
import type pg from 'pg';
import { lockConsumer, moveConsumer } from '../../db/notify/consumer-place.ts';
import type { Queryable } from '../../db/query/queryable.ts';
import { inTransaction } from '../../db/query/transaction.ts';
import type { AskedExtent, EventPlace } from '../../db/recommendations/event-rows.ts';
import type { LoggedEvent } from '../../domain/logged-event.ts';
import type { Logger } from '../../log.ts';
import { Backoff } from '../../timing/backoff.ts';
import { RunAgainLoop } from '../../timing/run-again.ts';
import { isUnbroken } from '../feed/position.ts';

/** So many events are one transaction. */
const eventsAtOnce = 200;
/** A server that stands still in the transaction is cut off by the database, so that another can go on. */
const frozenMs = 5_000;
/** Another server has it: should that one die, this one goes on. */
const lookAgainMs = 1_000;

export interface ConsumerOptions<Event extends LoggedEvent> {
  /** Its row in andon.feed_consumer. */
  readonly name: string;
  readonly pool: pg.Pool;
  /** Events after the given number, in order, without a gap. */
  readonly read: (db: Queryable, after: number, limit: number) => Promise<readonly Event[]>;
  readonly readExtent: (db: Queryable, numbers?: Iterable<number>) => Promise<AskedExtent>;
  /** Does its work in the transaction that moves the place; nothing that cannot be rolled back. `epoch` names the log. */
  readonly take: (db: Queryable, events: readonly Event[], epoch: string) => Promise<void>;
  /** Called after a commit that took events. */
  readonly onTaken: () => void;
  readonly random?: () => number;
  readonly log: Logger;
}

export class DurableConsumer<Event extends LoggedEvent> {
  readonly #options: ConsumerOptions<Event>;
  readonly #runs = new RunAgainLoop(() => this.#run());
  readonly #backoff: Backoff;
  #again: NodeJS.Timeout | null = null;
  #isClosed = false;

  constructor(options: ConsumerOptions<Event>) {
    this.#options = options;
    const { random } = options;
    this.#backoff = new Backoff({ firstMs: 500, lastMs: 30_000, ...(random === undefined ? {} : { random }) });
  }

  /** There may be new events. */
  wake(): void {
    if (!this.#isClosed) this.#runs.request();
  }

  async close(): Promise<void> {
    this.#isClosed = true;
    this.#cancel();
    await this.#runs.settled();
  }

  async #run(): Promise<void> {
    this.#cancel();
    if (this.#isClosed) return;
    const { name, log } = this.#options;
    try {
      const taken = await this.#takeSome();
      this.#backoff.reset();
      if (taken === null) this.#lookAgainIn(lookAgainMs);
      else if (taken > 0) this.#options.onTaken();
      if (taken === eventsAtOnce) this.wake();
    } catch (error) {
      log.warn(
        { event: 'consumer.failed', err: error, consumer: name },
        'a follower of the event log could not go on; it is tried again, and nothing is lost',
      );
      this.#lookAgainIn(this.#backoff.next());
    }
  }

  /** How many events were taken; null: another server is at it. */
  #takeSome(): Promise<number | null> {
    const { pool, name, read, take } = this.#options;
    return inTransaction(pool, async (client) => {
      const place = await lockConsumer(client, name, frozenMs);
      if (place === null) return null;
      const events = await read(client, place.number, eventsAtOnce);
      const extent = await this.#options.readExtent(client, [place.number]);
      const known = extent.tokens.get(place.number) ?? place.token;
      const isSame = isUnbroken(place, events) && place.number <= extent.head.number && known === place.token;
      const from = isSame ? place : this.#skip(place, events, extent);
      const rest = isSame ? events : await read(client, from.number, eventsAtOnce);
      const last = rest.at(-1) ?? from;
      if (last === place) return 0;
      if (rest.length > 0) await take(client, rest, extent.epoch);
      await moveConsumer(client, name, last, Math.max(0, from.number - place.number));
      return rest.length;
    });
  }

  /** Where it goes on when what followed its place is gone: past retention at the oldest event that is kept, in another log at its end. */
  #skip(place: EventPlace, events: readonly Event[], { beforeOldest, head }: AskedExtent): EventPlace {
    const { name, log } = this.#options;
    const from = (events[0]?.number ?? 0) > place.number + 1 ? beforeOldest : head;
    log.error(
      { event: 'consumer.events_missed', consumer: name, from: place.number, to: from.number },
      'what followed the place of a follower of the event log is gone, by retention or a restore; it goes on with what is there',
    );
    return from;
  }

  #lookAgainIn(delayMs: number): void {
    if (!this.#isClosed) this.#again = setTimeout(() => this.wake(), delayMs);
  }

  #cancel(): void {
    if (this.#again !== null) clearTimeout(this.#again);
    this.#again = null;
  }
}
