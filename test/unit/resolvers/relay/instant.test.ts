import { expect, it } from 'vitest';
import { instant, timeRange } from '../../../../src/resolvers/relay/instant.ts';

it.each([
  ['2026-03-01T03:00:00Z', '2026-03-01T03:00:00.000Z'],
  ['2026-03-01T03:00:00.123456+05:30', '2026-02-28T21:30:00.123Z'],
  ['2026-03-01 03:00:00z', '2026-03-01T03:00:00.000Z'],
])('the argument %s is a time', (text, iso) => {
  expect(instant(text, 'from').toISOString()).toBe(iso);
});

it.each([
  'yesterday',
  '',
  '2026-03-01',
  '2026-03-01T03:00:00',
  '2026-13-01T00:00:00Z',
  '2026-02-30T00:00:00Z',
  '2026-06-31T00:00:00+02:00',
  '2026-03-01T24:00:00Z',
  1_700_000_000_000,
  null,
  {},
])('the argument %j is no time, and the error names the argument', (value) => {
  expect(() => instant(value, 'until')).toThrow(
    expect.objectContaining({ code: 'BAD_USER_INPUT', message: expect.stringContaining('until') }),
  );
});

it('an open range restricts only where it is given, and must not run backwards', () => {
  expect(timeRange({})).toEqual({});
  expect(timeRange({ from: null, to: '2026-03-01T00:00:00Z' })).toEqual({ to: new Date('2026-03-01T00:00:00Z') });
  expect(() => timeRange({ from: '2026-03-02T00:00:00Z', to: '2026-03-01T00:00:00Z' })).toThrow(
    expect.objectContaining({ code: 'BAD_USER_INPUT' }),
  );
});
