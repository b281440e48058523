/** Parses times in RFC 3339, with the variants that senders use. */

const rfc3339 =
  /^\d{4}-\d\d-\d\d[Tt ](?:[01]\d|2[0-3]):[0-5]\d:[0-5]\d(?:\.\d+)?(?:[Zz]|[+-](?:[01]\d|2[0-3]):[0-5]\d)$/;
/** Forms that ISO 8601 allows besides, with the same meaning: a decimal comma, an offset without colon or minutes. */
const otherForm = /^(\d{4}-\d\d-\d\d)[Tt ](\d\d:\d\d:)(\d\d)(?:[.,](\d+))?([Zz]|([+-]\d\d):?(\d\d)?)$/;

/**
 * A time in RFC 3339 form with a zone, as epoch ms, whole: what is finer is cut off. NaN when the text is no time. A leap second is the
 * first one after it, as for the clocks of computers.
 */
export function rfc3339Ms(text: string): number {
  const usualMs = ofUsualForm(text);
  if (usualMs !== null) return usualMs;
  if (rfc3339.test(text)) return isDayOfItsMonth(text) ? Math.trunc(Date.parse(text)) : Number.NaN;
  const match = otherForm.exec(text);
  if (match === null) return Number.NaN;
  const [, day = '', minute = '', second = '', fraction = '', zone = '', hours = '', minutes = '00'] = match;
  const offset = hours === '' ? zone : `${hours}:${minutes}`;
  const isLeapSecond = second === '60';
  const plain = `${day}T${minute}${isLeapSecond ? '59' : second}${fraction === '' ? '' : `.${fraction}`}${offset}`;
  if (!rfc3339.test(plain) || !isDayOfItsMonth(plain)) return Number.NaN;
  const timeMs = Math.trunc(Date.parse(plain));
  if (!isLeapSecond) return timeMs;
  return endsMonth(timeMs) ? timeMs + 1_000 : Number.NaN;
}

/**
 * The form in which nearly every time comes, `2026-03-01T03:00:00Z` with up to three decimals, read digit by digit: once for each reading,
 * where expressions and Date.parse take three times as long. Null for any other form.
 */
function ofUsualForm(text: string): number | null {
  const last = text.length - 1;
  if (last < 19 || last > 23 || text.charCodeAt(last) !== 0x5a || text.charCodeAt(10) !== 0x54) return null;
  if (text.charCodeAt(4) !== 0x2d || text.charCodeAt(7) !== 0x2d) return null;
  if (text.charCodeAt(13) !== 0x3a || text.charCodeAt(16) !== 0x3a) return null;
  const year = digits(text, 0, 4);
  const month = digits(text, 5, 7);
  const day = digits(text, 8, 10);
  const hour = digits(text, 11, 13);
  const minute = digits(text, 14, 16);
  const second = digits(text, 17, 19);
  // Date.UTC takes years below 100 for others.
  const isDate = year >= 1_000 && month >= 1 && month <= 12 && day >= 1 && day <= daysOf(month, year);
  const isTime = hour >= 0 && hour <= 23 && minute >= 0 && minute <= 59 && second >= 0 && second <= 59;
  const ms = last === 19 ? 0 : fractionMs(text, last);
  return isDate && isTime && ms >= 0 ? Date.UTC(year, month - 1, day, hour, minute, second, ms) : null;
}

function daysOf(month: number, year: number): number {
  if (month === 2) return year % 4 === 0 && (year % 100 !== 0 || year % 400 === 0) ? 29 : 28;
  return month === 4 || month === 6 || month === 9 || month === 11 ? 30 : 31;
}

/** The decimals before the Z as ms; negative when there are none. */
function fractionMs(text: string, last: number): number {
  if (last === 20 || text.charCodeAt(19) !== 0x2e) return -1;
  return digits(text, 20, last) * 10 ** (23 - last);
}

/** Negative when one of the characters is no digit. */
function digits(text: string, from: number, to: number): number {
  let number = 0;
  for (let i = from; i < to; i++) {
    const digit = text.charCodeAt(i) - 0x30;
    if (digit < 0 || digit > 9) return -1;
    number = number * 10 + digit;
  }
  return number;
}

/** Date.parse takes 30 February for 2 March. */
function isDayOfItsMonth(text: string): boolean {
  const day = Number(text.slice(8, 10));
  if (day <= 28) return true;
  const lastOfMonth = new Date(Date.UTC(Number(text.slice(0, 4)), Number(text.slice(5, 7)), 0));
  return day <= lastOfMonth.getUTCDate();
}

/** Leap seconds are put at the end of a month, UTC. */
function endsMonth(timeMs: number): boolean {
  const next = new Date(Math.floor(timeMs / 1_000) * 1_000 + 1_000);
  return (
    next.getUTCDate() === 1 && next.getUTCHours() === 0 && next.getUTCMinutes() === 0 && next.getUTCSeconds() === 0
  );
}
