import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { GuardedAccess } from '../../../src/auth/guarded-access.ts';
import type { ApiKey } from '../../../src/domain/access.ts';
import { AndonError } from '../../../src/errors.ts';
import { createLogger } from '../../../src/log.ts';

const startMs = Date.parse('2026-11-28T06:00:00Z');
const key: ApiKey = {
  id: '0123456789ab',
  name: 'maria',
  secretHash: '',
  scopes: ['read', 'decide'],
  siteIds: ['north'],
  expiresAtMs: null,
  createdAtMs: startMs,
  revokedAtMs: null,
  limits: { readingsPerSecond: null, operationsPerSecond: null },
};

/** Keys whose secret is their name. */
function accessWith(...keys: ApiKey[]) {
  const stored = { keys };
  const access = new GuardedAccess({
    keys: {
      find: (token) => stored.keys.find(({ name }) => name === token) ?? null,
      byId: (wanted) => stored.keys.find(({ id }) => id === wanted) ?? null,
    },
    tokens: null,
    now: () => Date.now(),
    elapsedMs: () => performance.now(),
    log: createLogger('silent'),
  });
  const enter = (token: string, operatorId?: unknown) => {
    const identity = access.identify({ authorization: `Bearer ${token}`, operatorId });
    if (identity instanceof Promise) throw new TypeError('keys are looked up at once');
    return identity;
  };
  return { access, stored, enter };
}

beforeEach(() => {
  vi.useFakeTimers({ now: startMs });
});
afterEach(() => {
  vi.useRealTimers();
});

describe('who is let in', () => {
  it('the holder of a good key, by its name, with its rights', () => {
    expect(accessWith(key).enter('maria')).toEqual({
      operatorId: 'maria',
      scopes: ['read', 'decide'],
      siteIds: ['north'],
      credential: { kind: 'key', id: key.id, name: 'maria', expiresAtMs: null },
    });
  });

  it.each([
    ['no authorization', null, 'a key'],
    ['an empty one', ' ', 'a key'],
    ['another kind', 'Basic bWFyaWE6eA==', 'another form'],
    ['no key behind the word', 'Bearer ', 'another form'],
    ['an unknown secret', 'Bearer tom', 'No key'],
  ])('a caller is refused who comes with %s', (_, authorization, words) => {
    const { access } = accessWith(key);
    expect(() => access.identify({ authorization, operatorId: null })).toThrow(
      expect.objectContaining({ code: 'UNAUTHENTICATED', message: expect.stringContaining(words) }),
    );
  });

  it('a caller with an expired or a revoked key is refused, and told since when', () => {
    const { enter } = accessWith(
      { ...key, name: 'expired', expiresAtMs: startMs },
      { ...key, name: 'revoked', revokedAtMs: startMs - 1 },
    );
    expect(() => enter('expired')).toThrow('The key "expired" expired at 2026-11-28T06:00:00.000Z.');
    expect(() => enter('revoked')).toThrow('The key "revoked" was revoked at 2026-11-28T05:59:59.999Z.');
  });

  it('refused callers are counted by code', async () => {
    const { access, enter } = accessWith(key);
    expect(() => enter('tom')).toThrow();
    expect(() => enter('maria', 'tom')).toThrow();
    expect(() => enter('nobody')).toThrow();
    expect([...access.refusals]).toEqual([
      ['UNAUTHENTICATED', 2],
      ['FORBIDDEN', 1],
    ]);
    const failing = new GuardedAccess({
      keys: null,
      tokens: { verify: () => Promise.reject(new AndonError('UNAVAILABLE', 'away')) },
      now: () => Date.now(),
      elapsedMs: () => performance.now(),
      log: createLogger('silent'),
    });
    await expect(failing.identify({ authorization: 'Bearer eyJ', operatorId: null })).rejects.toThrow('away');
    expect([...failing.refusals]).toEqual([['UNAVAILABLE', 1]]);
  });

  it('another operator’s name only with the scope ACT_AS', () => {
    const { enter } = accessWith(key, { ...key, name: 'gateway', scopes: ['decide', 'act_as'] });
    expect(enter('maria', 'maria')).toMatchObject({ operatorId: 'maria' });
    expect(() => enter('maria', 'tom')).toThrow(expect.objectContaining({ code: 'FORBIDDEN' }));
    expect(enter('gateway', 'tom')).toMatchObject({ operatorId: 'tom' });
    expect(enter('gateway')).toMatchObject({ operatorId: 'gateway' });
  });
});

describe('what is open ends', () => {
  /** The reasons with which something that is open under this key was ended. */
  function open({ access, enter }: ReturnType<typeof accessWith>, token = 'maria') {
    const reasons: string[] = [];
    access.watch(enter(token), ({ code, message }) => reasons.push(`${code} ${message}`));
    return reasons;
  }

  it('in the instant its key expires, however far that is ahead', () => {
    const days = 40 * 86_400_000;
    const reasons = open(accessWith({ ...key, expiresAtMs: startMs + days }));
    vi.advanceTimersByTime(days - 1);
    expect(reasons).toEqual([]);
    vi.advanceTimersByTime(1);
    expect(reasons).toEqual(['UNAUTHENTICATED The key "maria" expired at 2027-01-07T06:00:00.000Z.']);
  });

  it('within half a minute when the clock was set forward past it', () => {
    const reasons = open(accessWith({ ...key, expiresAtMs: startMs + 3_600_000 }));
    vi.setSystemTime(startMs + 3_600_000);
    vi.advanceTimersByTime(30_000);
    expect(reasons).toHaveLength(1);
  });

  it.each<[string, Partial<ApiKey> | null, string]>([
    ['revoked', { revokedAtMs: startMs }, 'was revoked'],
    ['removed', null, 'was removed'],
    ['given fewer rights', { scopes: ['read'] }, 'rights'],
    ['given another site', { siteIds: ['south'] }, 'rights'],
    ['given every site', { siteIds: null }, 'rights'],
    ['given an earlier end', { expiresAtMs: startMs - 1 }, 'expired'],
  ])('when its key is %s', (_, change, words) => {
    const authentication = accessWith(key);
    const reasons = open(authentication);
    authentication.stored.keys = change === null ? [] : [{ ...key, ...change }];
    authentication.access.lookAround();
    expect(reasons).toEqual([expect.stringContaining(words)]);
    authentication.access.lookAround();
    expect(reasons).toHaveLength(1);
  });

  it('not when its key is renamed, prolonged, or lists the same rights in another order', () => {
    const authentication = accessWith({ ...key, expiresAtMs: startMs + 1_000 });
    const reasons = open(authentication);
    authentication.stored.keys = [
      { ...key, name: 'Maria B.', scopes: ['decide', 'read'], expiresAtMs: startMs + 5_000 },
    ];
    authentication.access.lookAround();
    vi.advanceTimersByTime(4_999);
    expect(reasons).toEqual([]);
    vi.advanceTimersByTime(1);
    expect(reasons).toHaveLength(1);
  });

  it('when its key was revoked between the look at it and the watch', async () => {
    const authentication = accessWith(key);
    const identity = authentication.enter('maria');
    authentication.stored.keys = [{ ...key, revokedAtMs: startMs }];
    const ended = vi.fn();
    authentication.access.watch(identity, ended);
    await Promise.resolve();
    expect(ended).toHaveBeenCalledTimes(1);
  });

  it('each by itself: who has left is not told, who has another key is not touched', () => {
    const tom = { ...key, id: 'ba9876543210', name: 'tom' };
    const authentication = accessWith({ ...key, expiresAtMs: startMs + 1_000 }, tom);
    const left = vi.fn();
    authentication.access.watch(authentication.enter('maria'), left)();
    const others = open(authentication, 'tom');
    vi.advanceTimersByTime(60_000);
    expect(left).not.toHaveBeenCalled();
    expect(others).toEqual([]);
    expect(authentication.access.watchers).toBe(1);
  });
});

describe('with tokens of an identity provider', () => {
  const holder = {
    id: 'user-1',
    name: 'maria',
    scopes: ['read'] as const,
    siteIds: null,
    expiresAtMs: startMs + 60_000,
    token: { issuer: 'https://login.example.com', subject: 'user-1' },
  };
  const withTokens = (keys: ReturnType<typeof accessWith>['stored'] | null) =>
    new GuardedAccess({
      keys: keys && { find: () => keys.keys[0] ?? null, byId: () => keys.keys[0] ?? null },
      tokens: { verify: async () => holder },
      now: () => Date.now(),
      elapsedMs: () => performance.now(),
      log: createLogger('silent'),
    });
  const credentials = (token: string) => ({ authorization: `Bearer ${token}`, operatorId: null });

  it('a key is told from a token by its form', async () => {
    const access = withTokens({ keys: [key] });
    expect(await access.identify(credentials('andon_x'))).toMatchObject({ credential: { kind: 'key', id: key.id } });
    expect(await access.identify(credentials('eyJ.x.y'))).toMatchObject({
      credential: { kind: 'token', id: 'user-1' },
    });
    expect(await withTokens(null).identify(credentials('andon_x'))).toMatchObject({ credential: { kind: 'token' } });
  });

  it('open subscriptions end with the token, whatever happens to keys', async () => {
    const access = withTokens({ keys: [] });
    const ended = vi.fn();
    access.watch(await access.identify(credentials('eyJ.x.y')), ended);
    access.lookAround();
    vi.advanceTimersByTime(59_999);
    expect(ended).not.toHaveBeenCalled();
    vi.advanceTimersByTime(1);
    expect(ended).toHaveBeenCalledWith(
      expect.objectContaining({ message: 'The token of "maria" expired at 2026-11-28T06:01:00.000Z.' }),
    );
  });

  it('one that may write readings is taken with a client certificate only, where one is asked for', async () => {
    const certified = (scopes: readonly ('read' | 'ingest')[]) =>
      new GuardedAccess({
        keys: null,
        tokens: { verify: async () => ({ ...holder, scopes }) },
        now: () => Date.now(),
        elapsedMs: () => performance.now(),
        certifiesWriters: true,
        log: createLogger('silent'),
      });
    await expect(certified(['read', 'ingest']).identify(credentials('eyJ'))).rejects.toMatchObject({
      code: 'FORBIDDEN',
    });
    await expect(certified(['read']).identify(credentials('eyJ'))).resolves.toMatchObject({ operatorId: 'maria' });
    const shown = { ...credentials('eyJ'), hasCertificate: true };
    await expect(certified(['read', 'ingest']).identify(shown)).resolves.toMatchObject({ operatorId: 'maria' });
  });
});
