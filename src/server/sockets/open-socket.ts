/** A WebSocket with backpressure: it reports when its client reads too slowly, so that nothing more is sent to it. */
import type { Duplex } from 'node:stream';
import type { WebSocket } from 'ws';
import { maxWaitingBytes } from '../../limits.ts';

const tryAgainLater = 1013;
/** So long whoever went on regardless is told nothing: it would come back at once. */
const heldMs = 1_000;
/** In between it is read for so long, or a pong would never be seen. */
const readMs = 20;
/** What may wait of a client that is held up: more than a screen sends at once. */
const most = { messages: 200, characters: 1_000_000 };

type Socket = Pick<WebSocket, 'send' | 'close' | 'pause' | 'resume' | 'readyState' | 'OPEN'>;

/** A WebSocket that says when its client does not keep up, and when it does again. */
export class OpenSocket {
  readonly #socket: Socket;
  readonly #stream: Duplex;
  #waiting: (() => void)[] = [];
  /** Messages that came before the client noticed that it is held up; null: it is not. */
  #kept: string[] | null = null;
  #keptCharacters = 0;
  #take: (text: string) => void = () => undefined;
  #isClosing = false;

  constructor(socket: Socket, stream: Duplex) {
    this.#socket = socket;
    this.#stream = stream;
  }

  /** The client has not read enough of what it was sent already. */
  get isFull(): boolean {
    return this.#stream.writableLength >= maxWaitingBytes;
  }

  /** It is closed, or will be: nothing more is said to it. */
  get isOver(): boolean {
    return this.#isClosing || this.#socket.readyState !== this.#socket.OPEN;
  }

  /** False when the client is full, or gone. */
  send(text: string): boolean {
    if (this.isOver || this.isFull) return false;
    this.#socket.send(text);
    return true;
  }

  /**
   * Called for an operation that is refused: reads nothing for a moment, so that what the client goes on to send waits at its side. What has come
   * already is kept, since each refusal costs nearly as much as an answer; whoever has sent very much is hung up on.
   */
  holdUp(ms: number): void {
    if (this.#kept !== null) return;
    this.#kept = [];
    this.#socket.pause();
    setTimeout(() => this.#goOn(), ms).unref();
  }

  /** Takes a message, now or when its client is held up no longer. */
  receive(text: string, take: (text: string) => void): void {
    if (this.#isClosing) return;
    if (this.#kept === null) {
      take(text);
      return;
    }
    this.#take = take;
    this.#keptCharacters += text.length;
    if (this.#kept.push(text) <= most.messages && this.#keptCharacters <= most.characters) return;
    this.closeLater(heldMs, tryAgainLater, 'Operations went on being sent after they were refused');
  }

  #goOn(): void {
    if (this.#isClosing) return;
    this.#socket.resume();
    setTimeout(() => this.#takeKept(), readMs).unref();
  }

  /** As far as the first one that is refused again. */
  #takeKept(): void {
    const kept = this.#kept ?? [];
    this.#kept = null;
    this.#keptCharacters = 0;
    for (const text of kept) this.receive(text, this.#take);
  }

  close(code?: number, reason?: string): void {
    this.#socket.close(code, reason);
  }

  /** What comes meanwhile is not read. */
  closeLater(ms: number, code?: number, reason?: string): void {
    if (this.#isClosing) return;
    this.#isClosing = true;
    this.#kept = null;
    this.#socket.pause();
    setTimeout(() => {
      this.#socket.resume();
      this.close(code, reason);
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
