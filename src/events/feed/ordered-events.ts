/** The interface of an ordered feed for resolvers and health. */
import type { LoggedEvent } from '../../domain/logged-event.ts';
import type { Membership, Render, Sink } from '../broadcast/sink.ts';
import type { ListenerHealth } from '../signals/listener.ts';
import type { FeedEvent, Position } from './event-broadcast.ts';

/**
 * The options of a subscriber that shares its messages with all subscribers of the same key, whose selection and rendering are
 * equal.
 */
export interface JoinOptions<Event extends LoggedEvent> {
  readonly key: string;
  readonly start: Position;
  readonly render: Render<FeedEvent<Event>, string>;
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

/** A feed as its subscribers use it. */
export interface OrderedEvents<Event extends LoggedEvent, Selection extends object> {
  /** The position after a cursor, or the present end of the log without one. Rejects with CURSOR_INVALID or CURSOR_EXPIRED. */
  open(after?: string): Promise<Position>;
  /** Replays what came after the position, then goes live. `signal` ends it. */
  events(
    start: Position,
    options: Selection & { readonly signal?: AbortSignal },
  ): AsyncIterableIterator<FeedEvent<Event>>;
  /** The same, sharing an execution. */
  join(options: JoinOptions<Event> & Selection): Membership;
  health(): FeedHealth;
}
