/** A WebSocket class without a network: the test is the server. */
export class FakeSocket {
  static readonly CONNECTING = 0;
  static readonly OPEN = 1;
  static readonly CLOSING = 2;
  static readonly CLOSED = 3;
  /** Every socket that was opened, oldest first. */
  static opened: FakeSocket[] = [];

  readyState = FakeSocket.CONNECTING;
  readonly url: string;
  readonly sent: SentMessage[] = [];
  closedWith: number | null = null;
  onopen: (() => void) | null = null;
  onmessage: ((event: { readonly data: string }) => void) | null = null;
  onclose: ((event: { readonly code: number; readonly reason: string }) => void) | null = null;
  onerror: ((event: unknown) => void) | null = null;

  constructor(url: string) {
    this.url = url;
    FakeSocket.opened.push(this);
  }

  static get newest(): FakeSocket {
    const socket = FakeSocket.opened.at(-1);
    if (socket === undefined) throw new Error('no socket was opened');
    return socket;
  }

  send(text: string): void {
    const message: SentMessage = JSON.parse(text);
    this.sent.push(message);
  }

  close(code: number): void {
    this.readyState = FakeSocket.CLOSED;
    this.closedWith = code;
    this.onclose?.({ code, reason: '' });
  }

  /** The server takes the connection. */
  accept(): void {
    this.readyState = FakeSocket.OPEN;
    this.onopen?.();
    this.say({ type: 'connection_ack' });
  }

  say(message: Readonly<Record<string, unknown>>): void {
    this.onmessage?.({ data: JSON.stringify(message) });
  }

  /** The connection ends from the other side. */
  end(code: number, reason = ''): void {
    this.readyState = FakeSocket.CLOSED;
    this.onclose?.({ code, reason });
  }
}

export interface SentMessage {
  readonly type: string;
  readonly id?: string;
  readonly payload?: { readonly query: string; readonly variables: Readonly<Record<string, unknown>> };
}
