/** The queries `performance` and `series`: windows of statistics by page, and columns reduced for a chart. */
import type pg from 'pg';
import { listWindows, readSeries, type Series, type WindowRange } from '../db/gold/performance.ts';
import { sqlState, sqlStateOf } from '../db/query/sql-state.ts';
import type { SensorKey } from '../domain/equipment/equipment.ts';
import type { Page, PageRequest } from '../domain/page.ts';
import { minuteMs, type PerformanceWindow } from '../domain/window.ts';
import { AndonError } from '../errors.ts';
import { checkRange, type TimeRange } from './time-range.ts';

export type { Series } from '../db/gold/performance.ts';

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
const reachGrowth = 8;
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
      const range = { from: rest, to, windowMs, first, watermarkMs };
      const page = await measurable(query, listWithinReach(pool, query, range));
      for (const { avgValue, minValue, maxValue, stddevValue } of page.rows) {
        if (![avgValue, minValue, maxValue, stddevValue].every(Number.isFinite)) throw immeasurable(query);
      }
      return page;
    },
    series: async (query) => {
      const points = query.points ?? defaultPoints;
      if (!Number.isInteger(points) || points < minPoints || points > maxPoints) {
        throw new AndonError('BAD_USER_INPUT', `points must be a whole number from ${minPoints} to ${maxPoints}.`);
      }
      const { from, to } = wholeWindows(query, minuteMs);
      const minutes = (to.getTime() - from.getTime()) / minuteMs;
      const bucketMs = Math.ceil(minutes / points) * minuteMs;
      const columns = await measurable(query, readSeries(pool, query, { from, to, bucketMs }));
      const { avg, min, max } = columns;
      if (![avg, min, max].every((column) => column.every(Number.isFinite))) throw immeasurable(query);
      return columns;
    },
  };
}

/**
 * Planning costs time for each partition between a statement's bounds, so it reaches no further than a page without gaps would; where
 * the page is not full yet, the next one reaches further.
 */
async function listWithinReach(
  pool: pg.Pool,
  sensor: SensorKey,
  { from, to, first, ...range }: WindowRange,
): Promise<Page<PerformanceWindow>> {
  const rows: PerformanceWindow[] = [];
  let startMs = from.getTime();
  let reachMs = (first + 1) * range.windowMs;
  while (startMs < to.getTime()) {
    const endMs = Math.min(startMs + reachMs, to.getTime());
    const bounds = { from: new Date(startMs), to: new Date(endMs), first: first - rows.length };
    const part = await listWindows(pool, sensor, { ...range, ...bounds });
    rows.push(...part.rows);
    if (part.hasNextPage) return { rows, hasNextPage: true };
    startMs = endMs;
    reachMs *= reachGrowth;
  }
  return { rows, hasNextPage: false };
}

/** The pipeline's own windows add up; those that another program put into gold may hold anything a double can. */
async function measurable<Result>(sensor: SensorKey, reading: Promise<Result>): Promise<Result> {
  try {
    return await reading;
  } catch (error) {
    throw sqlStateOf(error) === sqlState.numericValueOutOfRange ? immeasurable(sensor, error) : error;
  }
}

function immeasurable({ equipmentId, sensorType }: SensorKey, cause?: unknown): AndonError {
  return new AndonError(
    'BAD_USER_INPUT',
    `Windows of ${equipmentId} ${sensorType} in this range hold values that no statistics can be made of; another program wrote them, ` +
      'because the pipeline takes nothing beyond ±1e100. Correct those rows of andon.performance_1min, or ask for a range without them.',
    {},
    { cause },
  );
}

function wholeWindows(range: TimeRange, windowMs: number): TimeRange {
  checkRange(range);
  return {
    from: new Date(Math.floor(range.from.getTime() / windowMs) * windowMs),
    to: new Date(Math.ceil(range.to.getTime() / windowMs) * windowMs),
  };
}
