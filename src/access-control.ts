import { type Access, openAccess } from './auth/access.ts';
import { GuardedAccess } from './auth/guarded-access.ts';
import { KeyRing } from './auth/key-ring.ts';
import type { Config } from './config.ts';
import { readApiKeys } from './db/api-keys.ts';
import type { Queryable } from './db/queryable.ts';
import type { Logger } from './log.ts';

export interface AccessControl {
  readonly access: Access;
  start(): Promise<void>;
  /** Keys may have changed: a bell has rung, or bells may have been missed. */
  wake(): void;
  /** The version of the keys that a pulse found. */
  notice(version: number): void;
  close(): void;
}

export interface AccessControlOptions {
  readonly pool: Queryable;
  readonly config: Config['authentication'];
  readonly now: () => number;
  readonly log: Logger;
}

/** Who is let in, by the keys in the database; everybody when no authentication is configured. */
export function createAccessControl({ pool, config, now, log }: AccessControlOptions): AccessControl {
  const nothing = () => undefined;
  if (!config.keys)
    return { access: openAccess, start: async () => undefined, wake: nothing, notice: nothing, close: nothing };
  const keys: KeyRing = new KeyRing({ read: () => readApiKeys(pool), onChanged: () => access.lookAround(), log });
  const access = new GuardedAccess({ keys, now });
  return {
    access,
    start: async () => {
      await keys.start();
      if (keys.size === 0)
        log.warn('there is no key yet, so nobody is let in: "andon keys create --help" tells how to make one');
    },
    wake: () => keys.wake(),
    notice: (version) => keys.notice(version),
    close: () => access.close(),
  };
}
