/** Lets in few requests of one key at a time while others are at work, and one at a time while it is over its share. */

import type { AndonError } from '../errors.ts';

/** Each kind has a queue of its own: a question does not wait behind readings. */
export type RequestKind = keyof typeof most;

/** Together these keep one processor busy; what they leave idle is little. Small writes of one time share a transaction. */
const most = { question: 2, smallWrite: 8, large: 2 };

/** What is asked of a request that would like to be let in. */
export interface Asking {
  readonly holder: string;
  readonly kind: RequestKind;
  /** Ms until the share of the holder lets it in; 0: now. */
  readonly waitMs: () => number;
  /** What it is told when it has waited for its share in vain; null: its time came in that instant. */
  readonly refusal: () => AndonError | null;
}

/** To be called when the request is over; what it does twice is nothing. */
export type Leave = () => void;

export interface CallerQueuesOptions {
  /** Whether other holders were at work lately. */
  readonly isShared: (holder: string) => boolean;
  /** How long a request waits at most for its share, in ms. */
  readonly patienceMs: () => number;
}

/** What goes on for longer, such as a stream of events, makes room for the next one. */
const longestTurnMs = 1_000;

interface Waiting {
  readonly asking: Asking;
  readonly enter: (leave: Leave | AndonError) => void;
  timer: NodeJS.Timeout;
}

interface Queue {
  inside: number;
  waiting: Waiting[];
  /** It is over its share, and each request has to wait for what the one before it takes. */
  isOver: boolean;
  next: NodeJS.Timeout | null;
}

/**
 * A queue of each holder, so that whoever sends much waits behind itself. Nobody waits who is alone and within its share. What a request takes of the share
 * is known only when it has been read: therefore the one after it is not let in before it is over, while the holder is over its share.
 */
export class CallerQueues {
  readonly #options: CallerQueuesOptions;
  readonly #queues = new Map<string, Queue>();

  constructor(options: CallerQueuesOptions) {
    this.#options = options;
  }

  /** Resolves when the request may go on, or with its refusal when its share has not let it in within the time that a request waits. */
  enter(asking: Asking): Leave | Promise<Leave | AndonError> {
    const name = `${asking.kind} ${asking.holder}`;
    let queue = this.#queues.get(name);
    if (queue === undefined) {
      queue = { inside: 0, waiting: [], isOver: false, next: null };
      this.#queues.set(name, queue);
    }
    if (queue.waiting.length === 0 && this.#hasRoom(queue, asking)) return this.#letIn(name, queue);
    return this.#wait(name, queue, asking);
  }

  /** Queues that are remembered: of holders with a request that is let in or waits. */
  get size(): number {
    return this.#queues.size;
  }

  #wait(name: string, queue: Queue, asking: Asking): Promise<Leave | AndonError> {
    return new Promise((resolve) => {
      const giveUp = (): NodeJS.Timeout =>
        setTimeout(() => {
          const refusal = asking.refusal();
          if (refusal === null) {
            // Only its turn has not come: it goes on waiting.
            waiting.timer = giveUp();
            return;
          }
          queue.waiting.splice(queue.waiting.indexOf(waiting), 1);
          resolve(refusal);
          this.#goOn(name, queue);
        }, this.#options.patienceMs()).unref();
      const waiting: Waiting = { asking, enter: resolve, timer: giveUp() };
      queue.waiting.push(waiting);
      this.#goOn(name, queue);
    });
  }

  #hasRoom(queue: Queue, { holder, kind, waitMs }: Asking): boolean {
    if (waitMs() > 0) {
      queue.isOver = true;
      return false;
    }
    if (queue.isOver) return queue.inside === 0;
    return queue.inside < most[kind] || !this.#options.isShared(holder);
  }

  #letIn(name: string, queue: Queue): Leave {
    queue.inside += 1;
    let isOver = false;
    const leave = (): void => {
      if (isOver) return;
      isOver = true;
      clearTimeout(timer);
      queue.inside -= 1;
      this.#goOn(name, queue);
    };
    const timer = setTimeout(leave, longestTurnMs).unref();
    return leave;
  }

  #goOn(name: string, queue: Queue): void {
    for (let first = queue.waiting[0]; first !== undefined; first = queue.waiting[0]) {
      if (!this.#hasRoom(queue, first.asking)) {
        this.#lookAgain(name, queue, first.asking.waitMs());
        return;
      }
      queue.waiting.shift();
      clearTimeout(first.timer);
      first.enter(this.#letIn(name, queue));
    }
    if (queue.inside > 0) return;
    clearTimeout(queue.next ?? undefined);
    this.#queues.delete(name);
  }

  /** When the share lets the first one in; where it does already, the next one that leaves makes room. */
  #lookAgain(name: string, queue: Queue, waitMs: number): void {
    if (waitMs === 0 || queue.next !== null) return;
    queue.next = setTimeout(() => {
      queue.next = null;
      this.#goOn(name, queue);
    }, waitMs).unref();
  }
}
