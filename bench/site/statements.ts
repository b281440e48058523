import { setTimeout as delay } from 'node:timers/promises';
import type { Site } from './site.ts';

/** To be preloaded by a site whose statements are counted. */
export const statementCounter = 'pg_stat_statements';

/** After something happened the server still notes how long it took; it is idle after this. */
const quietAfterMs = 6_000;

/** Statements that the server sent to its database within so many seconds while idle; everybody else has to be quiet meanwhile. */
export async function countStatements({ superuser }: Site, seconds: number): Promise<number> {
  await superuser.query(`CREATE EXTENSION IF NOT EXISTS ${statementCounter}`);
  await delay(quietAfterMs);
  // What the counting itself sends, it sends as another user.
  const sum = `SELECT coalesce(sum(calls), 0)::float8 AS calls FROM ${statementCounter}
               WHERE toplevel AND userid <> (SELECT oid FROM pg_roles WHERE rolname = current_user)`;
  const before = await superuser.query<{ calls: number }>(sum);
  await delay(seconds * 1_000);
  const after = await superuser.query<{ calls: number }>(sum);
  return (after.rows[0]?.calls ?? Number.NaN) - (before.rows[0]?.calls ?? Number.NaN);
}
