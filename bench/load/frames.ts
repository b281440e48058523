/** Splits the bytes of a WebSocket into messages, with as little work as possible. */

const continuation = 0x00;
const text = 0x01;
const close = 0x08;
const ping = 0x09;
const longestHeader = 10;

export interface FrameSink {
  /** A message of this many bytes has arrived; `payload` only if it came in one piece, and only until this returns. */
  onText(bytes: number, payload: Buffer | null): void;
  onPing(): void;
  onClose(payload: Buffer | null): void;
}

/** Finds the ends of a server's WebSocket frames and looks at as little as possible in between: it must not measure itself. */
export class FrameReader {
  readonly #sink: FrameSink;
  /** Start of a header that was cut off at the end of a chunk. */
  #cut: Buffer = Buffer.alloc(0);
  #opcode = continuation;
  #bytes = 0;
  /** Payload still to come of a frame whose beginning is past. */
  #rest = 0;

  constructor(sink: FrameSink) {
    this.#sink = sink;
  }

  /** The chunk may be reused by the caller afterwards. */
  read(given: Buffer): void {
    const chunk = this.#cut.length === 0 ? given : Buffer.concat([this.#cut, given]);
    this.#cut = Buffer.alloc(0);
    let at = 0;
    if (this.#rest > 0) {
      if (chunk.length < this.#rest) {
        this.#rest -= chunk.length;
        return;
      }
      at = this.#rest;
      this.#rest = 0;
      this.#arrived(null);
    }
    while (at < chunk.length) {
      const header = headerBytes(chunk, at);
      if (header === null || at + header > chunk.length) {
        this.#cut = Buffer.from(chunk.subarray(at, Math.min(chunk.length, at + longestHeader)));
        return;
      }
      this.#opcode = (chunk[at] ?? 0) & 0x0f;
      this.#bytes = payloadBytes(chunk, at, header);
      at += header;
      if (chunk.length - at < this.#bytes) {
        this.#rest = this.#bytes - (chunk.length - at);
        return;
      }
      this.#arrived(chunk.subarray(at, at + this.#bytes));
      at += this.#bytes;
    }
  }

  #arrived(payload: Buffer | null): void {
    if (this.#opcode === text || this.#opcode === continuation) this.#sink.onText(this.#bytes, payload);
    else if (this.#opcode === ping) this.#sink.onPing();
    else if (this.#opcode === close) this.#sink.onClose(payload);
  }
}

function headerBytes(chunk: Buffer, at: number): number | null {
  const length = chunk[at + 1];
  if (length === undefined) return null;
  return length < 126 ? 2 : length === 126 ? 4 : longestHeader;
}

function payloadBytes(chunk: Buffer, at: number, header: number): number {
  if (header === 2) return chunk[at + 1] ?? 0;
  return header === 4 ? chunk.readUInt16BE(at + 2) : Number(chunk.readBigUInt64BE(at + 2));
}

/** A client's frame: masked, as it must be, with the mask that changes nothing. */
export function clientText(message: string): Buffer {
  const payload = Buffer.from(message);
  const mask = [0, 0, 0, 0];
  const head =
    payload.length < 126
      ? Buffer.from([0x81, 0x80 | payload.length, ...mask])
      : Buffer.from([0x81, 0x80 | 126, payload.length >> 8, payload.length & 0xff, ...mask]);
  return Buffer.concat([head, payload]);
}

export const clientPong = Buffer.from([0x8a, 0x80, 0, 0, 0, 0]);
