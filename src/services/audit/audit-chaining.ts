/** Puts what was written into the audit into its chain, behind the transactions that wrote it. */
import { chainAudit } from '../../db/audit/audit-chain.ts';
import type { Queryable } from '../../db/query/queryable.ts';
import type { Logger } from '../../log.ts';
import { RunAgainLoop } from '../../timing/run-again.ts';

/** Entries that one transaction chains: some ten milliseconds. */
const chainedAtOnce = 500;

/** Several servers may do so: the database lets one at a time, and the others leave it to that one. */
export class AuditChaining {
  readonly #runs: RunAgainLoop;
  #isClosing = false;

  constructor(pool: Queryable, log: Logger) {
    this.#runs = new RunAgainLoop(async () => {
      try {
        while (!this.#isClosing && (await chainAudit(pool, chainedAtOnce)) === chainedAtOnce);
      } catch (error) {
        log.warn(
          { event: 'audit.chaining_failed', err: error },
          'entries of the audit could not be chained; the next poll tries again',
        );
      }
    });
  }

  /** Entries wait. */
  wake(): void {
    if (!this.#isClosing) this.#runs.request();
  }

  async close(): Promise<void> {
    this.#isClosing = true;
    await this.#runs.settled();
  }
}
