/** Keeps the newest events in memory. */
import type { EventPlace } from '../../db/recommendations/event-rows.ts';
import type { LoggedEvent } from '../../domain/logged-event.ts';

/** Newest events kept for subscribers that keep up; the others read the table. */
const keptEvents = 1_000;

/** The newest events of one log, without a gap. */
export class RecentEvents<Event extends LoggedEvent> {
  #events: readonly Event[] = [];

  /** Adds events that follow those in memory. */
  add(events: readonly Event[]): void {
    this.#events = [...this.#events, ...events].slice(-keptEvents);
  }

  clear(): void {
    this.#events = [];
  }

  /**
   * The events after the place; null when they are not in memory. `isOther` when memory holds another log than the place belongs
   * to.
   */
  after({ number, token }: EventPlace, most: number): { events: readonly Event[]; isOther: boolean } | null {
    const oldest = this.#events[0]?.number ?? Number.POSITIVE_INFINITY;
    if (number + 1 < oldest) return null;
    const index = number + 1 - oldest;
    const events = this.#events.slice(index, index + most);
    const before = events[0]?.previousToken ?? this.#events[index - 1]?.token;
    return { events, isOther: before !== undefined && before !== token };
  }
}
