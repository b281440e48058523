import { expect, it } from 'vitest';
import { identify } from '../../../src/auth/identity.ts';

it.each([
  [undefined, 'local'],
  [null, 'local'],
  ['', 'local'],
  ['   ', 'local'],
  ['  anna ', 'anna'],
  ['Žofie 李', 'Žofie 李'],
  ['x'.repeat(200), 'x'.repeat(200)],
])('%j is %s', (said, operatorId) => {
  expect(identify(said)).toEqual({ operatorId });
});

it.each([7, {}, ['anna'], 'x'.repeat(201), 'a\u0000b', 'a\nb', '\ud800'])(
  '%j cannot stand beside a decision',
  (said) => {
    expect(() => identify(said)).toThrow(expect.objectContaining({ code: 'BAD_USER_INPUT' }));
  },
);
