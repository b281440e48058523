import { expect, it } from 'vitest';
import { closeRange } from '../../../src/services/time-range.ts';

const hourMs = 3_600_000;
const nowMs = Date.parse('2026-03-10T12:00:00Z');
const at = (offsetMs: number) => new Date(nowMs + offsetMs);

it('closes a range at now, and as long before as the default says', () => {
  expect(closeRange({}, hourMs, nowMs)).toEqual({ from: at(-hourMs), to: at(0) });
  expect(closeRange({ from: at(-5) }, hourMs, nowMs)).toEqual({ from: at(-5), to: at(0) });
  expect(closeRange({ to: at(-5) }, hourMs, nowMs)).toEqual({ from: at(-5 - hourMs), to: at(-5) });
});

it('lets a range begin in the future, where there is nothing yet', () => {
  expect(closeRange({ from: at(hourMs) }, hourMs, nowMs)).toEqual({ from: at(hourMs), to: at(hourMs + 1) });
});

it('refuses a range that runs backwards, naming both ends', () => {
  expect(() => closeRange({ from: at(0), to: at(-1) }, hourMs, nowMs)).toThrow(
    'from (2026-03-10T12:00:00.000Z) must lie before to (2026-03-10T11:59:59.999Z)',
  );
});
