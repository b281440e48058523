import { type LogExtent, readEvents, readLogExtent } from '../db/event-log.ts';
import type { Queryable } from '../db/queryable.ts';
import type { ObserveStage } from '../domain/latency.ts';
import type { RecommendationEvent } from '../domain/recommendation.ts';
import { AndonError } from '../errors.ts';
import type { Logger } from '../log.ts';
import { decodeCursor, encodeCursor } from './cursor.ts';
import { EventBroadcast, type EventSource, type FeedEvent, type Position } from './event-broadcast.ts';
import { type EventPage, type EventPageRequest, readEventPage } from './event-page.ts';
import type { ListenerHealth } from './listener.ts';
import { positionAfter } from './position.ts';
import { type EventSelection, isWanted } from './selection.ts';
import { SharedRead } from './shared-read.ts';
import type { Membership, Render, Sink } from './sink.ts';
import { iterate } from './sink-iterator.ts';

/** Newest events kept in memory for subscribers that keep up; the others read the table. */
const recentEvents = 1_000;
const pageEvents = 200;
/** What a subscriber behind reads at once, and an iterator holds for its reader. */
const subscriberEvents = 100;
/** As much as fits into the time of a commit; the rest is worked out after it. */
const preparedEvents = 4;
const preparedBroadcasts = 8;

/** A subscriber that reads alone. */
export interface EventsOptions extends EventSelection {
  readonly signal?: AbortSignal;
}

/** A subscriber that shares what it is sent with all that have the same key: for them choice and rendering are the same too. */
export interface JoinOptions extends EventSelection {
  readonly key: string;
  readonly start: Position;
  readonly render: Render<FeedEvent, string>;
  readonly sink: Sink<string>;
}

export interface FeedHealth {
  readonly state: 'live' | 'catching_up' | 'reconnecting';
  readonly epoch: string;
  readonly head: number;
  readonly oldest: number;
  readonly headCursor: string;
  readonly oldestCursor: string;
  readonly subscribers: number;
  readonly lastNotifyDelayMs: number | null;
  readonly listener: ListenerHealth;
}

export interface RecommendationFeed {
  /** Where to begin after a cursor; from now on without one. Rejects with CURSOR_INVALID or CURSOR_EXPIRED. */
  open(after?: string): Promise<Position>;
  /** Replays what came after the position, then goes live. `signal` ends it. */
  events(start: Position, options: EventsOptions): AsyncIterableIterator<FeedEvent>;
  /** The same, in company. */
  join(options: JoinOptions): Membership;
  /** A stretch of the log, with the same rejections. */
  page(request: EventPageRequest): Promise<EventPage>;
  health(): FeedHealth;
}

export interface EventFeedOptions {
  readonly pool: Queryable;
  readonly listener: () => ListenerHealth;
  readonly observe: ObserveStage;
  readonly now: () => number;
  readonly log: Logger;
}

/**
 * The ordered feed. The table is the truth: numbers are gapless and in commit order, so reading "greater than my last" can neither
 * skip nor repeat. A subscriber is nothing but a position in that order; how slow it is concerns nobody else.
 */
export class EventFeed implements RecommendationFeed, EventSource {
  readonly #options: EventFeedOptions;
  /** Everybody who reads: alone, and in company by its key. */
  readonly #broadcasts = new Set<Pick<EventBroadcast<unknown>, 'wake' | 'prepare' | 'members'>>();
  readonly #shared = new Map<string, EventBroadcast<string>>();
  #recent: RecommendationEvent[] = [];
  #extent: LogExtent = { epoch: '', head: 0, oldest: 1 };
  #generation = 0;
  #catchingUp: Promise<void> | null = null;
  #wokenAgain = false;
  #rungAtMs: number | null = null;
  /** The events of the last read: the number of the first, and when they were read. */
  #newest = { first: Number.POSITIVE_INFINITY, readAtMs: 0 };
  #sentUpTo = 0;
  #lastNotifyDelayMs: number | null = null;

  constructor(options: EventFeedOptions) {
    this.#options = options;
  }

  async start(): Promise<void> {
    this.#extent = await readLogExtent(this.#options.pool);
  }

  /** There may be new events: the bell rang, or the pulse saw the head elsewhere. */
  wake(): void {
    this.#rungAtMs ??= this.#options.now();
    this.#wokenAgain = true;
    this.#catchingUp ??= this.#catchUp().finally(() => {
      this.#catchingUp = null;
    });
  }

  /** Number of the newest event in memory. */
  get head(): number {
    return this.#extent.head;
  }

  /** Events that will be offered if their commit succeeds: what they look like can be worked out while it is on its way. */
  prepare(after: number, events: readonly RecommendationEvent[]): void {
    if (after !== this.#extent.head || this.#catchingUp !== null || events.length > preparedEvents) return;
    let left = preparedBroadcasts;
    for (const broadcast of this.#broadcasts) {
      if (left-- === 0) return;
      for (const event of events) broadcast.prepare(event);
    }
  }

  /** Committed events that follow `after` without a gap, from whoever has just written them; sooner than by the bell. */
  offer(after: number, events: readonly RecommendationEvent[]): void {
    // Read by the bell's way meanwhile, or the log was rewound: then that way has the truth already.
    if (after !== this.#extent.head || this.#catchingUp !== null) this.wake();
    else this.#take(events, this.#options.now());
  }

  /** What the pulse read: wakes the feed when a bell was missed, and starts it anew when the log was rewound. */
  notice(head: { epoch: string; number: number }): void {
    if (head.epoch !== this.#extent.epoch || head.number < this.#extent.head) void this.#restart();
    else if (head.number > this.#extent.head) this.wake();
  }

  async open(after?: string): Promise<Position> {
    const extent = await this.#readExtent.get();
    const number = after === undefined ? extent.head : positionAfter(decodeCursor(after), extent);
    return {
      // Read of a log that this server does not follow yet, the position is good for none that it knows.
      generation: extent.epoch === this.#extent.epoch ? this.#generation : -1,
      number,
      cursor: encodeCursor({ epoch: extent.epoch, number }),
    };
  }

  events(start: Position, { signal, ...choice }: EventsOptions): AsyncIterableIterator<FeedEvent> {
    const join = (sink: Sink<FeedEvent>) => {
      const broadcast = this.#open<FeedEvent>(choice, (event) => event);
      return broadcast.join(start, sink);
    };
    return iterate(join, { room: subscriberEvents, signal });
  }

  join({ key, start, render, sink, ...choice }: JoinOptions): Membership {
    const shared = this.#shared.get(key);
    // One of a log that was replaced is there only until it has told its members so.
    if (shared !== undefined && shared.generation === this.#generation) return shared.join(start, sink);
    const broadcast: EventBroadcast<string> = this.#open(choice, render, () => {
      if (this.#shared.get(key) === broadcast) this.#shared.delete(key);
    });
    this.#shared.set(key, broadcast);
    return broadcast.join(start, sink);
  }

  get epoch(): string {
    return this.#extent.epoch;
  }

  /** Times the log was replaced or rewound; what a subscriber was told before belongs to another log. */
  get generation(): number {
    return this.#generation;
  }

  page(request: EventPageRequest): Promise<EventPage> {
    return readEventPage(this.#options.pool, request);
  }

  health(): FeedHealth {
    const { epoch, head, oldest } = this.#extent;
    const listener = this.#options.listener();
    const caughtUp = this.#catchingUp === null ? 'live' : 'catching_up';
    return {
      state: listener.listening ? caughtUp : 'reconnecting',
      epoch,
      head,
      oldest,
      headCursor: encodeCursor({ epoch, number: head }),
      oldestCursor: encodeCursor({ epoch, number: oldest - 1 }),
      subscribers: [...this.#broadcasts].reduce((sum, { members }) => sum + members, 0),
      lastNotifyDelayMs: this.#lastNotifyDelayMs,
      listener,
    };
  }

  async #catchUp(): Promise<void> {
    const { pool, now, log } = this.#options;
    while (this.#wokenAgain) {
      this.#wokenAgain = false;
      const rungAtMs = this.#rungAtMs ?? now();
      this.#rungAtMs = null;
      try {
        const events = await readEvents(pool, this.#extent.head, pageEvents);
        if (events.length === pageEvents) this.#wokenAgain = true;
        if (events.length > 0) this.#take(events, rungAtMs);
      } catch (error) {
        log.warn({ err: error }, 'the event log could not be read; the pulse tries again');
      }
    }
  }

  #take(events: readonly RecommendationEvent[], heardAtMs: number): void {
    const { observe, now } = this.#options;
    const last = events.at(-1);
    if (last === undefined) return;
    this.#recent = [...this.#recent, ...events].slice(-recentEvents);
    this.#extent = { ...this.#extent, head: last.number };
    this.#lastNotifyDelayMs = Math.max(0, heardAtMs - last.occurredAt.getTime());
    for (const event of events) observe('notify', Math.max(0, heardAtMs - event.occurredAt.getTime()));
    this.#newest = { first: events[0]?.number ?? last.number, readAtMs: now() };
    observe('read', this.#newest.readAtMs - heardAtMs, events.length);
    this.#wakeAll();
  }

  /** After a restore or a branch: what is in memory belongs to another log. A pulse that was only late is told apart by a new look. */
  async #restart(): Promise<void> {
    const known = this.#extent;
    try {
      const extent = await readLogExtent(this.#options.pool);
      if (extent.epoch === known.epoch && extent.head >= known.head) return;
      this.#extent = extent;
      this.#generation += 1;
      this.#recent = [];
      this.#sentUpTo = 0;
      this.#options.log.warn(
        { epoch: this.#extent.epoch, head: this.#extent.head },
        'the event log was rewound; cursors of the old one expire',
      );
      this.#wakeAll();
    } catch (error) {
      this.#options.log.warn({ err: error }, 'the event log could not be read; the pulse tries again');
    }
  }

  /** Asked of the table, not of memory: another server may have handed out a cursor that this one has not heard of yet. */
  readonly #readExtent = new SharedRead(async (): Promise<LogExtent> => {
    try {
      const extent = await readLogExtent(this.#options.pool);
      if (extent.epoch === this.#extent.epoch) this.#extent = { ...this.#extent, oldest: extent.oldest };
      else await this.#restart();
      return extent;
    } catch (error) {
      throw new AndonError(
        'UNAVAILABLE',
        'The event log cannot be read now; subscribe again',
        { retryAfterMs: 1_000 },
        { cause: error },
      );
    }
  });

  #open<Message>(
    choice: EventSelection,
    render: Render<FeedEvent, Message>,
    onEmpty: () => void = () => undefined,
  ): EventBroadcast<Message> {
    const { now, log } = this.#options;
    const broadcast: EventBroadcast<Message> = new EventBroadcast({
      source: this,
      wants: (event) => isWanted(event, choice),
      render,
      onEmpty: () => {
        this.#broadcasts.delete(broadcast);
        onEmpty();
      },
      now,
      log,
    });
    this.#broadcasts.add(broadcast);
    return broadcast;
  }

  #wakeAll(): void {
    for (const broadcast of this.#broadcasts) broadcast.wake();
  }

  /** The first delivery of an event that has just been read; a subscriber that replays the past says nothing about latency. */
  sent({ number, kind, readingReceivedAt }: RecommendationEvent): void {
    const { observe, now } = this.#options;
    if (number <= this.#sentUpTo || number < this.#newest.first) return;
    this.#sentUpTo = number;
    observe('send', now() - this.#newest.readAtMs);
    if (kind === 'created' && readingReceivedAt !== null)
      observe('reading_to_screen', now() - readingReceivedAt.getTime());
  }

  after(position: number): readonly RecommendationEvent[] | Promise<readonly RecommendationEvent[]> {
    const oldestInMemory = this.#recent[0]?.number ?? Number.POSITIVE_INFINITY;
    if (position + 1 < oldestInMemory) return this.#afterInTable(position);
    const index = position + 1 - oldestInMemory;
    return this.#recent.slice(index, index + subscriberEvents);
  }

  async #afterInTable(position: number): Promise<readonly RecommendationEvent[]> {
    const events = await readEvents(this.#options.pool, position, subscriberEvents);
    // The head is past this position, so that there must be a next one.
    if (events[0]?.number === position + 1) return events;
    throw new AndonError(
      'CURSOR_EXPIRED',
      'Events that this subscriber has not read yet are past their retention; load the recommendations anew',
    );
  }
}
