/** Limits what one key, or one subject's tokens, may ask of the server in a time, so that it leaves room for the others. */
import { type CredentialId, holderOf, type KeyLimits } from '../domain/access.ts';
import { AndonError } from '../errors.ts';
import { bytesOfOneOperation, rowsOfOneOperation } from '../limits.ts';
import type { Logger } from '../log.ts';
import { LastTwo } from '../timing/last-two.ts';
import { TokenBuckets } from '../timing/token-buckets.ts';

/** So much of its rate a holder may use at once: screens that come back after a restart, a gateway that has waited. */
const burstMs = 10_000;
const sayAgainMs = 60_000;
/** Who did something within this time is at work. */
const atWorkMs = 1_000;
const mostRemembered = 100;

/** What a holder may do in a second. */
export interface Rates {
  readonly readingsPerSecond: number;
  /** One that asks for rows counts as one more for each hundred of them. */
  readonly operationsPerSecond: number;
}

export type Share = 'readings' | 'operations';

export interface CallerSharesOptions {
  /** Of those for whom nothing else is said. */
  readonly defaults: Rates;
  /** What is said of a key; null: nothing, or there is none. Asked each time, so that a change holds at once. */
  readonly limitsOf: (keyId: string) => KeyLimits | null;
  readonly elapsedMs: () => number;
  readonly log: Logger;
}

interface Caller {
  /** Null: nobody has to prove anything here, and nobody is limited. */
  readonly credential?: CredentialId | null;
}

/**
 * Counts by key, or by the subject of tokens, whatever names it speaks for. An operation counts as one, and as one more for each 10 KB of it
 * that can be no readings, and for each hundred rows that it asks for, which are known only while it runs: so it is let in whole, and the next one waits. Each server counts for itself.
 */
export class CallerShares {
  readonly #options: CallerSharesOptions;
  readonly #buckets: Readonly<Record<Share, TokenBuckets>>;
  readonly #atWork: LastTwo;
  readonly #refused: Record<Share, number> = { readings: 0, operations: 0 };
  /** When each holder was last logged, by share. */
  readonly #saidMs = new Map<string, number>();

  constructor(options: CallerSharesOptions) {
    this.#options = options;
    const { elapsedMs } = options;
    this.#atWork = new LastTwo(atWorkMs, elapsedMs);
    this.#buckets = {
      readings: new TokenBuckets(burstMs, elapsedMs),
      operations: new TokenBuckets(burstMs, elapsedMs),
    };
  }

  /** How often a share was used up, since the start of this server. */
  get refused(): Readonly<Record<Share, number>> {
    return this.#refused;
  }

  /** Takes one operation, or says why not: RATE_LIMITED. */
  operation(caller: Caller): AndonError | null {
    return this.refusal('operations', caller) ?? this.#take('operations', caller, 1);
  }

  /** What an operation that was let in asks for. */
  rows(caller: Caller, rows: number): void {
    this.#take('operations', caller, rows / rowsOfOneOperation);
  }

  /** What an operation that was let in has to be read, before it is known whether it can be answered. */
  bytes(caller: Caller, bytes: number): void {
    if (bytes >= bytesOfOneOperation) this.#take('operations', caller, bytes / bytesOfOneOperation);
  }

  /** Takes the readings of one request, or throws RATE_LIMITED. */
  takeReadings(caller: Caller, readings: number): void {
    const refusal = this.refusal('readings', caller);
    if (refusal !== null) throw refusal;
    this.#take('readings', caller, readings);
  }

  /** Whether others than this holder were at work within the last second; those who prove nothing are not told apart. */
  isShared(holder: string): boolean {
    return this.#atWork.hasOther(holder);
  }

  /** Ms until the caller may take of a share; 0: now. */
  waitMs(share: Share, { credential }: Caller): number {
    return credential == null ? 0 : this.#buckets[share].waitMs(holderOf(credential));
  }

  /** Why the caller may not take of a share now: RATE_LIMITED, counted. Null when it may. */
  refusal(share: Share, { credential }: Caller): AndonError | null {
    if (credential == null) return null;
    const holder = holderOf(credential);
    const retryAfterMs = this.#buckets[share].waitMs(holder);
    if (retryAfterMs === 0) return null;
    const limit = this.#rate(share, credential);
    this.#refused[share] += 1;
    this.#say(share, holder, limit);
    const message = `This ${credential.token === undefined ? 'key' : 'token’s subject'} may have ${limit} ${share} a second and has had more; nothing of this request was done`;
    return new AndonError('RATE_LIMITED', message, { retryAfterMs, reason: 'KEY_LIMIT', limit });
  }

  #take(share: Share, { credential }: Caller, amount: number): null {
    if (credential == null || amount <= 0) return null;
    const holder = holderOf(credential);
    this.#atWork.note(holder);
    this.#buckets[share].take(holder, amount, this.#rate(share, credential));
    return null;
  }

  #rate(share: Share, { id, token }: CredentialId): number {
    const own = token === undefined ? this.#options.limitsOf(id) : null;
    const name = share === 'readings' ? 'readingsPerSecond' : 'operationsPerSecond';
    return own?.[name] ?? this.#options.defaults[name];
  }

  #say(share: Share, holder: string, limit: number): void {
    const { elapsedMs, log } = this.#options;
    const key = `${share} ${holder}`;
    if (elapsedMs() - (this.#saidMs.get(key) ?? Number.NEGATIVE_INFINITY) < sayAgainMs) return;
    if (this.#saidMs.size >= mostRemembered) this.#saidMs.clear();
    this.#saidMs.set(key, elapsedMs());
    log.warn(
      { event: 'access.limited', share, holder, limit },
      'a key or a token’s subject used up its share; the same is not logged again for a minute',
    );
  }
}
