/** Where one subscriber's messages go. It never waits and never throws: who cannot take a message says so. */
export interface Sink<Message> {
  /** False when it has not taken the message, and wants none until it asks its membership to go on. */
  send(message: Message): boolean;
  /** Nothing follows; with an error when that is why. */
  end(error?: unknown): void;
}

/** A subscriber's place in a broadcast. */
export interface Membership {
  /** It can take more again. */
  goOn(): void;
  leave(): void;
}

/** What a broadcast makes of an item, once for all of its subscribers. */
export type Render<Item, Message> = (item: Item) => Message | Promise<Message>;
