import { once } from 'node:events';
import { connect, type Socket } from 'node:net';

const endOfHead = '\r\n\r\n';

/**
 * One HTTP connection on a plain socket, with one request at a time: node:http takes half a millisecond of a two-core machine for a
 * request that comes alone, and would be measured with the server. Knows answers with a content-length only, which are all of ours.
 */
export class RawHttp {
  readonly #socket: Socket;
  readonly #head: string;
  #received = '';
  #resolve: ((body: string) => void) | null = null;
  #reject: ((error: Error) => void) | null = null;

  private constructor(socket: Socket, { pathname, host }: URL, key: string | undefined) {
    this.#socket = socket;
    this.#head = `POST ${pathname} HTTP/1.1\r\nHost: ${host}\r\nContent-Type: application/json\r\n${key === undefined ? '' : `Authorization: Bearer ${key}\r\n`}Content-Length: `;
    // Bodies of answers are plain ASCII: characters are bytes.
    socket.setEncoding('latin1');
    socket.on('data', (chunk: string) => this.#read(chunk));
    socket.once('error', (error) => this.#reject?.(error));
    socket.once('end', () => this.#reject?.(new Error('the server hung up')));
  }

  static async open(url: string, key?: string): Promise<RawHttp> {
    const address = new URL(url);
    const socket = connect({ host: address.hostname, port: Number(address.port), noDelay: true });
    await once(socket, 'connect');
    return new RawHttp(socket, address, key);
  }

  /** The answer's body. */
  post(body: string): Promise<string> {
    return new Promise((resolve, reject) => {
      this.#resolve = resolve;
      this.#reject = reject;
      this.#socket.write(`${this.#head}${Buffer.byteLength(body)}${endOfHead}${body}`);
    });
  }

  close(): void {
    this.#socket.destroy();
  }

  #read(chunk: string): void {
    this.#received += chunk;
    const end = this.#received.indexOf(endOfHead);
    if (end < 0) return;
    const head = this.#received.slice(0, end);
    const length = /\r\ncontent-length: *(\d+)/i.exec(head)?.[1];
    if (length === undefined || !head.startsWith('HTTP/1.1 200')) {
      this.#reject?.(new Error(`not understood: ${head}`));
      return;
    }
    const from = end + endOfHead.length;
    const to = from + Number(length);
    if (this.#received.length < to) return;
    const body = this.#received.slice(from, to);
    this.#received = this.#received.slice(to);
    this.#resolve?.(body);
  }
}
