import { expect, it } from 'vitest';
import { dateFromDatabase, nullableDateFromDatabase } from '../../../../src/db/query/timestamps.ts';

it('a time of to_jsonb is read to the millisecond, since a Date holds no microseconds', () => {
  expect(dateFromDatabase('2026-03-10T12:00:00.123987+00:00')).toEqual(new Date('2026-03-10T12:00:00.123Z'));
  expect(dateFromDatabase('2026-03-10T12:00:00+05:30')).toEqual(new Date('2026-03-10T06:30:00Z'));
});

it.each([
  ['infinity', '9999-12-31T23:59:59.999Z'],
  [Number.POSITIVE_INFINITY, '9999-12-31T23:59:59.999Z'],
  ['-infinity', '0001-01-01T00:00:00.000Z'],
  [Number.NEGATIVE_INFINITY, '0001-01-01T00:00:00.000Z'],
  ['0044-03-15T00:00:00+00:00 BC', '0001-01-01T00:00:00.000Z'],
  [new Date('+012345-01-01T00:00:00Z'), '9999-12-31T23:59:59.999Z'],
  ['20000-01-01T00:00:00+00:00', '9999-12-31T23:59:59.999Z'],
  // PostgreSQL's years go up to 294276, those of a Date to 275760 only.
  [new Date(Number.NaN), '9999-12-31T23:59:59.999Z'],
])('the time %s, which RFC 3339 cannot express, becomes the nearest one that it can', (value, nearest) => {
  expect(dateFromDatabase(value).toISOString()).toBe(nearest);
});

it('a null time stays null', () => {
  expect(nullableDateFromDatabase(null)).toBeNull();
});
