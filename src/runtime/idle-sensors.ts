/** Lets go, at intervals, what is remembered of sensors that have fallen silent. */
import type { Logger } from '../log.ts';
import { PeriodicTask } from '../timing/periodic-task.ts';

/** How often the clock is looked at, which may be handed in: nothing but a comparison. */
const lookMs = 2_000;
/** Two rounds without a word from it, and a sensor is forgotten by the sources; its state goes by a time of its own. */
const roundMs = 300_000;

export interface IdleSensorsOptions {
  /** Those who remember something of every sensor that they have met. */
  readonly rememberers: readonly { putOutIdle(): void }[];
  readonly elapsedMs: () => number;
  readonly log: Logger;
}

/** Keeps memory that of the sensors that speak, however many have spoken once, as mistaken tags do. */
export interface IdleSensors {
  start(): void;
  close(): Promise<void>;
}

export function createIdleSensors({ rememberers, elapsedMs, log }: IdleSensorsOptions): IdleSensors {
  let lastMs = elapsedMs();
  return new PeriodicTask(
    'memory of silent sensors',
    lookMs,
    async () => {
      if (elapsedMs() - lastMs < roundMs) return;
      lastMs = elapsedMs();
      for (const one of rememberers) one.putOutIdle();
    },
    log,
  );
}
