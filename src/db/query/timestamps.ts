/** Reads timestamps as PostgreSQL gives them, infinite ones included. */

const earliest = Date.parse('0001-01-01T00:00:00.000Z');
const latest = Date.parse('9999-12-31T23:59:59.999Z');

/**
 * A timestamp as node-postgres or to_jsonb gives it. Other programs may store `infinity` or a year BC, which RFC 3339 cannot say:
 * those become the nearest time that it can.
 */
export function dateFromDatabase(value: Date | number | string): Date {
  if (value === 'infinity') return new Date(latest);
  const timeMs = value instanceof Date ? value.getTime() : typeof value === 'number' ? value : Date.parse(value);
  if (Number.isNaN(timeMs)) return new Date(isBeforeYearOne(value) ? earliest : latest);
  if (timeMs < earliest) return new Date(earliest);
  return value instanceof Date && timeMs <= latest ? value : new Date(Math.min(timeMs, latest));
}

export function nullableDateFromDatabase(value: Date | number | string | null | undefined): Date | null {
  return value === null || value === undefined ? null : dateFromDatabase(value);
}

/** Of what Date does not know: texts of a year BC or above 9999, and Dates beyond 275760, since PostgreSQL's begin in 4713 BC. */
function isBeforeYearOne(value: Date | number | string): boolean {
  return typeof value === 'string' && (value === '-infinity' || value.endsWith('BC'));
}
