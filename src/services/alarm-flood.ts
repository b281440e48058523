/** Finds alarm floods in a series of alarm times, as ISA-18.2 defines them. */

const windowMs = 600_000;
const floodStartsAbove = 10;
const floodEndsBelow = 5;

/** Earlier alarms decide whether a flood is already under way when a range begins. */
export const floodLeadMs = 3_600_000;

export interface AlarmRate {
  /** Most alarms in any ten minutes that end within the range. */
  readonly peakPer10Minutes: number;
  readonly floodMs: number;
}

/**
 * Slides ten minutes over the alarms: a flood starts when more than 10 lie within and ends when fewer than 5 do.
 * Source: ISA-18.2 / IEC 62682, alarm flood.
 *
 * @param raisedMs times of alarms, ascending; those before `fromMs` only tell how the range begins
 */
export function measureAlarmRate(raisedMs: readonly number[], fromMs: number, toMs: number): AlarmRate {
  let peak = 0;
  let floodMs = 0;
  let floodSinceMs: number | null = null;
  let oldest = 0;

  // Alarms leave the window one by one; a flood ends at the moment the count falls below its limit.
  const slideTo = (timeMs: number, entered: number) => {
    for (let left = raisedMs[oldest]; left !== undefined && left + windowMs <= timeMs; left = raisedMs[oldest]) {
      oldest += 1;
      if (floodSinceMs !== null && entered - oldest < floodEndsBelow) {
        floodMs += overlap(floodSinceMs, left + windowMs, fromMs, toMs);
        floodSinceMs = null;
      }
    }
  };

  for (const [index, timeMs] of raisedMs.entries()) {
    slideTo(timeMs, index);
    const within = index + 1 - oldest;
    if (timeMs >= fromMs) peak = Math.max(peak, within);
    if (within > floodStartsAbove) floodSinceMs ??= timeMs;
  }
  slideTo(toMs, raisedMs.length);
  if (floodSinceMs !== null) floodMs += overlap(floodSinceMs, toMs, fromMs, toMs);
  return { peakPer10Minutes: peak, floodMs };
}

function overlap(startMs: number, endMs: number, fromMs: number, toMs: number): number {
  return Math.max(0, Math.min(endMs, toMs) - Math.max(startMs, fromMs));
}
