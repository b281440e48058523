/** Reads the time of a reading as its sender wrote it, and recognises counts in other units than milliseconds. */
import { rfc3339Ms } from '../rfc3339.ts';
import { numberOfText } from './numeric-text.ts';

const wayOut = 'send milliseconds since 1970 or RFC 3339 with a zone, such as 2026-03-01T03:00:00.000Z';

/**
 * Other counts of time, by their size: milliseconds are of another one between April 1970 and the year 9999, so none of these is ever
 * taken for a time of its own.
 */
const otherCounts: readonly { readonly from: number; readonly to: number; readonly what: string }[] = [
  { from: 1e8, to: 1e10, what: 'seconds since 1970' },
  { from: 9e14, to: 1e16, what: 'microseconds since 1970' },
  { from: 1.2e17, to: 1.7e17, what: 'a Windows file time' },
  { from: 6e17, to: 7e17, what: '.NET ticks' },
  { from: 9e17, to: 1e19, what: 'nanoseconds since 1970' },
];
/** 20260301, 202603010300 and 20260301030000. */
const dateInDigits = /^20\d\d(?:0[1-9]|1[0-2])(?:0[1-9]|[12]\d|3[01])(?:\d{4}|\d{6})?$/;
const withoutZone = /^\d{4}-\d\d-\d\d[Tt ]\d\d:\d\d(?::\d\d(?:[.,]\d+)?)?$/;

/** When a reading was measured: epoch ms, whole, or a sentence that says why its timestamp is none. */
export function readingTime(timestamp: unknown): number | string {
  if (typeof timestamp === 'string') {
    const timeMs = rfc3339Ms(timestamp);
    return Number.isNaN(timeMs) ? otherText(timestamp) : timeMs;
  }
  if (typeof timestamp === 'number') return ofNumber(timestamp);
  if (timestamp === undefined || timestamp === null) return `timestamp is missing; ${wayOut}`;
  return `timestamp must be a number or a text; ${wayOut}`;
}

function ofNumber(count: number): number | string {
  if (Number.isNaN(count)) return `timestamp is not a number; ${wayOut}`;
  const other = otherCount(count);
  return other === null ? Math.trunc(count) : looksLike(other);
}

/** The unit of a number that is no count of milliseconds; null when it may be one. */
export function otherCount(count: number): string | null {
  for (const { from, to, what } of otherCounts) if (count >= from && count < to) return what;
  return count >= 2e11 && count < 2.1e13 && dateInDigits.test(String(count)) ? digits : null;
}

const digits = 'a date written in digits';

function looksLike(what: string): string {
  return `timestamp looks like ${what}; send milliseconds or RFC 3339`;
}

function otherText(text: string): number | string {
  if (dateInDigits.test(text.trim())) return looksLike(digits);
  const count = numberOfText(text);
  if (count !== null) return ofNumber(count);
  if (withoutZone.test(text.trim())) {
    return 'timestamp has no zone, and local times are ambiguous; add Z or an offset, such as 2026-03-01T03:00:00.000+01:00';
  }
  return `timestamp is no time; ${wayOut}`;
}
