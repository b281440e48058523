/** The open broadcasts of the feed: those of single subscribers, and those that subscribers share by a key. */
import type { LoggedEvent } from '../../domain/logged-event.ts';
import type { Logger } from '../../log.ts';
import type { Membership, Render } from '../broadcast/sink.ts';
import { EventBroadcast, type EventSource, type FeedEvent } from './event-broadcast.ts';
import type { JoinOptions } from './ordered-events.ts';

/** Most broadcasts for which events are rendered during their commit, since only a few fit into its time. */
const preparedBroadcasts = 8;

export interface FeedBroadcastsOptions<Event extends LoggedEvent, Selection> {
  readonly source: EventSource<Event>;
  readonly isWanted: (event: Event, choice: Selection) => boolean;
  readonly elapsedMs: () => number;
  readonly log: Logger;
}

export class FeedBroadcasts<Event extends LoggedEvent, Selection> {
  readonly #options: FeedBroadcastsOptions<Event, Selection>;
  readonly #all = new Set<Pick<EventBroadcast<unknown, Event>, 'wake' | 'prepare' | 'members'>>();
  readonly #shared = new Map<string, EventBroadcast<string, Event>>();

  constructor(options: FeedBroadcastsOptions<Event, Selection>) {
    this.#options = options;
  }

  get members(): number {
    return [...this.#all].reduce((sum, { members }) => sum + members, 0);
  }

  /** The log has new events, or was replaced. */
  wake(): void {
    for (const broadcast of this.#all) broadcast.wake();
  }

  /** Renders events that the feed will have next if their commit succeeds. */
  prepare(events: readonly Event[]): void {
    let left = preparedBroadcasts;
    for (const broadcast of this.#all) {
      if (left-- === 0) return;
      for (const event of events) broadcast.prepare(event);
    }
  }

  join(choice: Selection, { key, start, render, sink }: JoinOptions<Event>): Membership {
    const shared = this.#shared.get(key);
    // A broadcast of a replaced log exists only until it has told its members.
    if (shared !== undefined && shared.generation === this.#options.source.generation) return shared.join(start, sink);
    const broadcast: EventBroadcast<string, Event> = this.open(choice, render, () => {
      if (this.#shared.get(key) === broadcast) this.#shared.delete(key);
    });
    this.#shared.set(key, broadcast);
    return broadcast.join(start, sink);
  }

  open<Message>(
    choice: Selection,
    render: Render<FeedEvent<Event>, Message>,
    onEmpty: () => void = () => undefined,
  ): EventBroadcast<Message, Event> {
    const { source, elapsedMs, log, isWanted } = this.#options;
    const broadcast: EventBroadcast<Message, Event> = new EventBroadcast({
      source,
      elapsedMs,
      log,
      wants: (event) => isWanted(event, choice),
      render,
      onEmpty: () => {
        this.#all.delete(broadcast);
        onEmpty();
      },
    });
    this.#all.add(broadcast);
    return broadcast;
  }
}
