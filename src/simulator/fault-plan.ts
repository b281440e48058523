/** When and how fast the simulated fault develops. */
import {
  type BearingWear,
  bearingCourseHours,
  bearingWear,
  hoursUntilVibration,
  type WearStage,
} from './bearing-wear.ts';

/**
 * The speed of the demonstration's fault, in hours of wear an hour: the 48 hours pass in four minutes, the critical limit is crossed after
 * three quarters of a minute and the emergency limit within three.
 */
export const demoFaultSpeed = 720;

/** Health before the fault, so that someone watching sees what normal looks like. */
export const healthyLeadMs = 6_000;
/**
 * The machine is repaired this long after the fault began, or once its course is over if that takes longer. Soon enough that the hour before
 * still holds health: after a longer spell at its worst, the repaired machine would be the anomaly.
 */
const repairAfterMs = 9 * 60_000;
/** Health between a repair and the next fault. */
const healthyBetweenMs = 2 * 60_000;
const worstLastsMs = 60_000;
const hourMs = 3_600_000;

export interface FaultMoment {
  readonly wear: BearingWear | undefined;
  /** Counts the faults, from 0. */
  readonly round: number;
  /** True from a repair until the next fault begins. */
  readonly repaired: boolean;
}

/** The bearing, `elapsedMs` after the run began, with wear passing `speed` times as fast as the clock. */
export function faultAt(elapsedMs: number, speed: number): FaultMoment {
  const sinceFirstOnsetMs = elapsedMs - healthyLeadMs;
  if (sinceFirstOnsetMs < 0) return { wear: undefined, round: 0, repaired: false };
  const faultMs = Math.max(repairAfterMs, (bearingCourseHours * hourMs) / speed + worstLastsMs);
  const roundMs = faultMs + healthyBetweenMs;
  const round = Math.floor(sinceFirstOnsetMs / roundMs);
  const sinceOnsetMs = sinceFirstOnsetMs - round * roundMs;
  if (sinceOnsetMs >= faultMs) return { wear: undefined, round, repaired: true };
  return { wear: bearingWear((sinceOnsetMs / hourMs) * speed), round, repaired: false };
}

/** Milliseconds from the start of a run until the vibration of the worn bearing reaches a value; null if it never does. */
export function msUntilVibration(vibrationMmS: number, speed: number): number | null {
  const hours = hoursUntilVibration(vibrationMmS);
  return hours === null ? null : healthyLeadMs + (hours * hourMs) / speed;
}

const stageText: Readonly<Record<WearStage, string>> = {
  normal: 'bearing damage begins; vibration still normal',
  early: 'early damage: vibration rises to 28–32 mm/s',
  warning: 'bearing wears: vibration 35–45 mm/s, throughput falls',
  critical: 'bearing fails: vibration 55–70 mm/s, temperature rises',
};

/** What to tell someone watching when the fault goes from one moment to the next; null when nothing is new. */
export function faultNews(before: FaultMoment | undefined, now: FaultMoment): string | null {
  if (now.repaired) return before?.repaired ? null : 'repaired; the next damage begins in two minutes';
  if (now.wear === undefined || now.wear.stage === before?.wear?.stage) return null;
  return stageText[now.wear.stage];
}
