import type { Logger } from '../log.ts';
import { RunAgainLoop } from '../timing/run-again.ts';
import type { DecisionService } from './decision-service.ts';

/** Gives deferred recommendations back that are due, one run at a time; a failure is logged, and the next poll asks again. */
export class DeferralRelease {
  readonly #runs: RunAgainLoop;

  constructor(decisions: Pick<DecisionService, 'releaseDue'>, log: Logger) {
    this.#runs = new RunAgainLoop(async () => {
      try {
        await decisions.releaseDue();
      } catch (error) {
        log.warn({ event: 'deferral.release_failed', err: error }, 'deferred recommendations that are due still wait');
      }
    });
  }

  releaseDue(): void {
    this.#runs.request();
  }

  async close(): Promise<void> {
    await this.#runs.settled();
  }
}
