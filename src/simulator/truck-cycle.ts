/** The cycle of a haul truck: loading, hauling, dumping, returning. */

export const cycleStates = ['loading', 'hauling', 'dumping', 'returning', 'queuing'] as const;
export type CycleState = (typeof cycleStates)[number];

/** Seconds in each state of the load-haul-dump-return cycle; together 23 minutes. */
export const stateSeconds: Readonly<Record<CycleState, number>> = {
  loading: 270,
  hauling: 480,
  dumping: 120,
  returning: 450,
  queuing: 60,
};

export const cycleSeconds = 23 * 60;

export interface CyclePosition {
  readonly state: CycleState;
  /** Seconds since the state began. */
  readonly elapsedS: number;
}

/** Where in its cycle a truck is, a number of seconds after a loading began. */
export function cyclePosition(seconds: number): CyclePosition {
  let elapsedS = ((seconds % cycleSeconds) + cycleSeconds) % cycleSeconds;
  for (const state of cycleStates) {
    if (elapsedS < stateSeconds[state]) return { state, elapsedS };
    elapsedS -= stateSeconds[state];
  }
  return { state: 'loading', elapsedS: 0 };
}

/** A way to another dump; absent: the usual one. */
export interface TruckRoute {
  /** How fast the hauling passes, in parts of the usual pace. */
  readonly haulingPace: number;
  readonly speedKmH: number;
  readonly engineRpm: number;
  readonly coolantC: number;
}
