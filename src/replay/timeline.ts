/** Turns recorded times into the times that are sent. */

/** How recorded times become sent times. */
export type Pace =
  /** The first row is now, and the clock runs `speed` times faster through the recording. */
  | { readonly kind: 'paced'; readonly speed: number; readonly keepTimestamps: boolean }
  /** As fast as the server takes it; the newest row is now and the recorded intervals stay, unless the recorded times are kept. */
  | { readonly kind: 'max'; readonly keepTimestamps: boolean };

/** Ties one instant of the recording to one of the clock; kept across interruptions, so that a row sent twice has the same time. */
export interface Origin {
  readonly recordedMs: number;
  readonly clockMs: number;
}

export interface RowTimes {
  /** The reading's event time. */
  readonly eventMs: number;
  /** Not to be sent before; null for at once. */
  readonly dueMs: number | null;
}

export function rowTimes(recordedMs: number, origin: Origin, pace: Pace): RowTimes {
  const sinceOriginMs = recordedMs - origin.recordedMs;
  if (pace.kind === 'max') {
    return { eventMs: pace.keepTimestamps ? recordedMs : origin.clockMs + sinceOriginMs, dueMs: null };
  }
  const dueMs = origin.clockMs + sinceOriginMs / pace.speed;
  return { eventMs: pace.keepTimestamps ? recordedMs : Math.round(dueMs), dueMs };
}
