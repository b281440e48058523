/** A queue with a lane for each sender: whoever sends much waits behind what it has sent itself, not others behind it. */

/** Senders are served in turn, one item each; the items of one sender keep their order. */
export class FairTurns<Item> {
  /** Senders with something waiting, the next one first. */
  readonly #lanes = new Map<string, Item[]>();

  add(sender: string, item: Item): void {
    const lane = this.#lanes.get(sender);
    if (lane === undefined) this.#lanes.set(sender, [item]);
    else lane.push(item);
  }

  get isEmpty(): boolean {
    return this.#lanes.size === 0;
  }

  /** Whose item is the next one; empty when there is none. */
  get next(): string {
    const [sender = ''] = this.#lanes.keys();
    return sender;
  }

  /** The next items whose sizes together are at most `most`, or one that is larger by itself. */
  take(most: number, sizeOf: (item: Item) => number): Item[] {
    const taken: Item[] = [];
    let size = 0;
    for (;;) {
      const [next] = this.#lanes;
      const item = next?.[1][0];
      if (next === undefined || item === undefined) return taken;
      size += sizeOf(item);
      if (taken.length > 0 && size > most) return taken;
      taken.push(item);
      const [sender, lane] = next;
      lane.shift();
      // To the end of the map, behind all others.
      this.#lanes.delete(sender);
      if (lane.length > 0) this.#lanes.set(sender, lane);
    }
  }
}
