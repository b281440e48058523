import { expect, it } from 'vitest';
import { isOwnOrigin } from '../../../../src/server/http/origin.ts';

it.each([
  ['a program, which sends no origin', undefined, 'plant.example', true],
  ['a page of this server', 'https://plant.example', 'plant.example', true],
  ['a page of another port', 'https://plant.example:8443', 'plant.example', false],
  ['a development server on this machine', 'http://localhost:5173', '127.0.0.1:4000', true],
  ['the same by IPv6', 'http://[::1]:5173', '127.0.0.1:4000', true],
  ['a page of another site', 'https://evil.example', 'plant.example', false],
  ['a name that only begins like loopback', 'http://127.0.0.1.evil.example', '127.0.0.1:4000', false],
  ['a page without an origin', 'null', '127.0.0.1:4000', false],
])('%s: whether origin %s at host %s is accepted: %s', (_what, origin, host, expected) => {
  expect(isOwnOrigin({ headers: { host, ...(origin === undefined ? {} : { origin }) } })).toBe(expected);
});
