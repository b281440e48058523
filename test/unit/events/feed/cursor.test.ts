import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { decodeCursor, encodeCursor } from '../../../../src/events/feed/cursor.ts';

const invalid = expect.objectContaining({ code: 'CURSOR_INVALID' });
const base64url = (text: string) => Buffer.from(text, 'latin1').toString('base64url');

describe('a cursor', () => {
  it('comes back as it was', () => {
    const epochs = fc.stringMatching(/^[0-9a-z]{1,40}$/);
    fc.assert(
      fc.property(epochs, fc.maxSafeNat(), epochs, (epoch, number, token) => {
        expect(decodeCursor(encodeCursor(epoch, { number, token }))).toEqual({ epoch, number, token });
      }),
    );
  });

  it.each([
    '',
    ' ',
    'abc',
    '0',
    '../../etc/passwd',
    '😀',
    'x'.repeat(1_000_000),
    base64url('epoch'),
    base64url('epoch:'),
    base64url(':5'),
    base64url('epoch:-1'),
    base64url('epoch:1.5'),
    base64url('epoch:01'),
    base64url('epoch:1e3'),
    base64url('epoch:9999999999999999'),
    base64url('EPOCH:1'),
    base64url('epoch:1:'),
    base64url('epoch:1:TOKEN'),
    base64url('epoch:1:2:3'),
    base64url(`${'e'.repeat(41)}:1`),
    base64url(`epoch:1:${'e'.repeat(41)}`),
    `${encodeCursor('epoch', { number: 5, token: 'token' })}=`,
    ` ${encodeCursor('epoch', { number: 5, token: 'token' })}`,
    Buffer.from('epoch:55').toString('base64').replace(/=*$/, '==='),
  ])('is told to be none when it is no cursor: %j', (text) => {
    expect(() => decodeCursor(text)).toThrow(invalid);
  });

  it('from before events had tokens is still known to be one', () => {
    expect(decodeCursor(base64url('epoch:12'))).toEqual({ epoch: 'epoch', number: 12, token: null });
  });

  it('is told to be none, or is itself, for any text', () => {
    fc.assert(
      fc.property(fc.string(), (text) => {
        try {
          const { epoch, number, token } = decodeCursor(text);
          expect(token === null ? base64url(`${epoch}:${number}`) : encodeCursor(epoch, { number, token })).toBe(text);
        } catch (error) {
          expect(error).toEqual(invalid);
        }
      }),
    );
  });
});
