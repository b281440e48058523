/**
 * Sets up access control from the configuration: keys of the database, tokens of an identity provider, or nobody asked at all.
 */
import type { Config } from '../config.ts';
import { readApiKeys } from '../db/access/api-keys.ts';
import type { Queryable } from '../db/query/queryable.ts';
import type { KeyLimits } from '../domain/access.ts';
import type { Logger } from '../log.ts';
import { type Access, openAccess } from './access.ts';
import { GuardedAccess, type GuardedAccessOptions } from './guarded-access.ts';
import { KeyRing } from './key-ring.ts';
import type { TokenVerifier, TokenVerifierOptions } from './token-verifier.ts';

export interface AccessControl {
  readonly access: Access;
  start(): Promise<void>;
  /** Keys may have changed: a signal came, or signals may have been missed. */
  wake(): void;
  /** The version of the keys that a reconciliation poll found. */
  notice(version: number): void;
  /** What is said of a key's limits; null: there is no such key. */
  limitsOf(keyId: string): KeyLimits | null;
  close(): void;
}

export interface AccessControlOptions {
  readonly pool: Queryable;
  readonly config: Config['authentication'];
  /** Whoever may write readings is let in over connections with a client certificate only. */
  readonly certifiesWriters: boolean;
  readonly now: () => number;
  readonly elapsedMs: () => number;
  /** Called for each refusal, with the holder of the key where one has proven to be it. */
  readonly onRefused: NonNullable<GuardedAccessOptions['onRefused']>;
  readonly log: Logger;
}

/** Access by keys in the database and tokens of an identity provider; without either configured everybody has access. */
export async function createAccessControl({
  pool,
  config,
  now,
  elapsedMs,
  onRefused,
  certifiesWriters,
  log,
}: AccessControlOptions): Promise<AccessControl> {
  if (!config.required) return everybody;
  const keys: KeyRing | null = config.keys
    ? new KeyRing({ read: () => readApiKeys(pool), onChanged: () => access.lookAround(), log })
    : null;
  const tokens = config.tokens === null ? null : await openTokens({ settings: config.tokens, now, elapsedMs, log });
  const access = new GuardedAccess({ keys, tokens, now, elapsedMs, onRefused, certifiesWriters, log });
  return {
    access,
    start: async () => {
      await keys?.start();
      if (keys?.size === 0 && tokens === null) {
        log.warn(
          { event: 'access.no_keys' },
          'there is no API key yet, so every request is refused: "andon keys create --help" tells how to make one',
        );
      }
    },
    wake: () => keys?.wake(),
    notice: (version) => keys?.notice(version),
    limitsOf: (keyId) => keys?.byId(keyId)?.limits ?? null,
    close: () => access.close(),
  };
}

const everybody: AccessControl = {
  access: openAccess,
  start: async () => undefined,
  wake: () => undefined,
  notice: () => undefined,
  limitsOf: () => null,
  close: () => undefined,
};

/** Loaded only when it is used: loading the library takes as long as a migration. */
async function openTokens(options: TokenVerifierOptions): Promise<TokenVerifier> {
  const { TokenVerifier } = await import('./token-verifier.ts');
  return new TokenVerifier(options);
}
