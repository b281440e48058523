interface Due {
  readonly atMs: number;
  readonly id: number;
}

/** Ids by the time at which something is due for them: a binary heap, the earliest on top. */
export class DueTimes {
  readonly #heap: Due[] = [];

  get first(): Due | undefined {
    return this.#heap[0];
  }

  add(atMs: number, id: number): void {
    const heap = this.#heap;
    const added = { atMs, id };
    let place = heap.length;
    heap.push(added);
    while (place > 0) {
      const above = (place - 1) >> 1;
      const parent = heap[above];
      if (parent === undefined || parent.atMs <= atMs) break;
      heap[place] = parent;
      place = above;
    }
    heap[place] = added;
  }

  removeFirst(): void {
    const heap = this.#heap;
    const last = heap.pop();
    if (last === undefined || heap.length === 0) return;
    let place = 0;
    for (;;) {
      const left = heap[2 * place + 1];
      if (left === undefined) break;
      const right = heap[2 * place + 2];
      const [child, below] =
        right !== undefined && right.atMs < left.atMs ? [right, 2 * place + 2] : [left, 2 * place + 1];
      if (child.atMs >= last.atMs) break;
      heap[place] = child;
      place = below;
    }
    heap[place] = last;
  }

  clear(): void {
    this.#heap.length = 0;
  }
}
