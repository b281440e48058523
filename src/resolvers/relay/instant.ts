/** Checks a DateTime argument. */
import { rfc3339Ms } from '../../domain/rfc3339.ts';
import { AndonError } from '../../errors.ts';

/**
 * A DateTime argument as a time. The scalar lets everything pass, because one unreadable time among 10,000 readings must not fail
 * the others; wherever a single time is asked for, it is checked here.
 */
export function instant(value: unknown, argument: string): Date {
  const timeMs = typeof value === 'string' ? rfc3339Ms(value) : Number.NaN;
  if (Number.isNaN(timeMs)) {
    throw new AndonError(
      'BAD_USER_INPUT',
      `${argument} must be a time in RFC 3339 form with a zone, such as 2026-03-01T03:00:00.000Z.`,
      { argument },
    );
  }
  return new Date(timeMs);
}

export interface TimeRange {
  readonly from?: Date;
  readonly to?: Date;
}

/** `from` inclusive, `to` exclusive; absent members do not restrict. */
export function timeRange({ from, to }: { from?: unknown; to?: unknown }): TimeRange {
  const range = {
    ...(from == null ? {} : { from: instant(from, 'from') }),
    ...(to == null ? {} : { to: instant(to, 'to') }),
  };
  if (range.from !== undefined && range.to !== undefined) inOrder(range.from, range.to);
  return range;
}

/** A range whose ends are both given. */
export function closedTimeRange(from: unknown, to: unknown): { from: Date; to: Date } {
  const range = { from: instant(from, 'from'), to: instant(to, 'to') };
  inOrder(range.from, range.to);
  return range;
}

function inOrder(from: Date, to: Date): void {
  if (from > to) throw new AndonError('BAD_USER_INPUT', 'from must not be later than to.', { argument: 'from' });
}
