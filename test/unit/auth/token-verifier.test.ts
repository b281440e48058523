import { createHmac } from 'node:crypto';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { type TokenSettings, TokenVerifier } from '../../../src/auth/token-verifier.ts';
import { createLogger } from '../../../src/log.ts';
import { type IdentityProvider, startIdentityProvider } from '../../support/server/identity-provider.ts';

const hourMs = 3_600_000;
let provider: IdentityProvider;
let passedMs: number;

beforeEach(async () => {
  provider = await startIdentityProvider();
  passedMs = 0;
});
afterEach(() => provider.close());

function verifier(more: Partial<TokenSettings> = {}): TokenVerifier {
  const { issuer, audience, jwksUrl } = provider;
  const settings = {
    issuer,
    audience,
    jwksUrl: new URL(jwksUrl),
    nameClaim: 'preferred_username',
    scopesClaim: 'scope',
    sitesClaim: null,
    ...more,
  };
  return new TokenVerifier({
    settings,
    now: () => Date.now() + passedMs,
    elapsedMs: () => passedMs,
    log: createLogger('silent'),
  });
}

const inSeconds = (seconds: number) => Math.floor(Date.now() / 1_000) + seconds;

it('a token of another type, signed by the same keys, is no access token', async () => {
  for (const type of ['JWT', 'jwt', 'at+jwt', 'application/at+jwt']) {
    await expect(verifier().verify(await provider.token({}, type))).resolves.toMatchObject({ name: 'user-1' });
  }
  for (const type of ['logout+jwt', 'dpop+jwt', 'secevent+jwt', '']) {
    const refused = verifier().verify(await provider.token({}, type));
    await expect(refused).rejects.toMatchObject({
      code: 'UNAUTHENTICATED',
      message: expect.stringContaining('of the type'),
    });
  }
});

it('a token with a name, subject, id or site that cannot be seen or printed is refused, as is one with a name too long', async () => {
  for (const claims of [
    { preferred_username: 'maria\u202e' },
    { sub: 'user\u200b1' },
    { jti: 'a\u0000b' },
    { sites: ['north\u2066'] },
    { preferred_username: 'x'.repeat(201) },
  ]) {
    const token = await provider.token(claims);
    await expect(verifier({ sitesClaim: 'sites' }).verify(token)).rejects.toMatchObject({ code: 'UNAUTHENTICATED' });
  }
});

it('a token whose end is no time is refused, however far ahead or back', async () => {
  for (const exp of [1e300, -1e300, 8.7e12]) {
    const token = await provider.token({ exp });
    await expect(verifier().verify(token)).rejects.toMatchObject({ code: 'UNAUTHENTICATED' });
  }
});

describe('what a token gives', () => {
  it('name, scopes and end; words for other programs count for nothing', async () => {
    const exp = inSeconds(60);
    const claims = {
      preferred_username: 'Žofie',
      scope: 'openid andon:read Andon.Decide other:ingest read andon:rule',
      exp,
    };
    expect(await verifier().verify(await provider.token(claims))).toEqual({
      id: 'user-1',
      name: 'Žofie',
      token: { issuer: provider.issuer, subject: 'user-1' },
      scopes: ['read', 'decide'],
      siteIds: null,
      expiresAtMs: exp * 1_000,
    });
  });

  it('scopes as a list under another name, and the subject where there is no name', async () => {
    const token = await provider.token({ roles: ['andon:ingest'], jti: 'token-7' });
    expect(await verifier({ scopesClaim: 'roles' }).verify(token)).toMatchObject({
      id: 'token-7',
      name: 'user-1',
      scopes: ['ingest'],
    });
  });

  it.each<[unknown, readonly string[] | null]>([
    [
      ['north', 'south'],
      ['north', 'south'],
    ],
    ['north south', ['north', 'south']],
    ['*', null],
    [undefined, []],
    [7, []],
  ])('with a claim for sites, %j means %j', async (plants, siteIds) => {
    const { siteIds: found } = await verifier({ sitesClaim: 'plants' }).verify(await provider.token({ plants }));
    expect(found).toEqual(siteIds);
  });
});

describe('a token is refused', () => {
  it.each<[string, Record<string, unknown>, RegExp]>([
    ['of another issuer', { iss: 'https://login.other.example' }, /not for this server.*iss/],
    ['for another program', { aud: 'payroll' }, /not for this server.*aud/],
    ['that has expired', { exp: inSeconds(-60) }, /expired at \S+Z/],
    ['that has expired within what clocks may differ', { exp: inSeconds(-2) }, /expired at \S+Z/],
    ['that is not valid yet', { nbf: inSeconds(60) }, /not for this server.*nbf/],
    ['without an end', { exp: undefined }, /not for this server.*exp/],
    ['of nobody', { sub: undefined }, /not for this server.*sub/],
  ])('%s', async (_, claims, words) => {
    await expect(verifier().verify(await provider.token(claims))).rejects.toMatchObject({
      code: 'UNAUTHENTICATED',
      message: expect.stringMatching(words),
    });
  });

  it('when anything of it was changed, or it is signed with something that everybody knows', async () => {
    const token = await provider.token({ scope: 'andon:read' });
    const [header = '', payload = '', signature = ''] = token.split('.');
    const encoded = (value: object) => Buffer.from(JSON.stringify(value)).toString('base64url');
    const claims: object = JSON.parse(Buffer.from(payload, 'base64url').toString());
    const better = encoded({ ...claims, scope: 'andon:configure' });
    const signedByText = `${encoded({ alg: 'HS256', kid: 'key-1' })}.${better}`;
    const jwks = await (await fetch(provider.jwksUrl)).text();
    const forgeries = [
      `${header}.${better}.${signature}`,
      `${encoded({ alg: 'none' })}.${better}.`,
      `${signedByText}.${createHmac('sha256', jwks).update(signedByText).digest('base64url')}`,
      `${token}x`,
      'nonsense',
      '',
    ];
    for (const forgery of forgeries) {
      await expect(verifier().verify(forgery)).rejects.toMatchObject({ code: 'UNAUTHENTICATED' });
    }
    const other = await startIdentityProvider();
    await expect(verifier().verify(await other.token())).rejects.toMatchObject({ code: 'UNAUTHENTICATED' });
    await other.close();
  });
});

describe('the provider’s keys', () => {
  it('are asked for once for many tokens, and a token’s signature is checked once', async () => {
    const checking = verifier();
    const token = await provider.token();
    await checking.verify(token);
    await Promise.all(
      Array.from({ length: 20 }, async (_, n) => checking.verify(await provider.token({ jti: `t${n}` }))),
    );
    provider.beAway(true);
    await checking.verify(token);
    expect(provider.asked).toBe(1);
  });

  it('are read again in the background, so one that was taken out of use is good no longer', async () => {
    const checking = verifier();
    const old = await provider.token({ exp: inSeconds(7_200), jti: 'old' });
    await checking.verify(await provider.token());
    await provider.rotate();
    passedMs = 601_000;
    await checking.verify(await provider.token({ jti: 'first after' })).catch(() => undefined);
    await vi.waitFor(() => expect(provider.asked).toBeGreaterThan(1));
    await vi.waitFor(async () => {
      await expect(checking.verify(await provider.token({ jti: 'new' }))).resolves.toMatchObject({ id: 'new' });
    });
    await expect(checking.verify(old)).rejects.toMatchObject({ code: 'UNAUTHENTICATED' });
  });

  it('that cannot be had are no fault of the token’s: UNAVAILABLE, and let in when they are there', async () => {
    const checking = verifier();
    const token = await provider.token();
    provider.beAway(true);
    await expect(checking.verify(token)).rejects.toMatchObject({
      code: 'UNAVAILABLE',
      details: { retryAfterMs: expect.any(Number) },
    });
    provider.beAway(false);
    await expect(checking.verify(token)).resolves.toMatchObject({ id: 'user-1' });
  });

  it('go on to be good while the provider is away, and so do new tokens', async () => {
    const checking = verifier();
    await checking.verify(await provider.token());
    provider.beAway(true);
    for (const hours of [1, 5, 20]) {
      passedMs = hours * hourMs;
      const exp = inSeconds(hours * 3_600 + 60);
      await expect(checking.verify(await provider.token({ exp, jti: `after ${hours} h` }))).resolves.toBeDefined();
    }
  });
});
