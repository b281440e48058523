/** Writes and reads which windows a rebuild has restated, so that servers with subscribers can tell of them. */
import { numberArray } from '../query/array-literal.ts';
import type { Queryable } from '../query/queryable.ts';
import { run, statement } from '../query/statement.ts';
import { sendSignal } from '../signals/send-signal.ts';

const add = statement('restatement-add');

export interface RestatedWindow {
  readonly sensorId: number;
  readonly windowMs: number;
}

/** What one slice of a rebuild has restated. */
export interface Restatement {
  readonly number: number;
  readonly windows: readonly RestatedWindow[];
}

/** Inside the transaction that restated them, as its last write. */
export async function addRestatement(db: Queryable, windows: readonly RestatedWindow[]): Promise<void> {
  await run(db, add, [
    numberArray(windows.map((window) => window.sensorId)),
    numberArray(windows.map((window) => window.windowMs)),
  ]);
  await sendSignal(db, 'andon_restatement');
}

/** Number of the newest one. */
export async function readRestatementHead(db: Queryable): Promise<number> {
  const { rows } = await db.query<{ number: number }>('SELECT number FROM andon.restatement_head');
  return rows[0]?.number ?? 0;
}

export async function readNextRestatement(db: Queryable, after: number): Promise<Restatement | null> {
  const { rows } = await db.query<{ number: number; sensor_ids: number[]; window_ms: number[] }>(
    `SELECT number, sensor_ids, ARRAY(
       SELECT extract(epoch FROM start)::float8 * 1000 FROM unnest(window_starts) WITH ORDINALITY AS w(start, place) ORDER BY place
     ) AS window_ms
     FROM andon.restatement WHERE number > $1 ORDER BY number LIMIT 1`,
    [after],
  );
  const row = rows[0];
  if (row === undefined) return null;
  const windows = row.sensor_ids.map((sensorId, i) => ({ sensorId, windowMs: row.window_ms[i] ?? 0 }));
  return { number: row.number, windows };
}
