import { expect, it, vi } from 'vitest';
import { KeyRing } from '../../../src/auth/key-ring.ts';
import { newKeyToken } from '../../../src/auth/key-token.ts';
import type { ApiKey, ApiKeys } from '../../../src/domain/access.ts';
import { createLogger } from '../../../src/log.ts';

function apiKey({ id, secretHash }: { id: string; secretHash: string }): ApiKey {
  return {
    id,
    secretHash,
    name: 'maria',
    scopes: ['read'],
    siteIds: null,
    expiresAtMs: null,
    createdAtMs: 0,
    revokedAtMs: null,
    limits: { readingsPerSecond: null, operationsPerSecond: null },
  };
}

function ring(stored: { current: ApiKeys }, read = async () => stored.current) {
  const onChanged = vi.fn();
  return { keys: new KeyRing({ read, onChanged, log: createLogger('silent') }), onChanged };
}

it('the key ring finds a key by its whole secret only', async () => {
  const made = newKeyToken();
  const { keys } = ring({ current: { version: 1, keys: [apiKey(made)] } });
  await keys.start();
  expect(keys.find(made.token)?.id).toBe(made.id);
  const other = `${made.token.slice(0, -1)}${made.token.endsWith('A') ? 'B' : 'A'}`;
  expect(keys.find(other)).toBeNull();
  expect(keys.find(newKeyToken().token)).toBeNull();
  expect(keys.find('')).toBeNull();
});

it('the key ring reads the keys again when the version differs, and only then', async () => {
  const stored = { current: { version: 1, keys: [] as ApiKey[] } };
  const read = vi.fn(async () => stored.current);
  const { keys, onChanged } = ring(stored, read);
  await keys.start();
  keys.notice(1);
  expect(read).toHaveBeenCalledTimes(1);
  stored.current = { version: 2, keys: [apiKey(newKeyToken())] };
  keys.notice(2);
  await vi.waitFor(() => expect(keys.size).toBe(1));
  expect(onChanged).toHaveBeenCalledTimes(2);
});

it('a signal that comes while the keys are read leads to another read', async () => {
  const stored = { current: { version: 1, keys: [] as ApiKey[] } };
  let answer: () => void = () => undefined;
  const read = vi.fn(async () => {
    const seen = stored.current;
    if (read.mock.calls.length === 2) await new Promise<void>((resolve) => (answer = resolve));
    return seen;
  });
  const { keys } = ring(stored, read);
  await keys.start();
  keys.wake();
  stored.current = { version: 2, keys: [apiKey(newKeyToken())] };
  keys.wake();
  answer();
  await vi.waitFor(() => expect(keys.size).toBe(1));
});

it('known keys stay valid while the database is unavailable, and the next reconciliation poll reads again', async () => {
  const made = newKeyToken();
  const stored = { current: { version: 1, keys: [apiKey(made)] } };
  let away = false;
  const { keys } = ring(stored, async () => {
    if (away) throw new Error('gone');
    return stored.current;
  });
  await keys.start();
  away = true;
  stored.current = { version: 2, keys: [] };
  keys.notice(2);
  await new Promise((resolve) => setImmediate(resolve));
  expect(keys.find(made.token)).not.toBeNull();
  away = false;
  keys.notice(2);
  await vi.waitFor(() => expect(keys.find(made.token)).toBeNull());
});

it('the key ring reads the keys of a replaced database, though they have the same version', async () => {
  const revoked = newKeyToken();
  const restored = newKeyToken();
  const stored = { current: { version: 5, keys: [apiKey(revoked)] } };
  const { keys, onChanged } = ring(stored);
  await keys.start();
  stored.current = { version: 5, keys: [apiKey(restored)] };
  keys.wake();
  await vi.waitFor(() => expect(keys.find(restored.token)).not.toBeNull());
  expect(keys.find(revoked.token)).toBeNull();
  expect(onChanged).toHaveBeenCalledTimes(2);
});
