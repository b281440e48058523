/** Messages kept for members that are slightly behind or come back together. */
const keptMessages = 64;
/** A message that asked the database says how it was then; soon after it has to be asked again. */
const askedFreshMs = 1_000;

interface Kept<Message> {
  readonly message: Message | Promise<Message>;
  readonly untilMs: number;
}

/** What became of the newest events, by their number, so that each is rendered once for all who are near enough. */
export class RecentMessages<Message> {
  readonly #now: () => number;
  readonly #kept = new Map<number, Kept<Message>>();

  constructor(now: () => number) {
    this.#now = now;
  }

  get(number: number, render: () => Message | Promise<Message>): Message | Promise<Message> {
    const known = this.#kept.get(number);
    if (known !== undefined && known.untilMs > this.#now()) return known.message;
    const message = render();
    this.#kept.delete(number);
    // What was there at once has asked nobody: it depends on the event alone.
    const untilMs = message instanceof Promise ? this.#now() + askedFreshMs : Number.POSITIVE_INFINITY;
    this.#kept.set(number, { message, untilMs });
    for (const oldest of this.#kept.keys()) {
      if (this.#kept.size <= keptMessages) break;
      this.#kept.delete(oldest);
    }
    return message;
  }
}
