/**
 * Verifies JWTs of an identity provider against its public keys (JWKS) and reads name, scopes and sites from their claims.
 */
import { createRemoteJWKSet, errors, type JWTPayload, jwtVerify } from 'jose';
import { type Grant, type Scope, scopes } from '../domain/access.ts';
import { plantId } from '../domain/equipment/plant-id.ts';
import { isPrintable } from '../domain/printable.ts';
import { AndonError } from '../errors.ts';
import { maxOperatorIdLength } from '../limits.ts';
import type { Logger } from '../log.ts';
import { Backoff } from '../timing/backoff.ts';

/** How tokens of an identity provider are read. */
export interface TokenSettings {
  /** JWT claim `iss`. */
  readonly issuer: string;
  /** JWT claim `aud`, by which a token for another program is told from one for this server. */
  readonly audience: string;
  /** The provider's public keys, RFC 7517. */
  readonly jwksUrl: URL;
  /** JWT claim with the operator's name; `sub` is used where it is absent. */
  readonly nameClaim: string;
  /** JWT claim with the scopes, as words in one text or as a list. */
  readonly scopesClaim: string;
  /** JWT claim with the sites, likewise; null: a token is good for every site. */
  readonly sitesClaim: string | null;
}

/** The claims of a token, as this server uses them. */
export interface TokenHolder extends Grant {
  readonly id: string;
  readonly name: string;
  readonly token: { readonly issuer: string; readonly subject: string };
}

export interface TokenVerifierOptions {
  readonly settings: TokenSettings;
  /** Epoch ms. */
  readonly now: () => number;
  /** For intervals: a clock that is set back would keep them from ending. */
  readonly elapsedMs: () => number;
  readonly log: Logger;
}

/** Only signatures by public keys are accepted: everybody who knows a shared secret could make tokens. */
const algorithms = [
  'RS256',
  'RS384',
  'RS512',
  'PS256',
  'PS384',
  'PS512',
  'ES256',
  'ES384',
  'ES512',
  'EdDSA',
  'Ed25519',
];
const clockToleranceS = 5;
/** The provider's keys are asked for again in the background after this … */
const refreshMs = 600_000;
/** … and used until then, so that a provider which is away does not send every operator away with it. */
const longestUseMs = 86_400_000;
const retryRefresh = { firstMs: 30_000, lastMs: refreshMs };
const retryAfterMs = 5_000;
const mostRemembered = 1_000;
const scopePrefix = /^andon[:.]/i;

/** Checks tokens (JWT, RFC 7519) of an identity provider against its public keys. */
export class TokenVerifier {
  readonly #options: TokenVerifierOptions;
  readonly #keys: ReturnType<typeof createRemoteJWKSet>;
  /** By the whole token, the oldest first: checking a signature costs as much as a small request. */
  readonly #verified = new Map<string, TokenHolder>();
  #refreshAtMs = 0;
  readonly #backoff = new Backoff(retryRefresh);

  constructor(options: TokenVerifierOptions) {
    this.#options = options;
    this.#keys = createRemoteJWKSet(options.settings.jwksUrl, { cacheMaxAge: longestUseMs });
  }

  /** Throws UNAUTHENTICATED, or UNAVAILABLE when the provider's keys cannot be had. */
  async verify(token: string): Promise<TokenHolder> {
    const known = this.#verified.get(token);
    if (known !== undefined && !this.#isOver(known)) return known;
    this.#verified.delete(token);
    const holder = await this.#check(token);
    if (this.#isOver(holder)) throw refused(`expired at ${new Date(holder.expiresAtMs ?? 0).toISOString()}`);
    if (this.#verified.size >= mostRemembered) {
      for (const oldest of this.#verified.keys()) {
        this.#verified.delete(oldest);
        break;
      }
    }
    this.#verified.set(token, holder);
    return holder;
  }

  #isOver({ expiresAtMs }: TokenHolder): boolean {
    return expiresAtMs !== null && expiresAtMs <= this.#options.now();
  }

  async #check(token: string): Promise<TokenHolder> {
    const { settings, now } = this.#options;
    this.#refresh();
    try {
      const { payload, protectedHeader } = await jwtVerify(token, this.#keys, {
        algorithms,
        issuer: settings.issuer,
        audience: settings.audience,
        requiredClaims: ['exp', 'sub'],
        clockTolerance: clockToleranceS,
        currentDate: new Date(now()),
      });
      if (!isAccessToken(protectedHeader.typ))
        throw refused(
          `is of the type ${JSON.stringify(protectedHeader.typ?.slice(0, 40))}, and an access token is wanted`,
        );
      if (!isTime(payload.exp)) throw refused('has an "exp" that is no time');
      return holderOf(payload, settings);
    } catch (error) {
      throw error instanceof AndonError ? error : failureOf(error, settings);
    }
  }

  /** Keys that the provider has taken out of use are forgotten, without anybody waiting for it. */
  #refresh(): void {
    const { elapsedMs, log } = this.#options;
    // The caller that needs the first answer waits for it.
    if (this.#keys.jwks() === undefined) {
      this.#refreshAtMs = elapsedMs() + refreshMs;
      return;
    }
    if (elapsedMs() < this.#refreshAtMs || this.#keys.reloading) return;
    this.#refreshAtMs = elapsedMs() + refreshMs;
    this.#keys.reload().then(
      () => this.#backoff.reset(),
      (error: unknown) => {
        this.#refreshAtMs = elapsedMs() + this.#backoff.next();
        log.warn(
          { event: 'access.provider_keys_read_failed', err: error },
          'the identity provider’s keys could not be fetched again; known ones stay valid for a day',
        );
      },
    );
  }
}

/** Providers sign tokens of logouts, proofs and events by the same keys (RFC 8725, 3.11). Many give access tokens no type, or JWT. */
function isAccessToken(type: string | undefined): boolean {
  return type === undefined || /^(?:application\/)?(?:at\+)?jwt$/i.test(type);
}

/** Whether JavaScript has this time, in seconds of the epoch. */
function isTime(exp: number | undefined): exp is number {
  return exp !== undefined && Math.abs(exp) <= 8.64e12;
}

function holderOf(payload: JWTPayload, { issuer, nameClaim, scopesClaim, sitesClaim }: TokenSettings): TokenHolder {
  const { sub = '', jti, exp = 0 } = payload;
  const claim = payload[nameClaim];
  const name = typeof claim === 'string' && claim.trim() !== '' ? claim.trim() : sub;
  const siteIds = sitesClaim === null ? null : sitesOf(payload[sitesClaim]);
  if (![name, sub, jti ?? '', ...(siteIds ?? [])].every(isPrintable)) {
    throw refused('has a name, subject, id or site with characters that cannot be seen or printed');
  }
  if (name.length > maxOperatorIdLength) {
    throw refused(`has a name of more than ${maxOperatorIdLength} characters`);
  }
  return {
    id: jti ?? sub,
    name,
    token: { issuer, subject: sub },
    scopes: wordsOf(payload[scopesClaim]).flatMap(scopeOf),
    siteIds,
    expiresAtMs: exp * 1_000,
  };
}

/** `andon:read` or `andon.read`; words for other programs may stand beside. */
function scopeOf(word: string): Scope[] {
  if (!scopePrefix.test(word)) return [];
  const bare = word.replace(scopePrefix, '').toLowerCase();
  return scopes.filter((scope) => scope === bare);
}

/** A claim that is absent gives nothing; `*` gives every site. */
function sitesOf(claim: unknown): readonly string[] | null {
  const sites = wordsOf(claim);
  return sites.includes('*') ? null : sites.map(plantId);
}

function wordsOf(claim: unknown): string[] {
  if (typeof claim === 'string') return claim.split(/\s+/).filter((word) => word !== '');
  return Array.isArray(claim) ? claim.filter((word): word is string => typeof word === 'string') : [];
}

function failureOf(error: unknown, { jwksUrl }: TokenSettings): AndonError {
  if (error instanceof errors.JWTExpired) {
    const { exp } = error.payload;
    return refused(isTime(exp) ? `expired at ${new Date(exp * 1_000).toISOString()}` : 'expired long ago', error);
  }
  if (error instanceof errors.JWTClaimValidationFailed)
    return refused(`is not for this server: ${error.message}`, error);
  const isAway =
    !(error instanceof errors.JOSEError) ||
    error instanceof errors.JWKSTimeout ||
    error instanceof errors.JWKSInvalid ||
    error.code === errors.JOSEError.code;
  if (!isAway) return refused(`cannot be verified: ${error.message}`, error);
  return new AndonError(
    'UNAVAILABLE',
    `The identity provider’s keys cannot be had from ${jwksUrl.host} now, so nobody new can be let in; try again.`,
    { retryAfterMs },
    { cause: error },
  );
}

function refused(reason: string, cause?: unknown): AndonError {
  return new AndonError('UNAUTHENTICATED', `The token ${reason}.`, {}, { cause });
}
