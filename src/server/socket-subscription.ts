import type { ExecutionResult } from 'graphql';
import type { Membership, Sink } from '../resolvers/shared-source.ts';
import type { FanOutCounters } from './fan-out-counters.ts';
import type { OpenSocket } from './open-socket.ts';

const done: IteratorReturnResult<undefined> = { done: true, value: undefined };

type Result = IteratorResult<ExecutionResult, undefined>;

export interface SocketSubscriptionOptions {
  readonly socket: OpenSocket;
  readonly id: string;
  /** The subscriptions of this socket by their ids. */
  readonly running: Map<string, SocketSubscription>;
  readonly errorOf: (error: unknown) => ExecutionResult;
  readonly counters: FanOutCounters;
}

/**
 * One subscription of one socket. The protocol's implementation sees a stream from which nothing comes until its end; the messages
 * go straight to the socket as text that is the same for everybody, with the subscription's id before it.
 */
export class SocketSubscription implements Sink<string>, AsyncIterableIterator<ExecutionResult> {
  readonly #options: SocketSubscriptionOptions;
  readonly #prefix: string;
  /** Null once it was called: it holds everything that the operation was made of, for as long as a screen is open. */
  #join: ((sink: Sink<string>) => Membership) | null;
  #membership: Membership | null = null;
  #waiting: ((result: Result) => void) | null = null;
  #last: ExecutionResult | null = null;
  #ended = false;

  constructor(options: SocketSubscriptionOptions, join: (sink: Sink<string>) => Membership) {
    this.#options = options;
    this.#join = join;
    this.#prefix = `{"id":${JSON.stringify(options.id)},"type":"next","payload":`;
  }

  /** `payload` comes with the brace that closes the message. */
  send(payload: string): boolean {
    const { socket, counters } = this.#options;
    if (socket.send(this.#prefix + payload)) {
      counters.deliveries += 1;
      return true;
    }
    socket.whenDrained(() => this.#membership?.goOn());
    return false;
  }

  end(error?: unknown): void {
    if (!this.#stop()) return;
    if (error !== undefined) this.#last = this.#options.errorOf(error);
    this.#settle();
  }

  next(): Promise<Result> {
    return new Promise((resolve) => {
      this.#waiting = resolve;
      if (this.#ended) return this.#settle();
      const join = this.#join;
      if (join === null) return;
      this.#join = null;
      const { id, running, counters } = this.#options;
      // An id that was completed and used again before its first operation had begun has two of them now.
      const earlier = running.get(id);
      if (earlier !== undefined) earlier.#abandon();
      running.set(id, this);
      counters.subscriptions += 1;
      this.#membership = join(this);
      if (this.#ended) this.#membership.leave();
    });
  }

  async return(): Promise<Result> {
    const { id, running } = this.#options;
    const current = running.get(id);
    if (current !== undefined && current !== this) await current.return();
    this.#last = null;
    this.end();
    return done;
  }

  [Symbol.asyncIterator](): this {
    return this;
  }

  /** Ends without a word, since another one has its id. */
  #abandon(): void {
    this.#stop();
    this.#waiting = null;
  }

  #stop(): boolean {
    if (this.#ended) return false;
    this.#ended = true;
    const { id, running, counters } = this.#options;
    if (running.get(id) === this) running.delete(id);
    if (this.#join === null) counters.subscriptions -= 1;
    this.#membership?.leave();
    return true;
  }

  #settle(): void {
    const waiting = this.#waiting;
    if (waiting === null) return;
    const value = this.#last;
    this.#waiting = null;
    this.#last = null;
    waiting(value === null ? done : { done: false, value });
  }
}
