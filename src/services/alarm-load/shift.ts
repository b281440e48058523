/** Cuts a range of time into the hours of one shift, by the wall clock of a time zone. */
import { AndonError } from '../../errors.ts';
import { maxShiftDays } from '../../limits.ts';
import type { TimeRange } from '../time-range.ts';
import type { Stretch } from './alarm-flood.ts';

/** Each day from `start`, as hours and minutes of the wall clock, for so many hours of it. */
export interface Shift {
  readonly start: string;
  readonly hours: number;
  /** A name of the IANA database, such as Australia/Perth. */
  readonly zone: string;
}

const dayMs = 86_400_000;
const minuteMs = 60_000;

/**
 * The hours of the shift within the range, ascending. A shift ends by the wall clock, too, so that three shifts of eight hours cover the days on
 * which clocks are changed as well. Throws BAD_USER_INPUT.
 */
export function shiftStretches({ from, to }: TimeRange, shift: Shift): Stretch[] {
  const [fromMs, toMs] = [from.getTime(), to.getTime()];
  if (toMs - fromMs > maxShiftDays * dayMs) {
    throw wrong('from', `With a shift a range is of ${maxShiftDays} days at most.`);
  }
  const startMs = startOf(shift.start);
  if (!(shift.hours > 0 && shift.hours <= 24)) throw wrong('hours', 'A shift has more than 0 hours, and 24 at most.');
  const wallClock = wallClockOf(shift.zone);
  const stretches: Stretch[] = [];
  // From two days before, since a shift may begin on the evening before, and the zone may be a day behind.
  for (let day = Math.floor(fromMs / dayMs) * dayMs - 2 * dayMs; day < toMs + 2 * dayMs; day += dayMs) {
    const begins = Math.max(fromMs, instantOf(day + startMs, wallClock));
    const ends = Math.min(toMs, instantOf(day + startMs + shift.hours * 60 * minuteMs, wallClock));
    if (begins < ends) stretches.push({ fromMs: begins, toMs: ends });
  }
  return stretches;
}

function startOf(text: string): number {
  const match = /^([01]\d|2[0-3]):([0-5]\d)$/.exec(text);
  if (match === null)
    throw wrong('start', `start must be a time of the day such as 06:00, not ${JSON.stringify(text)}.`);
  return (Number(match[1]) * 60 + Number(match[2])) * minuteMs;
}

/** Epoch ms → what the wall clock shows, as epoch ms of a clock that shows the same in UTC. */
function wallClockOf(zone: string): (timeMs: number) => number {
  let format: Intl.DateTimeFormat;
  try {
    format = new Intl.DateTimeFormat('en-US', {
      timeZone: zone,
      hourCycle: 'h23',
      year: 'numeric',
      month: 'numeric',
      day: 'numeric',
      hour: 'numeric',
      minute: 'numeric',
      second: 'numeric',
    });
  } catch {
    throw wrong('zone', `${JSON.stringify(zone.slice(0, 50))} is no time zone; give a name such as Australia/Perth.`);
  }
  return (timeMs) => {
    const parts = new Map(format.formatToParts(timeMs).map(({ type, value }) => [type, Number(value)]));
    const part = (type: Intl.DateTimeFormatPartTypes) => parts.get(type) ?? 0;
    return Date.UTC(part('year'), part('month') - 1, part('day'), part('hour'), part('minute'), part('second'));
  };
}

/** When the wall clock shows this. Of a time that it shows twice the first, of one that it leaves out as much after the change. */
function instantOf(shownMs: number, wallClock: (timeMs: number) => number): number {
  const before = shownMs - (wallClock(shownMs - dayMs) - (shownMs - dayMs));
  if (wallClock(before) === shownMs) return before;
  const after = shownMs - (wallClock(shownMs + dayMs) - (shownMs + dayMs));
  return wallClock(after) === shownMs ? after : before;
}

function wrong(argument: string, message: string): AndonError {
  return new AndonError('BAD_USER_INPUT', message, { argument });
}
