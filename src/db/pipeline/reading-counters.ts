import type { Tally, TallyRow } from '../../domain/readings/counters.ts';
import { numberArray, textArray } from '../query/array-literal.ts';
import type { Queryable } from '../query/queryable.ts';
import { run, statement } from '../query/statement.ts';

const add = statement('reading-tally-add');

/** Where the doors count; the pipeline counts under its partition's number. */
export const doorPartition = -1;

/** Each minute and tally at most once, sorted. */
export async function addTallies(db: Queryable, partitionNo: number, rows: readonly TallyRow[]): Promise<void> {
  await run(db, add, [
    partitionNo,
    numberArray(rows.map((row) => row.minuteMs)),
    textArray(rows.map((row) => row.tally)),
    numberArray(rows.map((row) => row.readings)),
  ]);
}

export interface TallyStep {
  readonly tally: Tally;
  readonly from: Date;
  readonly readings: number;
}

/** The counts of the minutes that lie in the range, in steps of whole minutes from `from` on, oldest first. */
export async function readTallySteps(
  db: Queryable,
  range: { readonly from: Date; readonly to: Date; readonly stepMs: number },
): Promise<TallyStep[]> {
  const { rows } = await db.query<TallyStep>(
    `SELECT tally, date_bin($3::float8 * interval '1 millisecond', minute, $1) AS "from", sum(readings)::float8 AS readings
     FROM andon.reading_tally WHERE minute >= $1 AND minute < $2 GROUP BY 1, 2 ORDER BY 2, 1`,
    [range.from, range.to, range.stepMs],
  );
  return rows;
}
