import { expect, it } from 'vitest';
import { goodbye } from '../../../../src/server/sockets/goodbye.ts';

const hints = (openSockets: number) => [0, 0.5, 0.999_999].map((at) => goodbye(openSockets, () => at).retryAfterMs);

it('a few clients are asked to come back within 1.5 s, thousands over 10 s, and none at once', () => {
  expect(hints(3)).toEqual([500, 1_000, 1_500]);
  expect(hints(2_000)).toEqual([500, 2_500, 4_500]);
  expect(hints(1_000_000)).toEqual([500, 5_500, 10_500]);
});

it('the reason of a goodbye fits into a close frame', () => {
  expect(Buffer.byteLength(JSON.stringify(goodbye(1_000_000, () => 0.999)))).toBeLessThanOrEqual(123);
});
