/** Hours in which a route tells alarms: days of the week and times of the day, on the clocks of one place. */

export const weekdays = ['mon', 'tue', 'wed', 'thu', 'fri', 'sat', 'sun'] as const;
export type Weekday = (typeof weekdays)[number];

export interface RouteHours {
  /** On which the hours begin; absent: every day. */
  readonly days?: readonly Weekday[] | undefined;
  /** `HH:MM`, the first minute; absent with `to`: the whole day. */
  readonly from?: string | undefined;
  /** `HH:MM`, the first minute that is outside; at or before `from`: on the next day. */
  readonly to?: string | undefined;
  /** By its IANA name, such as `Australia/Perth`. */
  readonly timeZone: string;
}

const dayMinutes = 24 * 60;
const formats = new Map<string, Intl.DateTimeFormat>();

/** Throws a RangeError for a time zone that is not known. */
export function isWithin({ days = weekdays, from, to, timeZone }: RouteHours, time: Date): boolean {
  const { day, minute } = clockOf(timeZone, time);
  const begin = from === undefined ? 0 : minutesOf(from);
  const end = to === undefined ? dayMinutes : minutesOf(to);
  const isOn = (place: number) => days.includes(weekdays[(place + 7) % 7] ?? 'mon');
  if (begin < end) return isOn(day) && minute >= begin && minute < end;
  // Over midnight: the evening of one day, and the morning after it.
  return (isOn(day) && minute >= begin) || (isOn(day - 1) && minute < end);
}

function clockOf(timeZone: string, time: Date): { readonly day: number; readonly minute: number } {
  let format = formats.get(timeZone);
  if (format === undefined) {
    format = new Intl.DateTimeFormat('en-GB', {
      timeZone,
      weekday: 'short',
      hour: '2-digit',
      minute: '2-digit',
      hourCycle: 'h23',
    });
    formats.set(timeZone, format);
  }
  const parts = new Map(format.formatToParts(time).map(({ type, value }) => [type, value]));
  const names: readonly string[] = weekdays;
  return {
    day: names.indexOf(parts.get('weekday')?.toLowerCase() ?? ''),
    minute: Number(parts.get('hour')) * 60 + Number(parts.get('minute')),
  };
}

function minutesOf(text: string): number {
  return Number(text.slice(0, 2)) * 60 + Number(text.slice(3));
}
