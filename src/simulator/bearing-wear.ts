/** The fault of the demo: a worn main-shaft bearing of a crusher, and what it does to its values. */

export const wearStages = ['normal', 'early', 'warning', 'critical'] as const;
export type WearStage = (typeof wearStages)[number];

/** What a worn main-shaft bearing does to a crusher. */
export interface BearingWear {
  readonly stage: WearStage;
  /** Mean housing vibration in mm/s; single readings lie up to about 2 mm/s around it. */
  readonly vibrationMmS: number;
  /** Share of the healthy throughput that is left. */
  readonly throughputFactor: number;
  /** Added to the motor's and the bearing's temperature. */
  readonly temperatureRiseC: number;
}

/** The whole course, in hours since the first damage. */
export const bearingCourseHours = 48;

/**
 * A spall grows fast at first, then slowly while the bearing still carries, then runs away:
 * 18–22 mm/s normal, 28–32 early, 35–45 warning with throughput falling, 55–70 critical with temperature rising.
 * Columns: hours, mean vibration in mm/s, throughput factor, temperature rise in °C; straight lines between.
 */
const course = [
  [0, 20, 1, 0],
  [2, 22, 1, 0],
  [3.5, 29, 1, 0],
  [6, 31.5, 1, 0],
  [8, 36.5, 0.98, 0],
  [28, 44, 0.86, 3],
  [33, 56, 0.8, 8],
  [bearingCourseHours, 67.5, 0.62, 26],
] as const;

/** The state of the bearing a number of hours after the damage began; before it healthy, after the course as at its end. */
export function bearingWear(hoursSinceOnset: number): BearingWear {
  const hours = Math.min(bearingCourseHours, Math.max(0, hoursSinceOnset));
  const next = Math.max(
    1,
    course.findIndex(([at]) => at >= hours),
  );
  const [fromHours, ...from] = course[next - 1] ?? course[0];
  const [toHours, ...to] = course[next] ?? course[0];
  const share = (hours - fromHours) / (toHours - fromHours);
  const between = (a: number, b: number): number => a + (b - a) * share;
  const vibrationMmS = between(from[0], to[0]);
  return {
    stage: wearStage(vibrationMmS),
    vibrationMmS,
    throughputFactor: between(from[1], to[1]),
    temperatureRiseC: between(from[2], to[2]),
  };
}

/** Hours after the onset at which the mean vibration first reaches a value; null if it never does. */
export function hoursUntilVibration(vibrationMmS: number): number | null {
  for (const [position, [toHours, to]] of course.entries()) {
    if (to < vibrationMmS) continue;
    const [fromHours, from] = course[position - 1] ?? [0, to];
    return to === from ? fromHours : fromHours + ((toHours - fromHours) * (vibrationMmS - from)) / (to - from);
  }
  return null;
}

/** Vibration above the healthy mean, in mm/s, after `slowCriticalHours`: where the crushers' critical limit lies. */
const slowCriticalExcess = 15;
const slowCriticalHours = 18;
/** Damage makes itself worse: it grows by so much of itself an hour. */
const growthPerHour = 0.12;
const worstExcess = 47.5;

/**
 * The same damage without the sudden beginning, for a day: 1 mm/s after four hours, which only shows in means, 28 mm/s after 14 hours,
 * 35 after 18, 55 after a day. Heat follows friction from the beginning on; throughput is taken only when it is heard.
 */
export function slowBearingWear(hoursSinceOnset: number): BearingWear {
  const grown = Math.expm1(growthPerHour * Math.max(0, hoursSinceOnset));
  const excess = Math.min(worstExcess, (slowCriticalExcess * grown) / Math.expm1(growthPerHour * slowCriticalHours));
  const vibrationMmS = 20 + excess;
  return {
    stage: wearStage(vibrationMmS),
    vibrationMmS,
    throughputFactor: 1 - 0.006 * Math.max(0, excess - 8),
    temperatureRiseC: 0.3 * excess,
  };
}

function wearStage(vibrationMmS: number): WearStage {
  if (vibrationMmS < 26) return 'normal';
  if (vibrationMmS < 34) return 'early';
  return vibrationMmS < 54 ? 'warning' : 'critical';
}
