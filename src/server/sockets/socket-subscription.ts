/**
 * One subscription of one WebSocket: turns what the shared execution produces into messages with the id that the client gave it.
 */
import type { ExecutionResult } from 'graphql';
import type { Membership, Sink } from '../../resolvers/subscriptions/shared-source.ts';
import type { FanOutCounters } from './fan-out-counters.ts';
import type { OpenSocket } from './open-socket.ts';

const done: IteratorReturnResult<undefined> = { done: true, value: undefined };

type Result = IteratorResult<ExecutionResult, undefined>;

export interface SocketSubscriptionOptions {
  readonly socket: Pick<OpenSocket, 'send' | 'whenDrained'>;
  readonly id: string;
  readonly errorOf: (error: unknown) => ExecutionResult;
  readonly counters: FanOutCounters;
  /** Gives back what the subscription holds; called at its end. */
  readonly release: () => void;
}

/**
 * One subscription of one socket. The protocol's implementation sees a stream from which nothing comes until its end; the messages
 * go straight to the socket as text that is the same for everybody, with the subscription's id before it.
 */
export class SocketSubscription implements Sink<string>, AsyncIterableIterator<ExecutionResult> {
  readonly #options: SocketSubscriptionOptions;
  readonly #prefix: string;
  /** Null once it was called: keeping it would keep the whole parsed operation in memory for as long as a screen is open. */
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
      this.#options.counters.subscriptions += 1;
      this.#membership = join(this);
      if (this.#ended) this.#membership.leave();
    });
  }

  async return(): Promise<Result> {
    this.#last = null;
    this.end();
    return done;
  }

  [Symbol.asyncIterator](): this {
    return this;
  }

  #stop(): boolean {
    if (this.#ended) return false;
    this.#ended = true;
    this.#options.release();
    if (this.#join === null) this.#options.counters.subscriptions -= 1;
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
