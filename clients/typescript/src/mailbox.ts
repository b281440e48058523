/** A queue between a connection that pushes messages and a consumer that pulls them. */

export class Mailbox<Item> {
  readonly #items: Item[] = [];
  #ended = false;
  #failure: unknown = null;
  #arrived: () => void = () => undefined;
  #taken: () => void = () => undefined;

  get size(): number {
    return this.#items.length;
  }

  put(item: Item): void {
    if (this.#ended) return;
    this.#items.push(item);
    this.#arrived();
  }

  /** Takes no more items. Those in it can still be taken; after them the failure, if there is one, is thrown. */
  end(failure: unknown = null): void {
    if (this.#ended) return;
    this.#ended = true;
    this.#failure = failure;
    this.#arrived();
    this.#taken();
  }

  /** Drops what has not been taken. */
  clear(): void {
    this.#items.length = 0;
    this.#taken();
  }

  /** The next item; undefined at the end. For one consumer. */
  async take(): Promise<Item | undefined> {
    while (this.#items.length === 0) {
      if (this.#failure !== null) throw this.#failure;
      if (this.#ended) return undefined;
      await new Promise<void>((resolve) => {
        this.#arrived = resolve;
      });
    }
    const item = this.#items.shift();
    this.#taken();
    return item;
  }

  /** Resolves when at most so many items wait, or at the end. */
  async drained(most: number): Promise<void> {
    while (this.#items.length > most && !this.#ended) {
      await new Promise<void>((resolve) => {
        this.#taken = resolve;
      });
    }
  }
}
