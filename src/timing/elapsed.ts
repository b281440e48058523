/**
 * Milliseconds since some fixed instant, for measuring how long something takes or has to wait. The clock of the machine does not do for
 * that: it can be set back, and whoever waits by it until a time that has moved away waits as long as it was set back.
 */
export function elapsedMs(): number {
  return performance.now();
}

/** The two kinds of time: what the clock on the wall shows, for what is stored and shown, and what has passed, for intervals. */
export interface Clock {
  /** Epoch milliseconds. */
  readonly now: () => number;
  readonly elapsedMs: () => number;
}

export const machineClock: Clock = { now: Date.now, elapsedMs };
