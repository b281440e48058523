/** When the simulated mine works how much, and how warm it is there: shifts, hand-overs, weekends and weather as functions of its own time. */

/** How the mine works in one moment. */
export interface Work {
  /** Rock that is brought to the crushers, in parts of what a full crew brings on a weekday. */
  readonly feed: number;
  /** Trucks that come to the queue stay in it: the crews change. */
  readonly isHandOver: boolean;
  /** How fast a truck gets through the queue, in parts of a weekday's pace. */
  readonly queuePace: number;
  /** Air temperature, °C above or below the year's mean. */
  readonly ambientC: number;
}

/** Always the same, without shifts and weather. */
export const steadyWork: Work = { feed: 1, isHandOver: false, queuePace: 1, ambientC: 0 };

const minuteMs = 60_000;
const hourMs = 3_600_000;
const dayMs = 86_400_000;
/** Day, late and night shift begin at these hours of the mine's clock, with this feed. */
const shifts = [
  { hour: 6, feed: 1 },
  { hour: 14, feed: 0.97 },
  { hour: 22, feed: 0.93 },
] as const;
const shiftMs = 8 * hourMs;
/** Crews change from ten minutes before to ten minutes after a shift's beginning. */
const handOverMs = 10 * minuteMs;
const handOverFeed = 0.82;
const weekendFeed = 0.92;
/** From Saturday 06:00 to Monday 06:00 the plant takes less, and trucks wait longer. */
const weekendFrom = { day: 5, hours: 6 };
const weekendHours = 48;
const weekendQueuePace = 0.25;
/** One crew is not as quick as another: so much up or down. */
const crewSpread = 0.015;
/** Amplitude of a day, °C, warmest at 15:00; and how much one day may be warmer than the mean. */
const daySwingC = 4;
const warmestHour = 15;
const weatherSpreadC = 2;
/** 1970-01-01 was a Thursday, the fourth day after a Monday. */
const thursday = 3;

/** `timeMs` is the mine's own time, epoch ms, its clock UTC; the same seed and time give the same. */
export function workAt(timeMs: number, seed: number): Work {
  const sinceShiftsMs = timeMs - shifts[0].hour * hourMs;
  const shiftNo = Math.floor(sinceShiftsMs / shiftMs);
  const intoShiftMs = sinceShiftsMs - shiftNo * shiftMs;
  const isHandOver = intoShiftMs < handOverMs || intoShiftMs >= shiftMs - handOverMs;
  const shift = shifts[((shiftNo % shifts.length) + shifts.length) % shifts.length] ?? shifts[0];
  const isWeekend = hoursIntoWeekend(timeMs) < weekendHours;
  const crew = 1 + crewSpread * (2 * hashed(seed, shiftNo, 1) - 1);
  return {
    feed: shift.feed * crew * (isHandOver ? handOverFeed : 1) * (isWeekend ? weekendFeed : 1),
    isHandOver,
    queuePace: isWeekend ? weekendQueuePace : 1,
    ambientC: ambientAt(timeMs, seed),
  };
}

function hoursIntoWeekend(timeMs: number): number {
  const weekMs = 7 * dayMs;
  const sinceMs = timeMs + thursday * dayMs - weekendFrom.day * dayMs - weekendFrom.hours * hourMs;
  return (((sinceMs % weekMs) + weekMs) % weekMs) / hourMs;
}

/** A day's course, and weather that goes from each noon's to the next one's. */
function ambientAt(timeMs: number, seed: number): number {
  const days = timeMs / dayMs;
  const noonNo = Math.floor(days - 0.5);
  const share = days - 0.5 - noonNo;
  const weather = (noon: number): number => weatherSpreadC * (2 * hashed(seed, noon, 2) - 1);
  const ofDay = Math.cos(2 * Math.PI * (days - warmestHour / 24));
  return daySwingC * ofDay + (1 - share) * weather(noonNo) + share * weather(noonNo + 1);
}

/** Uniform in [0, 1), from seed, place and purpose alone. */
export function hashed(seed: number, place: number, purpose: number): number {
  let mixed = Math.imul(seed + 1, 0x9e3779b1) ^ Math.imul(place + 1, 0x85ebca6b) ^ Math.imul(purpose, 0xc2b2ae35);
  mixed = Math.imul(mixed ^ (mixed >>> 15), 0x2c1b3c6d);
  mixed = Math.imul(mixed ^ (mixed >>> 12), 0x297a2d39);
  return ((mixed ^ (mixed >>> 15)) >>> 0) / 0x1_0000_0000;
}
