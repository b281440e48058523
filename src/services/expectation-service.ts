/** The query `expectations`: how many readings did not meet each expectation, over time. */
import type pg from 'pg';
import { readCounterSteps } from '../db/pipeline/reading-counters.ts';
import { expectations } from '../domain/readings/expectation.ts';
import type { Expectation } from '../domain/readings/expectation-form.ts';
import { percentOf } from '../domain/readings/recent-readings.ts';
import { minuteMs } from '../domain/window.ts';
import { AndonError } from '../errors.ts';
import { maxSteps } from '../limits.ts';
import { closeRange, type TimeRange } from './time-range.ts';

const defaultRangeMs = 86_400_000;
const maxStepMinutes = 1_440;

export interface ExpectationsQuery extends Partial<TimeRange> {
  readonly stepMinutes?: number;
}

/** What an expectation says, and how many readings of a range did not meet it. */
export interface ExpectationReport extends Expectation {
  readonly readings: number;
  /** Of all readings received in the range; null when none was. */
  readonly percent: number | null;
  /** Starts of the first and the last step with such readings. */
  readonly first: Date | null;
  readonly last: Date | null;
  readonly steps: readonly { readonly from: Date; readonly readings: number }[];
}

export interface ExpectationService {
  /** All expectations in the order in which they are checked; the last 24 hours unless told otherwise. */
  report(query: ExpectationsQuery): Promise<ExpectationReport[]>;
}

/** `writeCounts` brings what the sources have counted in memory to the database. */
export function createExpectationService(
  pool: pg.Pool,
  now: () => number,
  writeCounts: () => Promise<void>,
): ExpectationService {
  return {
    report: async ({ stepMinutes = 1, ...given }) => {
      const range = wholeMinutes(closeRange(given, defaultRangeMs, now()));
      checkSteps(range, stepMinutes);
      await writeCounts();
      const rows = await readCounterSteps(pool, { ...range, stepMs: stepMinutes * minuteMs });
      const received = sum(rows.filter(({ counter }) => counter === 'received'));
      return expectations.map((expectation) => {
        const steps = rows.filter(({ counter }) => counter === expectation.name);
        const readings = sum(steps);
        return {
          ...expectation,
          readings,
          percent: percentOf(readings, received),
          first: steps.at(0)?.from ?? null,
          last: steps.at(-1)?.from ?? null,
          steps,
        };
      });
    },
  };
}

function wholeMinutes({ from, to }: TimeRange): TimeRange {
  return {
    from: new Date(Math.floor(from.getTime() / minuteMs) * minuteMs),
    to: new Date(Math.ceil(to.getTime() / minuteMs) * minuteMs),
  };
}

function checkSteps({ from, to }: TimeRange, stepMinutes: number): void {
  if (!Number.isInteger(stepMinutes) || stepMinutes < 1 || stepMinutes > maxStepMinutes) {
    throw new AndonError('BAD_USER_INPUT', `stepMinutes must be from 1 to ${maxStepMinutes}, not ${stepMinutes}.`, {
      argument: 'stepMinutes',
    });
  }
  const steps = Math.ceil((to.getTime() - from.getTime()) / (stepMinutes * minuteMs));
  if (steps > maxSteps) {
    throw new AndonError(
      'TOO_COMPLEX',
      `The range holds ${steps} steps of ${stepMinutes} minutes, at most ${maxSteps} are given; ask for a shorter range or a larger stepMinutes.`,
      { limit: maxSteps },
    );
  }
}

function sum(rows: readonly { readonly readings: number }[]): number {
  return rows.reduce((total, { readings }) => total + readings, 0);
}
