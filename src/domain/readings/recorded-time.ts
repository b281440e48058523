/** Reads times in recordings, in the forms that they are written in. */
import { rfc3339Ms } from '../rfc3339.ts';

const calendar =
  /^(\d{4})-(\d{2})-(\d{2})(?:[T ](\d{2}):(\d{2})(?::(\d{2})(?:[.,](\d{1,9}))?)?)?\s*(Z|[+-]\d{2}:?\d{2})?$/i;
const epochSeconds = /^\d{9,10}(\.\d+)?$/;
const epochMilliseconds = /^\d{12,13}$/;

/**
 * A recorded time in epoch milliseconds; null when it is none. Takes RFC 3339, the same with a blank for the T, without a zone (then UTC),
 * without seconds or without a time of day, and epoch seconds or milliseconds.
 */
export function recordedTimeMs(text: string): number | null {
  const trimmed = text.trim();
  if (epochMilliseconds.test(trimmed)) return Number(trimmed);
  if (epochSeconds.test(trimmed)) return Math.round(Number(trimmed) * 1_000);
  const withZoneMs = rfc3339Ms(trimmed);
  if (!Number.isNaN(withZoneMs)) return withZoneMs;
  const match = calendar.exec(trimmed);
  if (match === null) return null;
  const [, year, month, day, hour = '0', minute = '0', second = '0', fraction = '0', zone = 'Z'] = match;
  const utcMs = Date.UTC(Number(year), Number(month) - 1, Number(day), Number(hour), Number(minute), Number(second));
  // Date.UTC turns 30 February into 2 March: such a time was never recorded.
  const back = new Date(utcMs);
  if (back.getUTCMonth() !== Number(month) - 1 || back.getUTCDate() !== Number(day)) return null;
  if (Number(hour) > 23 || Number(minute) > 59 || Number(second) > 59) return null;
  return utcMs + Math.floor(Number(`0.${fraction}`) * 1_000) - zoneMs(zone);
}

function zoneMs(zone: string): number {
  if (zone.toUpperCase() === 'Z') return 0;
  const digits = zone.replace(':', '');
  const minutes = Number(digits.slice(1, 3)) * 60 + Number(digits.slice(3, 5));
  return (digits.startsWith('-') ? -minutes : minutes) * 60_000;
}
