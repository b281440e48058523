/** Adds to the stored counts of readings by outcome, and reads them. */
import type { CounterName, CounterRow } from '../../domain/readings/counters.ts';
import { numberArray, textArray } from '../query/array-literal.ts';
import type { Queryable } from '../query/queryable.ts';
import { run, statement } from '../query/statement.ts';

const add = statement('reading-tally-add');

/** Where the sources count; the pipeline counts under its shard's number. */
export const sourceShard = -1;

/** Each minute and counter at most once, sorted. */
export async function addCounters(db: Queryable, shardNo: number, rows: readonly CounterRow[]): Promise<void> {
  await run(db, add, [
    shardNo,
    numberArray(rows.map((row) => row.minuteMs)),
    textArray(rows.map((row) => row.counter)),
    numberArray(rows.map((row) => row.readings)),
  ]);
}

export interface CounterStep {
  readonly counter: CounterName;
  readonly from: Date;
  readonly readings: number;
}

/** The counts of the minutes that lie in the range, in steps of whole minutes from `from` on, oldest first. */
export async function readCounterSteps(
  db: Queryable,
  range: { readonly from: Date; readonly to: Date; readonly stepMs: number },
): Promise<CounterStep[]> {
  const { rows } = await db.query<CounterStep>(
    `SELECT tally AS counter, date_bin($3::float8 * interval '1 millisecond', minute, $1) AS "from", sum(readings)::float8 AS readings
     FROM andon.reading_tally WHERE minute >= $1 AND minute < $2 GROUP BY 1, 2 ORDER BY 2, 1`,
    [range.from, range.to, range.stepMs],
  );
  return rows;
}
