/** The interfaces between a broadcast and its subscribers. */

/** The receiver of one subscriber's messages. It never waits and never throws: when it cannot take a message, it says so. */
export interface Sink<Message> {
  /** Returns false when it did not take the message; it then gets none until it asks its membership to go on. */
  send(message: Message): boolean;
  /** Ends the messages; with an error if there is a reason. */
  end(error?: unknown): void;
}

/** A subscriber's place in a broadcast. */
export interface Membership {
  /** Tells the broadcast that the receiver can take messages again. */
  goOn(): void;
  leave(): void;
}

/** Renders an item once for all subscribers of a broadcast. */
export type Render<Item, Message> = (item: Item) => Message | Promise<Message>;
