import type pg from 'pg';
import { listWindows, readSeries, type Series } from '../db/performance.ts';
import type { SensorKey } from '../domain/equipment.ts';
import type { Page, PageRequest } from '../domain/page.ts';
import { minuteMs, type PerformanceWindow } from '../domain/window.ts';
import { AndonError } from '../errors.ts';
import { checkRange, type TimeRange } from './time-range.ts';

export type { Series } from '../db/performance.ts';

export const resolutions = ['minute', 'hour', 'day'] as const;
export type Resolution = (typeof resolutions)[number];

export interface WindowsQuery extends SensorKey, TimeRange {
  readonly resolution: Resolution;
}

export interface SeriesQuery extends SensorKey, TimeRange {
  /** Most buckets in the answer, 2…10,000. */
  readonly points?: number;
}

export interface PerformanceService {
  /** Whole windows (UTC) that overlap the range, oldest first; hours and days are merged exactly from minutes. */
  windows(query: WindowsQuery, page: PageRequest<Date>): Promise<Page<PerformanceWindow>>;
  /** At most `points` buckets of whole minutes; each keeps its lowest and its highest reading. */
  series(query: SeriesQuery): Promise<Series>;
}

const windowMsOf: Readonly<Record<Resolution, number>> = {
  minute: minuteMs,
  hour: 60 * minuteMs,
  day: 24 * 60 * minuteMs,
};
const defaultPoints = 500;
const minPoints = 2;
const maxPoints = 10_000;

export function createPerformanceService(
  pool: pg.Pool,
  { watermarkMs }: { readonly watermarkMs: number },
): PerformanceService {
  return {
    windows: async (query, { first, after }) => {
      const windowMs = windowMsOf[query.resolution];
      const { from, to } = wholeWindows(query, windowMs);
      const rest = after === null ? from : new Date(Math.max(from.getTime(), after.getTime() + windowMs));
      return listWindows(pool, query, { from: rest, to, windowMs, first, watermarkMs });
    },
    series: async (query) => {
      const points = query.points ?? defaultPoints;
      if (!Number.isInteger(points) || points < minPoints || points > maxPoints) {
        throw new AndonError('BAD_USER_INPUT', `points must be a whole number from ${minPoints} to ${maxPoints}.`);
      }
      const { from, to } = wholeWindows(query, minuteMs);
      const minutes = (to.getTime() - from.getTime()) / minuteMs;
      return readSeries(pool, query, { from, to, bucketMs: Math.ceil(minutes / points) * minuteMs });
    },
  };
}

function wholeWindows(range: TimeRange, windowMs: number): TimeRange {
  checkRange(range);
  return {
    from: new Date(Math.floor(range.from.getTime() / windowMs) * windowMs),
    to: new Date(Math.ceil(range.to.getTime() / windowMs) * windowMs),
  };
}
