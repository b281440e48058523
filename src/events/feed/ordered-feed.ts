/** An ordered feed: follows one stream of the event log of the database and serves its subscribers. */
import type { Queryable } from '../../db/query/queryable.ts';
import type { AskedExtent, EventPlace, LogExtent } from '../../db/recommendations/event-rows.ts';
import type { LoggedEvent } from '../../domain/logged-event.ts';
import { AndonError } from '../../errors.ts';
import { RunAgainLoop } from '../../timing/run-again.ts';
import { DeliveryTimes } from '../broadcast/delivery-times.ts';
import { SharedRead } from '../broadcast/shared-read.ts';
import type { Membership, Sink } from '../broadcast/sink.ts';
import { iterate } from '../broadcast/sink-iterator.ts';
import { encodeCursor, type GivenCursor, type OtherStream } from './cursor.ts';
import { type CursorOfStream, cursorOf } from './cursor-of-stream.ts';
import type { EventSource, FeedEvent, Position } from './event-broadcast.ts';
import { FeedBroadcasts } from './feed-broadcasts.ts';
import type { EventFeedOptions } from './feed-options.ts';
import type { FeedHealth, JoinOptions, OrderedEvents } from './ordered-events.ts';
import { isUnbroken, logReplaced, logUnreadable, pastRetention, placeAfter } from './position.ts';
import { RecentEvents } from './recent-events.ts';

const pageEvents = 200;
/** Most events that a subscriber behind reads at once, and that an iterator holds for its reader. */
const subscriberEvents = 100;
/** Most events that are rendered during their commit, since only a few fit into its time; the others are rendered after it. */
const preparedEvents = 4;
const nowhere: EventPlace = { number: 0, token: '' };

/** What tells one stream of the log from the other. */
export interface StreamOfEvents<Event extends LoggedEvent, Selection> extends CursorOfStream {
  /** Absent for that of recommendations. */
  readonly stream?: OtherStream;
  /** Events after the given number, in order, without a gap. */
  readonly read: (db: Queryable, after: number, limit: number) => Promise<Event[]>;
  readonly readExtent: (db: Queryable, numbers?: Iterable<number>) => Promise<AskedExtent>;
  readonly isWanted: (event: Event, choice: Selection) => boolean;
}

/**
 * The ordered feed. The table is the truth: numbers are gapless and in commit order, so reading "greater than my last" can neither
 * skip nor repeat. A subscriber is a position in that order, so a slow one delays no other. The table itself may be replaced
 * by an older copy (a restore, a standby without the last events): so every event read has to name the token of the event before it.
 */
export class OrderedFeed<Event extends LoggedEvent, Selection extends object>
  implements OrderedEvents<Event, Selection>, EventSource<Event>
{
  readonly #options: EventFeedOptions;
  readonly #of: StreamOfEvents<Event, Selection>;
  readonly #broadcasts: FeedBroadcasts<Event, Selection>;
  readonly #recent = new RecentEvents<Event>();
  #extent: LogExtent = { epoch: '', head: nowhere, beforeOldest: nowhere };
  #generation = 0;
  readonly #catchingUp = new RunAgainLoop(() => this.#catchUp());
  #verifying: Promise<void> | null = null;
  #rungAtMs: number | null = null;
  readonly #times: DeliveryTimes;

  constructor(options: EventFeedOptions, of: StreamOfEvents<Event, Selection>) {
    this.#options = options;
    this.#of = of;
    this.#times = new DeliveryTimes(options.observe, options.now);
    this.#broadcasts = new FeedBroadcasts({
      source: this,
      isWanted: of.isWanted,
      elapsedMs: options.elapsedMs,
      log: options.log,
    });
  }

  async start(): Promise<void> {
    this.#extent = await this.#of.readExtent(this.#options.pool);
  }

  /** Reads new events: a signal came, or the reconciliation poll saw another head. */
  wake(): void {
    this.#rungAtMs ??= this.#options.now();
    this.#catchingUp.request();
  }

  /** The newest event in memory. */
  get head(): EventPlace {
    return this.#extent.head;
  }

  /** Takes events that will be offered if their commit succeeds, so that they are rendered during the commit. */
  prepare(after: number, events: readonly Event[]): void {
    if (after !== this.head.number || this.#catchingUp.isRunning || events.length > preparedEvents) return;
    this.#broadcasts.prepare(events);
  }

  /** Takes committed events that follow `after` without a gap from this server’s pipeline, sooner than by the signal. */
  offer(after: number, events: readonly Event[]): void {
    // Else the events were read after a signal meanwhile, or the log was rewound: reading the table decides.
    const follows = after === this.head.number && !this.#catchingUp.isRunning && isUnbroken(this.head, events);
    if (follows) this.#take(events, this.#options.now());
    else this.wake();
  }

  /** What the reconciliation poll read: wakes the feed when a signal was missed, and starts it anew when the log was rewound. */
  notice({ epoch, number, token }: EventPlace & { readonly epoch: string }): void {
    const { head } = this.#extent;
    if (epoch === this.#extent.epoch && number === head.number && token === head.token) return;
    if (epoch === this.#extent.epoch && number > head.number) this.wake();
    else this.verify().catch((error: unknown) => this.#unread(error));
  }

  /** Looks whether the log is still the one that is in memory, and starts anew when it is not. Rejects when it cannot be read. */
  verify(): Promise<void> {
    this.#verifying ??= this.#look([])
      .then(() => undefined)
      .finally(() => {
        this.#verifying = null;
      });
    return this.#verifying;
  }

  async open(after?: string): Promise<Position> {
    const cursor = after === undefined ? null : await this.#cursorOf(after);
    for (;;) {
      const { extent, generation } = await this.#sharedLook.get(cursor === null ? [] : [cursor.number]);
      if (generation !== this.#generation) continue;
      const place = cursor === null ? extent.head : placeAfter(cursor, extent);
      // The cursor may come from another server that was faster. The events up to it have to follow those in memory.
      if (place.number > this.head.number) await this.#reach(place.number);
      if (generation !== this.#generation) continue;
      if (this.#recent.after(place, 0)?.isOther) throw logReplaced();
      const { number, token } = place;
      return { generation, number, token, cursor: encodeCursor(extent.epoch, place, this.stream) };
    }
  }

  events(
    start: Position,
    choice: Selection & { readonly signal?: AbortSignal },
  ): AsyncIterableIterator<FeedEvent<Event>> {
    const join = (sink: Sink<FeedEvent<Event>>) => {
      const broadcast = this.#broadcasts.open<FeedEvent<Event>>(choice, (event) => event);
      return broadcast.join(start, sink);
    };
    return iterate(join, { room: subscriberEvents, signal: choice.signal });
  }

  join(options: JoinOptions<Event> & Selection): Membership {
    return this.#broadcasts.join(options, options);
  }

  get stream(): OtherStream | undefined {
    return this.#of.stream;
  }

  get epoch(): string {
    return this.#extent.epoch;
  }

  /** How many times the log was replaced or rewound; earlier messages to a subscriber belong to another log. */
  get generation(): number {
    return this.#generation;
  }

  health(): FeedHealth {
    const { epoch, head, beforeOldest } = this.#extent;
    const listener = this.#options.listener();
    const caughtUp = this.#catchingUp.isRunning ? 'catching_up' : 'live';
    return {
      state: listener.listening ? caughtUp : 'reconnecting',
      epoch,
      head: head.number,
      oldest: beforeOldest.number + 1,
      headCursor: encodeCursor(epoch, head, this.stream),
      oldestCursor: encodeCursor(epoch, beforeOldest, this.stream),
      subscribers: this.#broadcasts.members,
      lastNotifyDelayMs: this.#times.lastNotifyDelayMs,
      listener,
    };
  }

  async #cursorOf(after: string): Promise<GivenCursor> {
    try {
      return await cursorOf(this.#options.pool, after, this.#of);
    } catch (error) {
      if (error instanceof AndonError) throw error;
      throw logUnreadable(error);
    }
  }

  async #catchUp(): Promise<void> {
    const rungAtMs = this.#rungAtMs ?? this.#options.now();
    this.#rungAtMs = null;
    await this.#read(rungAtMs).catch((error: unknown) => this.#unread(error));
  }

  #unread(error: unknown): void {
    const { log } = this.#options;
    log.warn({ event: 'feed.read_failed', err: error }, 'the event log could not be read; the next poll tries again');
  }

  async #read(rungAtMs: number): Promise<void> {
    const { pool } = this.#options;
    const { head } = this;
    const events = await this.#of.read(pool, head.number, pageEvents);
    // Otherwise the log was replaced while it was read.
    const isCurrent = head === this.head;
    if (events.length === pageEvents || !isCurrent) this.#catchingUp.request();
    if (!isCurrent) return;
    if (isUnbroken(head, events)) this.#take(events, rungAtMs);
    else this.#startAnew(await this.#of.readExtent(pool));
  }

  /** Resolves when memory has come to this number; UNAVAILABLE when it does not. */
  async #reach(number: number): Promise<void> {
    this.wake();
    await this.#catchingUp.settled();
    if (this.head.number < number) throw logUnreadable();
  }

  #take(events: readonly Event[], heardAtMs: number): void {
    const last = events.at(-1);
    if (last === undefined) return;
    this.#recent.add(events);
    this.#extent = { ...this.#extent, head: { number: last.number, token: last.token } };
    this.#times.read(events, heardAtMs);
    this.#broadcasts.wake();
  }

  /** Reads the table, not memory: another server may have given out a cursor of an event that this one has not read yet. */
  readonly #sharedLook = new SharedRead<number, Look>(async (numbers) => {
    try {
      return await this.#look(numbers);
    } catch (error) {
      throw logUnreadable(error);
    }
  });

  /** The generation is that of the log which the extent belongs to. */
  async #look(numbers: Iterable<number>): Promise<Look> {
    const { epoch, head } = this.#extent;
    const generation = this.#generation;
    const extent = await this.#of.readExtent(this.#options.pool, new Set([...numbers, head.number]));
    const isSame = extent.epoch === epoch && extent.tokens.get(head.number) === head.token;
    if (generation !== this.#generation) return { extent, generation: -1 };
    if (isSame) this.#extent = { ...this.#extent, beforeOldest: extent.beforeOldest };
    else this.#startAnew(extent);
    return { extent, generation: this.#generation };
  }

  /** Begins again after a restore, a branch or a fail-over with loss: the events in memory belong to another log. */
  #startAnew({ epoch, head, beforeOldest }: LogExtent): void {
    const { log, onRewound } = this.#options;
    log.warn(
      { event: 'feed.rewound', epoch, known: this.head.number, head: head.number },
      'the event log is no longer the one that was followed; cursors of the other one expire',
    );
    this.#extent = { epoch, head, beforeOldest };
    this.#generation += 1;
    this.#recent.clear();
    this.#times.forget();
    this.#broadcasts.wake();
    onRewound();
  }

  sent(event: Event): void {
    this.#times.sent(event);
  }

  after(place: EventPlace): readonly Event[] | Promise<readonly Event[]> {
    const recent = this.#recent.after(place, subscriberEvents);
    if (recent === null) return this.#afterInTable(place);
    if (recent.isOther) throw logReplaced();
    return recent.events;
  }

  async #afterInTable({ number, token }: EventPlace): Promise<readonly Event[]> {
    const events = await this.#of.read(this.#options.pool, number, subscriberEvents);
    // The head is past this place, so that there must be a next one.
    if (events.length > 0 && isUnbroken({ number, token }, events)) return events;
    await this.verify();
    if (events[0]?.number === number + 1) throw logReplaced();
    throw pastRetention();
  }
}

interface Look {
  readonly extent: AskedExtent;
  readonly generation: number;
}
