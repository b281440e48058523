import { describe, expect, it } from 'vitest';
import { shiftStretches } from '../../../../src/services/alarm-load/shift.ts';

const range = (from: string, to: string) => ({ from: new Date(from), to: new Date(to) });
const shown = (from: string, to: string, shift: Parameters<typeof shiftStretches>[1]) =>
  shiftStretches(range(from, to), shift).map(({ fromMs, toMs }) =>
    [fromMs, toMs].map((ms) => new Date(ms).toISOString().slice(0, 16)).join(' '),
  );

describe('the hours of a shift', () => {
  it('are those of the wall clock of its zone, cut to the range', () => {
    const night = { start: '18:00', hours: 12, zone: 'Australia/Perth' };
    expect(shown('2026-03-01T12:00Z', '2026-03-03T12:00Z', night)).toEqual([
      '2026-03-01T12:00 2026-03-01T22:00',
      '2026-03-02T10:00 2026-03-02T22:00',
      '2026-03-03T10:00 2026-03-03T12:00',
    ]);
  });

  it('are eleven or thirteen where clocks are changed in between, and three shifts cover such a day', () => {
    const at = (start: string) => ({ start, hours: 8, zone: 'Europe/Berlin' });
    expect(shown('2026-03-28T00:00Z', '2026-03-30T00:00Z', { ...at('18:00'), hours: 12 })).toContain(
      '2026-03-28T17:00 2026-03-29T04:00',
    );
    expect(shown('2026-10-24T00:00Z', '2026-10-26T00:00Z', { ...at('18:00'), hours: 12 })).toContain(
      '2026-10-24T16:00 2026-10-25T05:00',
    );
    for (const day of ['2026-03-29', '2026-10-25', '2026-06-01']) {
      const whole = range(`${day}T00:00Z`, `${day}T23:59Z`);
      const covered = ['06:00', '14:00', '22:00']
        .flatMap((start) => shiftStretches(whole, at(start)))
        .sort((a, b) => a.fromMs - b.fromMs);
      expect(covered[0]?.fromMs).toBe(whole.from.getTime());
      expect(covered.at(-1)?.toMs).toBe(whole.to.getTime());
      for (const [i, { fromMs }] of covered.entries()) if (i > 0) expect(fromMs).toBe(covered[i - 1]?.toMs);
    }
  });

  it.each<[string, Partial<Parameters<typeof shiftStretches>[1]>]>([
    ['start', { start: '24:00' }],
    ['hours', { hours: 25 }],
    ['hours', { hours: Number.NaN }],
    ['zone', { zone: 'Mars/Olympus' }],
  ])('are refused for an odd %s', (argument, odd) => {
    const ask = () =>
      shiftStretches(range('2026-03-01', '2026-03-02'), { start: '06:00', hours: 8, zone: 'UTC', ...odd });
    expect(ask).toThrow(expect.objectContaining({ code: 'BAD_USER_INPUT', details: { argument } }));
  });

  it('are refused for more than three years', () => {
    expect(() => shiftStretches(range('2020-01-01', '2026-01-01'), { start: '06:00', hours: 8, zone: 'UTC' })).toThrow(
      '1100 days',
    );
  });
});
