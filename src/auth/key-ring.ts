/** Keeps all API keys of the database in memory and reads them again when they change. */
import { timingSafeEqual } from 'node:crypto';
import type { ApiKey, ApiKeys } from '../domain/access.ts';
import type { Logger } from '../log.ts';
import { RunAgainLoop } from '../timing/run-again.ts';
import { hashOf, keyIdOf } from './key-token.ts';

export interface KeyRingOptions {
  readonly read: () => Promise<ApiKeys>;
  /** Called when keys were added, changed, revoked or removed. */
  readonly onChanged: () => void;
  readonly log: Logger;
}

/**
 * All keys of the database, in memory: checking one needs no statement and works while the database is unavailable.
 * A signal announces changes, and the reconciliation poll brings the version of the table in case the signal is lost.
 */
export class KeyRing {
  readonly #options: KeyRingOptions;
  #keys: ReadonlyMap<string, ApiKey> = new Map();
  #version = -1;
  readonly #reading = new RunAgainLoop(() => this.#readAgain());

  constructor(options: KeyRingOptions) {
    this.#options = options;
  }

  get size(): number {
    return this.#keys.size;
  }

  async start(): Promise<void> {
    this.#take(await this.#options.read());
  }

  /** The version that the table has. */
  notice(version: number): void {
    if (version !== this.#version) this.wake();
  }

  /** Keys may have changed, or be those of another time. */
  wake(): void {
    this.#reading.request();
  }

  byId(id: string): ApiKey | null {
    return this.#keys.get(id) ?? null;
  }

  /** The key whose secret this is, revoked and expired ones included; null when there is none. */
  find(token: string): ApiKey | null {
    const key = this.byId(keyIdOf(token) ?? '');
    if (key === null) return null;
    return timingSafeEqual(Buffer.from(hashOf(token), 'hex'), Buffer.from(key.secretHash, 'hex')) ? key : null;
  }

  async #readAgain(): Promise<void> {
    try {
      this.#take(await this.#options.read());
    } catch (error) {
      // The known version stays the old one, so the next reconciliation poll tries again.
      this.#options.log.warn(
        { event: 'access.keys_read_failed', err: error },
        'the keys could not be read again; known ones stay valid, and the next reconciliation poll tries again',
      );
    }
  }

  #take({ version, keys }: ApiKeys): void {
    // The same version may be of other keys, in a database that went back in time.
    this.#version = version;
    this.#keys = new Map(keys.map((key) => [key.id, key]));
    this.#options.onChanged();
  }
}
