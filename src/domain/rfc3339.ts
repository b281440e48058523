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
