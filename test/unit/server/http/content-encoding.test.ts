import * as zlib from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { acceptedCodings, codingsOf, unfolded } from '../../../../src/server/http/content-encoding.ts';

const text = JSON.stringify({ readings: Array.from({ length: 500 }, (_, index) => ({ equipmentId: `E-${index}` })) });
const compressZstd: unknown = Reflect.get(zlib, 'zstdCompressSync');
const fold: Readonly<Record<string, (body: Buffer) => Buffer>> = {
  gzip: zlib.gzipSync,
  deflate: zlib.deflateSync,
  br: zlib.brotliCompressSync,
  ...(typeof compressZstd === 'function' ? { zstd: (body: Buffer): Buffer => compressZstd(body) } : {}),
};

describe('A folded body', () => {
  it('may have each coding that this Node unfolds, zstd where there is one', () => {
    expect(acceptedCodings.split(', ')).toEqual(Object.keys(fold));
  });

  it.each(Object.keys(fold))('comes out as it went in: %s', async (coding) => {
    const body = fold[coding]?.(Buffer.from(text)) ?? Buffer.alloc(0);
    expect(String(await unfolded(body, codingsOf(coding.toUpperCase()), 100_000))).toBe(text);
  });

  it.each(Object.keys(fold))('is refused when it is cut off anywhere: %s', async (coding) => {
    const body = fold[coding]?.(Buffer.from(text)) ?? Buffer.alloc(0);
    for (const length of [0, 1, 5, body.length >> 1, body.length - 1]) {
      await expect(unfolded(body.subarray(0, length), [coding], 100_000), `${length} bytes`).rejects.toThrow(
        /cut off|damaged/,
      );
    }
  });

  it.each(Object.keys(fold))('is refused as soon as it has become larger than the limit: %s', async (coding) => {
    const body = fold[coding]?.(Buffer.from(text)) ?? Buffer.alloc(0);
    await expect(unfolded(body, [coding], text.length)).resolves.toHaveLength(text.length);
    await expect(unfolded(body, [coding], text.length - 1)).rejects.toMatchObject({
      extensions: { http: { status: 413 } },
    });
  });

  it('may be folded three times, and not four; identity counts for nothing', () => {
    expect(codingsOf('gzip, identity, br ,, deflate')).toEqual(['gzip', 'br', 'deflate']);
    expect(() => codingsOf('gzip, gzip, gzip, gzip')).toThrow(/3 times/);
    expect(() => codingsOf('__proto__')).toThrow(/not known/);
  });
});
