/** Checks time ranges of queries and fills in open sides. */
import { AndonError } from '../errors.ts';

/** `from` is inclusive, `to` exclusive. */
export interface TimeRange {
  readonly from: Date;
  readonly to: Date;
}

/** Throws BAD_USER_INPUT unless `from` lies before `to`. */
export function checkRange<Range extends Partial<TimeRange>>(range: Range): Range {
  if (range.from !== undefined && range.to !== undefined && range.from >= range.to) {
    throw new AndonError(
      'BAD_USER_INPUT',
      `from (${range.from.toISOString()}) must lie before to (${range.to.toISOString()}).`,
    );
  }
  return range;
}

/** A range that was left open at either side: up to now, and `defaultMs` long. */
export function closeRange(range: Partial<TimeRange>, defaultMs: number, nowMs: number): TimeRange {
  const to = range.to ?? new Date(Math.max(nowMs, (range.from?.getTime() ?? Number.NEGATIVE_INFINITY) + 1));
  return checkRange({ from: range.from ?? new Date(to.getTime() - defaultMs), to });
}
