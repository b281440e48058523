import { expect, it } from 'vitest';
import { hashOf, keyIdOf, newKeyToken } from '../../../src/auth/key-token.ts';

it('a new key names its id, and is known by its hash alone', () => {
  const { id, token, secretHash } = newKeyToken();
  expect(token).toMatch(/^andon_[0-9a-f]{12}_[\w-]{43}$/);
  expect(keyIdOf(token)).toBe(id);
  expect(hashOf(token)).toBe(secretHash);
  expect(secretHash).not.toContain(token.slice(19, 30));
});

it('no two new keys are equal', () => {
  const made = Array.from({ length: 100 }, newKeyToken);
  expect(new Set(made.map(({ token }) => token)).size).toBe(100);
  expect(new Set(made.map(({ id }) => id)).size).toBe(100);
});

it.each([
  '',
  'andon_',
  'andon_0123456789ab_short',
  `Andon_0123456789ab_${'x'.repeat(43)}`,
  `andon_0123456789ab_${'x'.repeat(44)}`,
])('the text %j is no key', (text) => {
  expect(keyIdOf(text)).toBeNull();
});
