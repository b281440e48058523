/** The interface by which subscribers of the same subscription share one execution. */
import type { Membership, Sink } from '../../events/broadcast/sink.ts';

export type { Membership, Sink };

/** How a subscriber joins an execution that is shared by all subscribers of the same. */
export interface SharedMember {
  /** The same for all whose operation, and whose right to see, is the same but for where they begin. */
  readonly key: string;
  /** The answer to the operation, as text, for one item of the source. */
  readonly render: (item: unknown) => string | Promise<string>;
  readonly sink: Sink<string>;
}

/**
 * What a subscription's resolver returns: its arguments are checked, nothing has begun. A transport that can send the same text to
 * many joins it; any other iterates it and executes for itself.
 */
export class SharedSource<Item> implements AsyncIterable<Item> {
  readonly join: (member: SharedMember) => Membership;
  readonly #alone: () => AsyncIterator<Item>;

  constructor(join: (member: SharedMember) => Membership, alone: () => AsyncIterator<Item>) {
    this.join = join;
    this.#alone = alone;
  }

  [Symbol.asyncIterator](): AsyncIterator<Item> {
    return this.#alone();
  }
}
