import type { ExecutionResult } from 'graphql';
import type { Membership, Sink } from '../resolvers/shared-source.ts';
import type { FanOutCounters } from './fan-out-counters.ts';
import type { OpenSocket } from './open-socket.ts';

const done: IteratorReturnResult<undefined> = { done: true, value: undefined };

type Result = IteratorResult<ExecutionResult, undefined>;

/**
 * One subscription of one socket. The protocol's implementation sees a stream from which nothing comes until its end; the messages
 * go straight to the socket as text that is the same for everybody, with the subscription's id before it.
 */
export class SocketSubscription implements Sink<string>, AsyncIterableIterator<ExecutionResult> {
  readonly #socket: OpenSocket;
  readonly #prefix: string;
  readonly #counters: FanOutCounters;
  readonly #errorOf: (error: unknown) => ExecutionResult;
  #join: ((sink: Sink<string>) => Membership) | null;
  #membership: Membership | null = null;
  #waiting: ((result: Result) => void) | null = null;
  #last: ExecutionResult | null = null;
  #ended = false;

  constructor(
    socket: OpenSocket,
    id: string,
    join: (sink: Sink<string>) => Membership,
    errorOf: (error: unknown) => ExecutionResult,
    counters: FanOutCounters,
  ) {
    this.#socket = socket;
    this.#prefix = `{"id":${JSON.stringify(id)},"type":"next","payload":`;
    this.#join = join;
    this.#errorOf = errorOf;
    this.#counters = counters;
  }

  /** `payload` comes with the brace that closes the message. */
  send(payload: string): boolean {
    if (this.#socket.send(this.#prefix + payload)) {
      this.#counters.deliveries += 1;
      return true;
    }
    this.#socket.whenDrained(() => this.#membership?.goOn());
    return false;
  }

  end(error?: unknown): void {
    if (this.#ended) return;
    this.#ended = true;
    if (this.#membership !== null) this.#counters.subscriptions -= 1;
    if (error !== undefined) this.#last = this.#errorOf(error);
    this.#settle();
  }

  next(): Promise<Result> {
    return new Promise((resolve) => {
      this.#waiting = resolve;
      const join = this.#join;
      this.#join = null;
      if (this.#ended) return this.#settle();
      if (join === null) return;
      this.#counters.subscriptions += 1;
      this.#membership = join(this);
    });
  }

  async return(): Promise<Result> {
    this.#join = null;
    this.#membership?.leave();
    this.#last = null;
    this.end();
    return done;
  }

  [Symbol.asyncIterator](): this {
    return this;
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
