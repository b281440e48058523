/** A WebSocket with backpressure: it reports when its client reads too slowly, so that nothing more is sent to it. */
import type { Duplex } from 'node:stream';
import type { WebSocket } from 'ws';
import { maxWaitingBytes } from '../../limits.ts';

const tryAgainLater = 1013;
/** More than a screen has at once. */
const mostRefused = 100;

/** A WebSocket that says when its client does not keep up, and when it does again. */
export class OpenSocket {
  readonly #socket: WebSocket;
  readonly #stream: Duplex;
  #waiting: (() => void)[] = [];
  /** Operations refused since it was last read from. */
  #refused = 0;

  constructor(socket: WebSocket, stream: Duplex) {
    this.#socket = socket;
    this.#stream = stream;
  }

  /** The client has not read enough of what it was sent already. */
  get isFull(): boolean {
    return this.#stream.writableLength >= maxWaitingBytes;
  }

  /** False when the client is full, or gone. */
  send(text: string): boolean {
    if (this.#socket.readyState !== this.#socket.OPEN || this.isFull) return false;
    this.#socket.send(text);
    return true;
  }

  /**
   * Called for each operation that is refused: reads nothing for a moment, so that what the client goes on to send waits at its side. Whoever
   * has sent very many by then is hung up on, since each refusal costs nearly as much as an answer.
   */
  holdUp(ms: number): void {
    this.#refused += 1;
    if (this.#refused > mostRefused) {
      this.#socket.close(tryAgainLater, 'Operations went on being sent after they were refused');
      return;
    }
    if (this.#refused > 1) return;
    this.#socket.pause();
    setTimeout(() => {
      this.#refused = 0;
      this.#socket.resume();
    }, ms).unref();
  }

  /** Calls once, when everything that waited has left. */
  whenDrained(goOn: () => void): void {
    if (this.#waiting.length === 0) this.#stream.once('drain', () => this.#drained());
    this.#waiting.push(goOn);
  }

  #drained(): void {
    const waiting = this.#waiting;
    this.#waiting = [];
    for (const goOn of waiting) goOn();
  }
}
