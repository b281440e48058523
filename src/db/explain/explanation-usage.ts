/** Counts the tokens that explanations take of a model, by the hour and for all servers together. */
import type { Queryable } from '../query/queryable.ts';

export interface TokenCaps {
  readonly perHour: number;
  /** Of the hour and the 23 before it. */
  readonly perDay: number;
}

/** What was put aside for one request. */
export interface Reservation {
  readonly hour: Date;
  readonly tokens: number;
}

/** Puts aside what a request may take at most; null when that is more than is left. */
export async function reserveTokens(
  db: Queryable,
  at: Date,
  tokens: number,
  { perHour, perDay }: TokenCaps,
): Promise<Reservation | null> {
  // A row that another server has changed meanwhile is looked at as it is now; the hours before it change little any more.
  const { rows } = await db.query<{ hour: Date }>(
    `WITH hour AS (SELECT date_bin('1 hour', $1::timestamptz, 'epoch') AS start), earlier AS (
       SELECT coalesce(sum(tokens), 0) AS tokens FROM andon.explanation_usage, hour
       WHERE explanation_usage.hour > hour.start - interval '24 hours' AND explanation_usage.hour < hour.start
     )
     INSERT INTO andon.explanation_usage AS used (hour, requests, tokens)
     SELECT hour.start, 1, $2::bigint FROM hour, earlier WHERE $2 <= $3::bigint AND earlier.tokens + $2 <= $4::bigint
     ON CONFLICT (hour) DO UPDATE SET requests = used.requests + 1, tokens = used.tokens + excluded.tokens
       WHERE used.tokens + excluded.tokens <= $3 AND used.tokens + excluded.tokens + (SELECT tokens FROM earlier) <= $4
     RETURNING hour`,
    [at, tokens, perHour, perDay],
  );
  const [row] = rows;
  return row === undefined ? null : { hour: row.hour, tokens };
}

/** Says what the request has taken; drops what no cap looks at any more. */
export async function settleTokens(db: Queryable, { hour, tokens }: Reservation, taken: number): Promise<void> {
  await db.query(
    `WITH old AS (DELETE FROM andon.explanation_usage WHERE hour < $1::timestamptz - interval '31 days')
     UPDATE andon.explanation_usage SET tokens = greatest(0, tokens + $2::bigint) WHERE hour = $1`,
    [hour, Math.round(taken) - tokens],
  );
}
