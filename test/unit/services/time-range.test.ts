import { expect, it } from 'vitest';
import { closeRange } from '../../../src/services/time-range.ts';

const hourMs = 3_600_000;
const nowMs = Date.parse('2026-03-10T12:00:00Z');
const at = (offsetMs: number) => new Date(nowMs + offsetMs);

it('an open time range ends now and is as long as the default', () => {
  expect(closeRange({}, hourMs, nowMs)).toEqual({ from: at(-hourMs), to: at(0) });
  expect(closeRange({ from: at(-5) }, hourMs, nowMs)).toEqual({ from: at(-5), to: at(0) });
  expect(closeRange({ to: at(-5) }, hourMs, nowMs)).toEqual({ from: at(-5 - hourMs), to: at(-5) });
});

it('a time range may begin in the future', () => {
  expect(closeRange({ from: at(hourMs) }, hourMs, nowMs)).toEqual({ from: at(hourMs), to: at(hourMs + 1) });
});

it('a time range that runs backwards is refused, and the error names both ends', () => {
  expect(() => closeRange({ from: at(0), to: at(-1) }, hourMs, nowMs)).toThrow(
    'from (2026-03-10T12:00:00.000Z) must lie before to (2026-03-10T11:59:59.999Z)',
  );
});
