/** Keeps rendered messages of the newest events for a moment, so that each is rendered once. */

/** Messages kept for members that are slightly behind or come back together. */
const keptMessages = 64;
/** A message that was rendered with a query is true for that time only, so it is rendered again after a moment. */
const askedFreshMs = 1_000;

interface Kept<Message> {
  readonly message: Message | Promise<Message>;
  readonly untilMs: number;
}

/** The messages of the newest events, by event number, so that each is rendered once for all members that are near enough. */
export class RecentMessages<Message> {
  readonly #elapsedMs: () => number;
  readonly #kept = new Map<number, Kept<Message>>();

  constructor(elapsedMs: () => number) {
    this.#elapsedMs = elapsedMs;
  }

  get(number: number, render: () => Message | Promise<Message>): Message | Promise<Message> {
    const known = this.#kept.get(number);
    if (known !== undefined && known.untilMs > this.#elapsedMs()) return known.message;
    const message = render();
    this.#kept.delete(number);
    // A message that was rendered synchronously needed no query: it depends on the event alone.
    const untilMs = message instanceof Promise ? this.#elapsedMs() + askedFreshMs : Number.POSITIVE_INFINITY;
    this.#kept.set(number, { message, untilMs });
    for (const oldest of this.#kept.keys()) {
      if (this.#kept.size <= keptMessages) break;
      this.#kept.delete(oldest);
    }
    return message;
  }
}
