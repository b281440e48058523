import { type LogExtent, readEvents, readLogExtent } from '../db/event-log.ts';
import type { Queryable } from '../db/queryable.ts';
import type { ObserveStage } from '../domain/latency.ts';
import type { RecommendationEvent } from '../domain/recommendation.ts';
import { AndonError } from '../errors.ts';
import type { Logger } from '../log.ts';
import { Bell } from './bell.ts';
import { decodeCursor, encodeCursor } from './cursor.ts';
import { type EventPage, type EventPageRequest, readEventPage } from './event-page.ts';
import { positionAfter } from './position.ts';
import { type EventSelection, isWanted } from './selection.ts';

/** Newest events kept in memory for subscribers that keep up; the others read the table. */
const recentEvents = 1_000;
const pageEvents = 200;
const retryMs = 500;

export interface FeedEvent {
  readonly cursor: string;
  readonly event: RecommendationEvent;
}

export interface SubscribeOptions extends EventSelection {
  /** Cursor of the last event seen; absent: from now on. */
  readonly after?: string;
  /** Told once where the subscription begins: a cursor that is good before the first event has come. */
  readonly began?: (cursor: string) => void;
  readonly signal?: AbortSignal;
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
}

export interface RecommendationFeed {
  /** Replays what came after the cursor, then goes live. Rejects with CURSOR_INVALID or CURSOR_EXPIRED. `signal` ends it. */
  subscribe(options: SubscribeOptions): Promise<AsyncIterableIterator<FeedEvent>>;
  /** A stretch of the log, with the same rejections. */
  page(request: EventPageRequest): Promise<EventPage>;
  health(): FeedHealth;
}

export interface EventFeedOptions {
  readonly pool: Queryable;
  readonly isListening: () => boolean;
  readonly observe: ObserveStage;
  readonly now: () => number;
  readonly log: Logger;
}

/**
 * The ordered feed. The table is the truth: numbers are gapless and in commit order, so reading "greater than my last" can neither
 * skip nor repeat. A subscriber is nothing but a position in that order; how slow it is concerns nobody else.
 */
export class EventFeed implements RecommendationFeed {
  readonly #options: EventFeedOptions;
  readonly #bell = new Bell();
  #recent: RecommendationEvent[] = [];
  #extent: LogExtent = { epoch: '', head: 0, oldest: 1 };
  /** Times the log was replaced or rewound; what a subscriber was told before belongs to another log. */
  #restarts = 0;
  #catchingUp: Promise<void> | null = null;
  #wokenAgain = false;
  #rungAtMs: number | null = null;
  /** The events of the last read: the number of the first, and when they were read. */
  #newest = { first: Number.POSITIVE_INFINITY, readAtMs: 0 };
  #sentUpTo = 0;
  #subscribers = 0;
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

  async subscribe(options: SubscribeOptions): Promise<AsyncIterableIterator<FeedEvent>> {
    const extent = await this.#readExtent();
    const position = options.after === undefined ? extent.head : positionAfter(decodeCursor(options.after), extent);
    options.began?.(encodeCursor({ epoch: extent.epoch, number: position }));
    return this.#events(extent.epoch, this.#restarts, position, options);
  }

  page(request: EventPageRequest): Promise<EventPage> {
    return readEventPage(this.#options.pool, request);
  }

  health(): FeedHealth {
    const { epoch, head, oldest } = this.#extent;
    const caughtUp = this.#catchingUp === null ? 'live' : 'catching_up';
    return {
      state: this.#options.isListening() ? caughtUp : 'reconnecting',
      epoch,
      head,
      oldest,
      headCursor: encodeCursor({ epoch, number: head }),
      oldestCursor: encodeCursor({ epoch, number: oldest - 1 }),
      subscribers: this.#subscribers,
      lastNotifyDelayMs: this.#lastNotifyDelayMs,
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
    this.#bell.ring();
  }

  /** After a restore or a branch: what is in memory belongs to another log. A pulse that was only late is told apart by a new look. */
  async #restart(): Promise<void> {
    const known = this.#extent;
    try {
      const extent = await readLogExtent(this.#options.pool);
      if (extent.epoch === known.epoch && extent.head >= known.head) return;
      this.#extent = extent;
      this.#restarts += 1;
      this.#recent = [];
      this.#sentUpTo = 0;
      this.#options.log.warn(
        { epoch: this.#extent.epoch, head: this.#extent.head },
        'the event log was rewound; cursors of the old one expire',
      );
      this.#bell.ring();
    } catch (error) {
      this.#options.log.warn({ err: error }, 'the event log could not be read; the pulse tries again');
    }
  }

  /** Asked of the table, not of memory: another server may have handed out a cursor that this one has not heard of yet. */
  async #readExtent(): Promise<LogExtent> {
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
  }

  async *#events(
    epoch: string,
    restarts: number,
    start: number,
    options: SubscribeOptions,
  ): AsyncGenerator<FeedEvent, void, undefined> {
    const ended = options.signal ?? new AbortController().signal;
    let position = start;
    this.#subscribers += 1;
    try {
      while (!ended.aborted) {
        if (this.#extent.epoch !== epoch || this.#restarts !== restarts) {
          throw new AndonError(
            'CURSOR_EXPIRED',
            'The event log was replaced; load the recommendations anew and subscribe without `after`',
          );
        }
        const events = position < this.#extent.head ? await this.#after(position, ended) : [];
        for (const event of events) {
          if (ended.aborted) return;
          position = event.number;
          if (!isWanted(event, options)) continue;
          yield { cursor: encodeCursor({ epoch, number: event.number }), event };
          this.#observeSent(event); // the next one is asked for when this one has been sent
        }
        if (position >= this.#extent.head) await this.#bell.wait(ended);
      }
    } finally {
      this.#subscribers -= 1;
    }
  }

  /** The first delivery of an event that has just been read; a subscriber that replays the past says nothing about latency. */
  #observeSent({ number, kind, readingReceivedAt }: RecommendationEvent): void {
    const { observe, now } = this.#options;
    if (number <= this.#sentUpTo || number < this.#newest.first) return;
    this.#sentUpTo = number;
    observe('send', now() - this.#newest.readAtMs);
    if (kind === 'created' && readingReceivedAt !== null)
      observe('reading_to_screen', now() - readingReceivedAt.getTime());
  }

  async #after(position: number, ended: AbortSignal): Promise<readonly RecommendationEvent[]> {
    const oldestInMemory = this.#recent[0]?.number ?? Number.POSITIVE_INFINITY;
    if (position + 1 >= oldestInMemory) return this.#recent.slice(position + 1 - oldestInMemory);
    for (;;) {
      try {
        const events = await readEvents(this.#options.pool, position, pageEvents);
        const first = events[0];
        // The head is past this position, so that there must be a next one.
        if (first?.number !== position + 1) {
          throw new AndonError(
            'CURSOR_EXPIRED',
            'Events that this subscriber has not read yet are past their retention; load the recommendations anew',
          );
        }
        return events;
      } catch (error) {
        if (error instanceof AndonError) throw error;
        this.#options.log.warn({ err: error }, 'the event log could not be read for a subscriber that is behind');
        await new Promise((resolve) => setTimeout(resolve, retryMs));
        if (ended.aborted) return [];
      }
    }
  }
}
