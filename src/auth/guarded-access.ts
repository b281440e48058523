/**
 * Access control with keys and tokens: authenticates callers, and ends what they have open when their key or token ends.
 */
import type { ApiKey, Grant, ProvenCredential } from '../domain/access.ts';
import { AndonError } from '../errors.ts';
import type { Logger } from '../log.ts';
import type { Access, Credentials, StopWatching } from './access.ts';
import { Refusals } from './access-refusals.ts';
import { type Credential, claimedOperator, type Identity } from './identity.ts';
import type { KeyRing } from './key-ring.ts';
import { keyPrefix } from './key-token.ts';
import type { TokenVerifier } from './token-verifier.ts';

/** Clocks are changed and machines sleep, so no timer runs longer than this. */
const longestTimerMs = 30_000;

export interface GuardedAccessOptions {
  /** Null when keys are not accepted. */
  readonly keys: Pick<KeyRing, 'find' | 'byId'> | null;
  /** Null when tokens of an identity provider are not accepted. */
  readonly tokens: Pick<TokenVerifier, 'verify'> | null;
  /** Epoch ms. */
  readonly now: () => number;
  readonly elapsedMs: () => number;
  /** Whoever may write readings is let in over connections with a client certificate only. */
  readonly certifiesWriters?: boolean;
  /** Called for each refusal, with the holder of the key where one is known. */
  readonly onRefused?: (error: unknown, holder: KeyHolder | null) => void;
  readonly log: Logger;
}

/** The holder of a key, as the audit names them. */
export interface KeyHolder {
  readonly operatorId: string;
  readonly credential: ProvenCredential;
}

interface Watcher {
  readonly identity: Identity;
  readonly ended: (reason: AndonError) => void;
  expiresAtMs: number;
}

/** Admits callers with a valid key or token, and ends their open sockets, streams and exports when the key or token ends or changes. */
export class GuardedAccess implements Access {
  readonly isGuarded = true;
  readonly #options: GuardedAccessOptions;
  readonly #refusals: Refusals;
  readonly #watchers = new Set<Watcher>();
  #timer: NodeJS.Timeout | null = null;
  #timerMs = Number.POSITIVE_INFINITY;

  constructor(options: GuardedAccessOptions) {
    this.#options = options;
    this.#refusals = new Refusals(options.elapsedMs, options.log);
  }

  get refusals(): ReadonlyMap<string, number> {
    return this.#refusals.counts;
  }

  identify(credentials: Credentials): Identity | Promise<Identity> {
    try {
      const identity = this.#identify(credentials);
      return identity instanceof Promise ? identity.catch((error: unknown) => this.#refuse(error, null)) : identity;
    } catch (error) {
      return this.#refuse(error, this.#keyOf(credentials));
    }
  }

  #refuse(error: unknown, holder: ApiKey | null): never {
    this.#refusals.note(error);
    const credential = holder && { keyId: holder.id, issuer: null, subject: null };
    this.#options.onRefused?.(error, holder && credential && { operatorId: holder.name, credential });
    throw error;
  }

  #identify({ authorization, operatorId, hasCertificate = false }: Credentials): Identity | Promise<Identity> {
    const { keys, tokens, now } = this.#options;
    const bearer = this.#bearerOf(authorization);
    const claimed = claimedOperator(operatorId);
    if (tokens !== null && (keys === null || !bearer.startsWith(keyPrefix))) {
      return tokens
        .verify(bearer)
        .then((holder) => this.#certified(identityOf('token', holder, claimed), hasCertificate));
    }
    const key = keys?.find(bearer) ?? null;
    if (key === null) throw unauthenticated('No key of this server has this secret');
    const over = whyOver(key, now());
    if (over !== null) throw unauthenticated(over);
    return this.#certified(identityOf('key', key, claimed), hasCertificate);
  }

  #certified(identity: Identity, hasCertificate: boolean): Identity {
    if (this.#options.certifiesWriters !== true || hasCertificate || !identity.scopes.includes('ingest'))
      return identity;
    throw new AndonError(
      'FORBIDDEN',
      `This ${identity.credential?.kind ?? 'caller'} may write readings, so it is taken over a connection with a client certificate of this site only.`,
    );
  }

  /** The key that a refused caller has proven to hold: it may be over, or not allow what was asked. */
  #keyOf({ authorization }: Credentials): ApiKey | null {
    const bearer = /^bearer +(\S+)$/i.exec(authorization?.trim() ?? '')?.[1];
    return bearer === undefined ? null : (this.#options.keys?.find(bearer) ?? null);
  }

  watch(identity: Identity, ended: (reason: AndonError) => void): StopWatching {
    const { credential } = identity;
    if (credential === null) return () => undefined;
    const watcher = { identity, ended, expiresAtMs: credential.expiresAtMs ?? Number.POSITIVE_INFINITY };
    this.#watchers.add(watcher);
    this.#arm(watcher.expiresAtMs);
    // The key may have been revoked since it was checked.
    queueMicrotask(() => this.#look(watcher));
    return () => {
      this.#watchers.delete(watcher);
    };
  }

  /** Checks everything that is open: keys have changed, or an expiry has come. */
  lookAround(): void {
    for (const watcher of [...this.#watchers]) this.#look(watcher);
  }

  close(): void {
    this.#watchers.clear();
    this.#disarm();
  }

  get watchers(): number {
    return this.#watchers.size;
  }

  #look(watcher: Watcher): void {
    if (!this.#watchers.has(watcher)) return;
    const reason = this.#whyEnded(watcher);
    if (reason === null) return;
    this.#watchers.delete(watcher);
    this.#options.log.info(
      { event: 'access.ended', reason },
      'an open connection was ended, because its key or token expired, was revoked or got other rights',
    );
    watcher.ended(unauthenticated(reason));
  }

  #whyEnded(watcher: Watcher): string | null {
    const { credential } = watcher.identity;
    if (credential === null) return null;
    if (credential.kind === 'token') return whyTokenOver(credential, this.#options.now());
    const key = this.#options.keys?.byId(credential.id) ?? null;
    if (key === null) return `The key "${credential.name}" was removed`;
    if (!isSameGrant(key, watcher.identity)) return `The rights of the key "${credential.name}" have changed`;
    watcher.expiresAtMs = key.expiresAtMs ?? Number.POSITIVE_INFINITY;
    this.#arm(watcher.expiresAtMs);
    return whyOver(key, this.#options.now());
  }

  #bearerOf(authorization: string | null): string {
    const { keys, tokens } = this.#options;
    const wanted = [
      keys && 'a key, as "Bearer andon_…"',
      tokens && 'a token of the identity provider, as "Bearer eyJ…"',
    ]
      .filter((one) => one !== null)
      .join(', or ');
    if (authorization === null || authorization.trim() === '') {
      throw unauthenticated(`This server wants an authorization: ${wanted}`);
    }
    const bearer = /^bearer +(\S+)$/i.exec(authorization.trim())?.[1];
    if (bearer === undefined) throw unauthenticated(`The authorization is of another form than ${wanted}`);
    return bearer;
  }

  /** One timer serves all watchers: it fires at the soonest expiry, or earlier. */
  #arm(atMs: number): void {
    if (atMs >= this.#timerMs) return;
    this.#disarm();
    this.#timerMs = atMs;
    const waitMs = Math.min(longestTimerMs, Math.max(0, atMs - this.#options.now()));
    this.#timer = setTimeout(() => {
      this.#disarm();
      this.lookAround();
      for (const { expiresAtMs } of this.#watchers) this.#arm(expiresAtMs);
    }, waitMs);
    this.#timer.unref();
  }

  #disarm(): void {
    if (this.#timer !== null) clearTimeout(this.#timer);
    this.#timer = null;
    this.#timerMs = Number.POSITIVE_INFINITY;
  }
}

function whyOver({ name, expiresAtMs, revokedAtMs }: ApiKey, nowMs: number): string | null {
  if (revokedAtMs !== null) return `The key "${name}" was revoked at ${iso(revokedAtMs)}`;
  if (expiresAtMs !== null && expiresAtMs <= nowMs) return `The key "${name}" expired at ${iso(expiresAtMs)}`;
  return null;
}

function whyTokenOver({ name, expiresAtMs }: Credential, nowMs: number): string | null {
  if (expiresAtMs === null || expiresAtMs > nowMs) return null;
  return `The token of "${name}" expired at ${iso(expiresAtMs)}`;
}

function identityOf(
  kind: Credential['kind'],
  { id, name, scopes, siteIds, expiresAtMs, token }: Grant & Pick<Credential, 'id' | 'name' | 'token'>,
  claimed: string | null,
): Identity {
  if (claimed !== null && claimed !== name && !scopes.includes('act_as')) {
    throw new AndonError(
      'FORBIDDEN',
      `This ${kind} speaks for "${name}" only; leave the operator id out, or use one with the scope ACT_AS.`,
    );
  }
  const credential = { kind, id, name, expiresAtMs, ...(token === undefined ? {} : { token }) };
  return { operatorId: claimed ?? name, scopes, siteIds, credential };
}

function isSameGrant(one: Omit<Grant, 'expiresAtMs'>, other: Omit<Grant, 'expiresAtMs'>): boolean {
  return isSameSet(one.scopes, other.scopes) && isSameSet(one.siteIds, other.siteIds);
}

function isSameSet(one: readonly string[] | null, other: readonly string[] | null): boolean {
  if (one === null || other === null) return one === other;
  return one.length === other.length && one.every((value) => other.includes(value));
}

function unauthenticated(reason: string): AndonError {
  return new AndonError('UNAUTHENTICATED', `${reason}.`);
}

function iso(timeMs: number): string {
  return new Date(timeMs).toISOString();
}
