/** A WebSocket with backpressure: it reports when its client reads too slowly, so that nothing more is sent to it. */
import type { Duplex } from 'node:stream';
import type { WebSocket } from 'ws';
import { maxWaitingBytes } from '../../limits.ts';

/** A WebSocket that says when its client does not keep up, and when it does again. */
export class OpenSocket {
  readonly #socket: WebSocket;
  readonly #stream: Duplex;
  #waiting: (() => void)[] = [];

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

  /** Reads nothing for a moment: what the client goes on to send waits at its side. */
  holdUp(ms: number): void {
    this.#socket.pause();
    setTimeout(() => this.#socket.resume(), ms).unref();
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
