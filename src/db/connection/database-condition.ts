/** Notes what connections have learnt about their database: does it answer, does it take writes. */
import { type Trouble, writeTroubles } from '../../domain/database-trouble.ts';
import { elapsedMs } from '../../timing/elapsed.ts';
import { troubleIn } from './database-trouble.ts';

/** A sender that is refused tries again within seconds; what was seen longer ago may be over. */
const refusalHoldsMs = 10_000;
/** Longer than a commit's answer is waited for, since nothing else may be asked meanwhile. */
const unconfirmedHoldsMs = 60_000;

/** What the connections of this program have learnt about their database, one for all of them. */
export class DatabaseCondition {
  readonly #isPoolBusy: () => boolean;
  readonly #elapsedMs: () => number;
  #isStandby = false;
  #isPooled = false;
  /** When commits were last seen to wait for a standby. */
  #unconfirmedMs = Number.NEGATIVE_INFINITY;
  #refused: { readonly trouble: Trouble; readonly atMs: number } | null = null;

  constructor(isPoolBusy: () => boolean, elapsed: () => number = elapsedMs) {
    this.#isPoolBusy = isPoolBusy;
    this.#elapsedMs = elapsed;
  }

  /** A connection was made that may be used. */
  connected({ isStandby }: { readonly isStandby: boolean }): void {
    this.#isPooled = false;
    this.#isStandby = isStandby;
  }

  learn({ isStandby, isUnconfirmed }: { readonly isStandby: boolean; readonly isUnconfirmed: boolean }): void {
    this.#isStandby = isStandby;
    this.#unconfirmedMs = isUnconfirmed ? this.#elapsedMs() : Number.NEGATIVE_INFINITY;
  }

  /** What the failure has to do with the database's state; null when nothing. */
  troubleIn(error: unknown): Trouble | null {
    const trouble = troubleIn(error, this.#isStandby);
    if (trouble === 'pooled') this.#isPooled = true;
    // A commit that waits for a standby looks from here like a line gone dead.
    if (trouble === 'away' && this.#elapsedMs() - this.#unconfirmedMs <= unconfirmedHoldsMs) return 'unconfirmed';
    return trouble;
  }

  /** Somebody's readings could not be stored. */
  noteRefused(trouble: Trouble | null): void {
    if (trouble !== null && writeTroubles.has(trouble)) this.#refused = { trouble, atMs: this.#elapsedMs() };
  }

  noteStored(): void {
    this.#refused = null;
  }

  /** What is known without asking. */
  get known(): Trouble | null {
    if (this.#isPooled) return 'pooled';
    if (this.#refused === null || this.#elapsedMs() - this.#refused.atMs > refusalHoldsMs) return null;
    return this.#refused.trouble;
  }

  /** Why nothing is heard, where somebody waits for a connection of the pool. */
  silence(isListening: boolean): Trouble {
    return isListening && this.#isPoolBusy() ? 'ownPool' : 'away';
  }
}
