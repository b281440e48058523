import { describe, expect, it } from 'vitest';
import { FrameReader } from '../../../bench/load/frames.ts';

/** Unmasked, as a server sends it. */
function frame(opcode: number, payload: string): Buffer {
  const body = Buffer.from(payload);
  const head = Buffer.alloc(body.length < 126 ? 2 : body.length < 65_536 ? 4 : 10);
  head[0] = 0x80 | opcode;
  if (head.length === 2) head[1] = body.length;
  else if (head.length === 4) {
    head[1] = 126;
    head.writeUInt16BE(body.length, 2);
  } else {
    head[1] = 127;
    head.writeBigUInt64BE(BigInt(body.length), 2);
  }
  return Buffer.concat([head, body]);
}

function read(chunks: readonly Buffer[]): string[] {
  const seen: string[] = [];
  const reader = new FrameReader({
    onText: (bytes) => seen.push(`text ${bytes}`),
    onPing: () => seen.push('ping'),
    onClose: () => seen.push('close'),
  });
  for (const chunk of chunks) reader.read(chunk);
  return seen;
}

describe('the load client’s frames', () => {
  const stream = Buffer.concat([
    frame(1, 'short'),
    frame(9, ''),
    frame(1, 'm'.repeat(700)),
    frame(1, 'l'.repeat(70_000)),
    frame(8, 'xx'),
  ]);
  const all = ['text 5', 'ping', 'text 700', 'text 70000', 'close'];

  it('are found in one chunk', () => {
    expect(read([stream])).toEqual(all);
  });

  it('are found wherever the stream is cut, also within a header', () => {
    for (let at = 1; at < 800; at++) expect(read([stream.subarray(0, at), stream.subarray(at)])).toEqual(all);
  });

  it('are found when every byte comes alone', () => {
    expect(read(Array.from(stream, (byte) => Buffer.from([byte])))).toEqual(all);
  });

  it('hand out the payload when it came in one piece', () => {
    let payload = '';
    new FrameReader({
      onText: (_bytes, given) => {
        payload = String(given);
      },
      onPing: () => undefined,
      onClose: () => undefined,
    }).read(frame(1, 'whole'));
    expect(payload).toBe('whole');
  });
});
