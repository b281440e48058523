/** Finds alarm floods in a series of alarm times, as ISA-18.2 defines them. */

const windowMs = 600_000;
/** Of one operator. */
const floodStartsAbove = 10;
const floodEndsBelow = 5;

/** Earlier alarms decide whether a flood is already under way when a range begins. */
export const floodLeadMs = 3_600_000;

/** A time that is looked at: from, inclusive, to, exclusive, epoch ms. */
export interface Stretch {
  readonly fromMs: number;
  readonly toMs: number;
}

export interface AlarmRate {
  /** Most alarms in any ten minutes that end within the stretches. */
  readonly peakPer10Minutes: number;
  readonly floodMs: number;
}

/**
 * Slides ten minutes over the alarms: a flood starts when more than 10 for each operator lie within and ends when fewer than 5 do.
 * Source: ISA-18.2 / IEC 62682, alarm flood.
 *
 * @param raisedMs times of alarms, ascending; those outside of the stretches only tell how these begin
 * @param stretches what is measured, ascending, without overlaps
 */
export function measureAlarmRate(
  raisedMs: readonly number[],
  stretches: readonly Stretch[],
  operatorPositions = 1,
): AlarmRate {
  const startsAbove = floodStartsAbove * operatorPositions;
  const endsBelow = floodEndsBelow * operatorPositions;
  const floods: Stretch[] = [];
  let peak = 0;
  let floodSinceMs: number | null = null;
  let oldest = 0;
  const isWithin = withinStretches(stretches);

  // Alarms leave the window one by one; a flood ends at the moment the count falls below its limit.
  const slideTo = (timeMs: number, entered: number) => {
    for (let left = raisedMs[oldest]; left !== undefined && left + windowMs <= timeMs; left = raisedMs[oldest]) {
      oldest += 1;
      if (floodSinceMs !== null && entered - oldest < endsBelow) {
        floods.push({ fromMs: floodSinceMs, toMs: left + windowMs });
        floodSinceMs = null;
      }
    }
  };

  for (const [index, timeMs] of raisedMs.entries()) {
    slideTo(timeMs, index);
    const within = index + 1 - oldest;
    if (isWithin(timeMs)) peak = Math.max(peak, within);
    if (within > startsAbove) floodSinceMs ??= timeMs;
  }
  const endMs = stretches.at(-1)?.toMs ?? 0;
  slideTo(endMs, raisedMs.length);
  if (floodSinceMs !== null) floods.push({ fromMs: floodSinceMs, toMs: endMs });
  return { peakPer10Minutes: peak, floodMs: overlapMs(floods, stretches) };
}

/** Whether a time is in one of the stretches; to be asked with ascending times. */
export function withinStretches(stretches: readonly Stretch[]): (timeMs: number) => boolean {
  let place = 0;
  return (timeMs) => {
    for (let stretch = stretches[place]; stretch !== undefined && stretch.toMs <= timeMs; stretch = stretches[place]) {
      place += 1;
    }
    return (stretches[place]?.fromMs ?? Number.POSITIVE_INFINITY) <= timeMs;
  };
}

/** Both ascending and without overlaps within themselves. */
function overlapMs(floods: readonly Stretch[], stretches: readonly Stretch[]): number {
  let sum = 0;
  let first = 0;
  for (const { fromMs, toMs } of floods) {
    for (let stretch = stretches[first]; stretch !== undefined && stretch.toMs <= fromMs; stretch = stretches[first]) {
      first += 1;
    }
    for (let place = first; (stretches[place]?.fromMs ?? toMs) < toMs; place += 1) {
      const stretch = stretches[place];
      if (stretch !== undefined) sum += Math.max(0, Math.min(toMs, stretch.toMs) - Math.max(fromMs, stretch.fromMs));
    }
  }
  return sum;
}
