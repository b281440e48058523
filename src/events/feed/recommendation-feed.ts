/** The interface of the feed for resolvers and health. */
import type { Membership, Render, Sink } from '../broadcast/sink.ts';
import type { ListenerHealth } from '../signals/listener.ts';
import type { FeedEvent, Position } from './event-broadcast.ts';
import type { EventPage, EventPageRequest } from './event-page.ts';
import type { EventSelection } from './selection.ts';

/** The options of a subscriber with an execution of its own. */
export interface EventsOptions extends EventSelection {
  readonly signal?: AbortSignal;
}

/**
 * The options of a subscriber that shares its messages with all subscribers of the same key, whose selection and rendering are
 * equal.
 */
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

/** The feed as its subscribers use it. */
export interface RecommendationFeed {
  /** The position after a cursor, or the present end of the log without one. Rejects with CURSOR_INVALID or CURSOR_EXPIRED. */
  open(after?: string): Promise<Position>;
  /** Replays what came after the position, then goes live. `signal` ends it. */
  events(start: Position, options: EventsOptions): AsyncIterableIterator<FeedEvent>;
  /** The same, sharing an execution. */
  join(options: JoinOptions): Membership;
  /** A batch range, with the same rejections. */
  page(request: EventPageRequest): Promise<EventPage>;
  health(): FeedHealth;
}
