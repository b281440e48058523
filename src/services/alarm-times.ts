import type { Logger } from '../log.ts';
import { RunAgainLoop } from '../timing/run-again.ts';
import type { AlarmService } from './alarm-service.ts';

/** Does what time does to alarms, one run at a time; a failure is logged, and the next poll asks again. */
export class AlarmTimes {
  readonly #runs: RunAgainLoop;

  constructor(alarms: Pick<AlarmService, 'runDue'>, log: Logger) {
    this.#runs = new RunAgainLoop(async () => {
      try {
        await alarms.runDue();
      } catch (error) {
        log.warn(
          { event: 'alarm.due_failed', err: error },
          'shelves that are over, or alarms to be told again, still wait',
        );
      }
    });
  }

  runDue(): void {
    this.#runs.request();
  }

  async close(): Promise<void> {
    await this.#runs.settled();
  }
}
