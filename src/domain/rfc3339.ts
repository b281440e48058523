const rfc3339 = /^\d{4}-\d\d-\d\d[Tt ](?:[01]\d|2[0-3]):\d\d:\d\d(?:\.\d+)?(?:[Zz]|[+-]\d\d:\d\d)$/;

/** A time in RFC 3339 form with a zone, as epoch ms, whole; NaN when the text is no time. */
export function rfc3339Ms(text: string): number {
  if (!rfc3339.test(text) || !isDayOfItsMonth(text)) return Number.NaN;
  return Math.trunc(Date.parse(text));
}

/** Date.parse takes 30 February for 2 March. */
function isDayOfItsMonth(text: string): boolean {
  const day = Number(text.slice(8, 10));
  if (day <= 28) return true;
  const lastOfMonth = new Date(Date.UTC(Number(text.slice(0, 4)), Number(text.slice(5, 7)), 0));
  return day <= lastOfMonth.getUTCDate();
}
