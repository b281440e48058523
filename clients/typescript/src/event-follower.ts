/**
 * Follows the ordered feed of recommendation events: begins at its head or at a cursor, asks for what was missed, goes live, and
 * checks that no event is left out.
 */

import { ConnectionLost } from './close-event.ts';
import type { Connection, ConnectionState } from './connection.ts';
import type { CursorStore } from './cursor-store.ts';
import { AndonError, type GraphqlFailure } from './errors.ts';
import { Mailbox } from './mailbox.ts';
import { ObservedState } from './observed.ts';
import { pause, pauseMs } from './pause.ts';
import {
  everyKind,
  type FeedDocuments,
  type RecommendationEvent,
  type ResetReason,
  usualKinds,
} from './recommendation-events.ts';
import type { FeedItem, FeedSource, FeedState } from './recommendation-feed.ts';

/** How many messages may wait for a slow consumer; above, the subscription ends and is resumed by its cursor. */
const mostWaiting = 1_000;
const pageEvents = 500;
const answerWithinMs = 15_000;
const steadyAfterMs = 5_000;

export interface FollowOptions {
  readonly connection: Connection;
  readonly documents: FeedDocuments;
  /** `kinds` and `filter`, as the server takes them. */
  readonly wanted: Readonly<Record<string, unknown>>;
  readonly after: string | null;
  readonly store: CursorStore | null;
  readonly now: () => number;
  readonly random: () => number;
}

/** Follows the feed by its cursor across every disconnect: first by asking for what was missed, then live. */
export class EventFollower<Recommendation> implements FeedSource<Recommendation> {
  readonly mailbox = new Mailbox<FeedItem<Recommendation>>();
  readonly state: ObservedState<FeedState>;
  readonly store: CursorStore | null;
  readonly #options: FollowOptions;
  readonly #stopping = new AbortController();
  /** Cursor of the last event that was put into the mailbox; null: it has to begin anew. */
  #cursor: string | null = null;
  /** Number of that event, as far as it is known. */
  #number: number | null = null;
  #resetReason: ResetReason = 'START';
  /** Whether the caller may see every site; of a caller bound to sites the server leaves events out, as with a filter. */
  #seesEverySite = false;
  #failures = 0;
  /** The cursor behind which a gap was found; a second gap there means that the events are not to be had. */
  #gapAfter: string | null = null;

  constructor(options: FollowOptions) {
    this.#options = options;
    this.store = options.store;
    this.state = new ObservedState<FeedState>(this.#stateOf('connecting'));
  }

  stop(): void {
    this.#stopping.abort();
    this.mailbox.end();
  }

  async follow(): Promise<void> {
    const { signal } = this.#stopping;
    const { connection, after, store } = this.#options;
    const stopObserving = connection.state.observe((state) => this.#connectionIs(state));
    try {
      this.#cursor = after ?? (await store?.load()) ?? null;
      while (!signal.aborted) {
        await connection.due(signal);
        await this.#session(signal).catch((error: unknown) => this.#afterFailure(error, signal));
      }
      this.mailbox.end();
    } catch (error) {
      this.mailbox.end(error);
    } finally {
      stopObserving();
      this.state.become(this.#stateOf('stopped'));
    }
  }

  /** Runs from the first query on a connection until the connection ends. */
  async #session(signal: AbortSignal): Promise<void> {
    if (signal.aborted) return;
    this.#cursor ??= await this.#begin(signal);
    await this.#catchUp(this.#cursor, signal);
    if (signal.aborted) return;
    this.state.become(this.#stateOf('live'));
    const sinceMs = this.#options.now();
    try {
      await this.#live(signal);
    } finally {
      if (this.#options.now() - sinceMs >= steadyAfterMs) this.#failures = 0;
    }
  }

  async #begin(signal: AbortSignal): Promise<string> {
    const { recommendationEventHead: cursor } = await this.#ask(this.#options.documents.head, {}, signal);
    if (typeof cursor !== 'string') throw noSuchServer();
    this.#number = null;
    this.#gapAfter = null;
    this.mailbox.put({ cursor, message: { type: 'reset', reason: this.#resetReason, cursor } });
    return cursor;
  }

  /** Reads what was missed page by page, no faster than it is handled; the cursor also passes events that the filter leaves out. */
  async #catchUp(from: string, signal: AbortSignal): Promise<void> {
    const { documents } = this.#options;
    const wanted = this.#wanted();
    for (let more = true, after = from; more && !signal.aborted; ) {
      await this.mailbox.drained(mostWaiting - pageEvents);
      if (this.state.current.status !== 'catching-up') this.state.become(this.#stateOf('catching-up'));
      const { page, caller } = await this.#ask(documents.log, { ...wanted, after, first: pageEvents }, signal);
      if (!isPage<Recommendation>(page)) throw noSuchServer();
      this.#seesEverySite = (Object(caller) as { readonly siteIds?: unknown }).siteIds === null;
      for (const event of page.events) this.#take(event, true, []);
      if (page.endCursor !== this.#cursor) {
        this.#cursor = page.endCursor;
        this.mailbox.put({ cursor: page.endCursor, message: null });
      }
      after = page.endCursor;
      more = page.hasMore;
    }
  }

  async #live(signal: AbortSignal): Promise<void> {
    const { connection, documents } = this.#options;
    const wanted = this.#wanted();
    const leaving = new AbortController();
    const failed: { error: unknown } = { error: null };
    const ended = AbortSignal.any([signal, leaving.signal]);
    const next = (data: unknown, failures: readonly GraphqlFailure[]) => {
      if (ended.aborted) return;
      try {
        const { event } = Object(data) as { readonly event?: unknown };
        if (!isEvent<Recommendation>(event)) throw noSuchServer();
        this.#take(event, false, failures);
        this.#failures = 0;
      } catch (error) {
        failed.error = error;
        leaving.abort();
      }
      if (this.mailbox.size >= mostWaiting) leaving.abort();
    };
    await connection.run(documents.live, { ...wanted, after: this.#cursor }, next, ended);
    if (failed.error !== null) throw failed.error;
    if (!ended.aborted) throw new AndonError('UNAVAILABLE', 'the server has ended the subscription');
  }

  /** Where the user names no kinds, all kinds are asked for, so that each event must name the one before it; some are not handed over. */
  #wanted(): Readonly<Record<string, unknown>> {
    return { kinds: everyKind, ...this.#options.wanted };
  }

  /** Drops events that came before, and throws where one is missing. */
  #take(event: RecommendationEvent<Recommendation>, missed: boolean, failures: readonly GraphqlFailure[]): void {
    const { kinds, filter } = this.#options.wanted;
    const last = this.#number;
    if (last !== null && event.number <= last) {
      // The number was given to another event before: this is another log, for example a restored one.
      if (event.number === last && event.cursor !== this.#cursor) throw new GapFound();
      return;
    }
    const everyKindIsSent = kinds === undefined || namesEveryKind(kinds);
    const isWhole = this.#seesEverySite && filter === undefined && everyKindIsSent;
    if (isWhole && event.previousCursor !== this.#cursor) throw new GapFound();
    this.#number = event.number;
    this.#cursor = event.cursor;
    const isTold = kinds !== undefined || usualKinds.includes(event.kind);
    this.mailbox.put({ cursor: event.cursor, message: isTold ? { type: 'event', event, missed, failures } : null });
  }

  /** Decides what to do after a failure; throws one that waiting does not mend. */
  async #afterFailure(error: unknown, signal: AbortSignal): Promise<void> {
    if (signal.aborted || error instanceof ConnectionLost) return;
    if (error instanceof GapFound) {
      if (this.#gapAfter !== this.#cursor) this.#gapAfter = this.#cursor;
      else this.#beginAnew('GAP');
      return;
    }
    if (!(error instanceof AndonError)) throw error;
    if (error.code === 'CURSOR_EXPIRED' || error.code === 'CURSOR_INVALID') {
      this.#beginAnew(error.code);
      // The first time there is no pause: what the user shows is out of date.
      if (this.#failures > 0) await this.#pause(error, signal);
      this.#failures += 1;
      return;
    }
    if (!error.passes) throw error;
    await this.#pause(error, signal);
    this.#failures += 1;
  }

  #beginAnew(reason: ResetReason): void {
    this.#cursor = null;
    this.#resetReason = reason;
  }

  async #pause({ message, retryAfterMs }: AndonError, signal: AbortSignal): Promise<void> {
    const { now, random } = this.#options;
    const waitMs = pauseMs(this.#failures, retryAfterMs, random);
    const { status, sinceMs } = this.state.current;
    this.state.become({
      status: 'offline',
      sinceMs: status === 'offline' ? sinceMs : now(),
      reason: message,
      retryAtMs: now() + waitMs,
    });
    await pause(waitMs, signal);
  }

  async #ask(
    query: string,
    variables: Readonly<Record<string, unknown>>,
    signal: AbortSignal,
  ): Promise<Readonly<Record<string, unknown>>> {
    const tooLate = AbortSignal.timeout(answerWithinMs);
    let answer: unknown;
    const take = (data: unknown) => {
      answer = data;
    };
    await this.#options.connection.run(query, variables, take, AbortSignal.any([signal, tooLate]));
    if (answer === undefined) throw new AndonError('UNREACHABLE', 'the server does not answer');
    return Object(answer) as Readonly<Record<string, unknown>>;
  }

  #connectionIs({ status, sinceMs, reason, retryAtMs }: ConnectionState): void {
    if (status === 'offline') this.state.become({ status, sinceMs, reason, retryAtMs });
  }

  #stateOf(status: 'connecting' | 'catching-up' | 'live' | 'stopped'): FeedState {
    return { status, sinceMs: this.#options.now(), reason: null, retryAtMs: null };
  }
}

class GapFound extends Error {
  override readonly name = 'GapFound';
}

function namesEveryKind(kinds: unknown): boolean {
  return Array.isArray(kinds) && everyKind.every((kind) => kinds.includes(kind));
}

function noSuchServer(): AndonError {
  return new AndonError('PROTOCOL', 'The answer is not what a server of this kind sends.');
}

function isEvent<Recommendation>(value: unknown): value is RecommendationEvent<Recommendation> {
  if (typeof value !== 'object' || value === null) return false;
  const { cursor, previousCursor, number } = value as Readonly<Record<string, unknown>>;
  return typeof cursor === 'string' && typeof previousCursor === 'string' && typeof number === 'number';
}

interface EventPage<Recommendation> {
  readonly events: readonly RecommendationEvent<Recommendation>[];
  readonly endCursor: string;
  readonly hasMore: boolean;
}

function isPage<Recommendation>(value: unknown): value is EventPage<Recommendation> {
  if (typeof value !== 'object' || value === null) return false;
  if (!('endCursor' in value && typeof value.endCursor === 'string')) return false;
  return 'events' in value && Array.isArray(value.events) && value.events.every((event) => isEvent(event));
}
