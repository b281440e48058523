/** Counts the SQL statements that a server sends, and waits until a site is idle. */
import { setTimeout as delay } from 'node:timers/promises';
import type { Site } from './site.ts';

/** To be preloaded by a site whose statements are counted. */
export const statementCounter = 'pg_stat_statements';

/** So long after the last reading or event a site is idle: it notes no latencies any more, and has slowed its looking down. */
const idleAfterMs = 66_000;

/** Statements that an idle server sends to its database within so many seconds; nobody else may send any meanwhile. */
export async function countStatements(site: Site, seconds: number): Promise<number> {
  await delay(idleAfterMs);
  return statementsDuring(site, () => delay(seconds * 1_000));
}

/** Statements of everybody but the one who counts. */
export async function statementsDuring({ superuser }: Site, work: () => Promise<unknown>): Promise<number> {
  await superuser.query(`CREATE EXTENSION IF NOT EXISTS ${statementCounter}`);
  const sum = `SELECT coalesce(sum(calls), 0)::float8 AS calls FROM ${statementCounter}
               WHERE toplevel AND userid <> (SELECT oid FROM pg_roles WHERE rolname = current_user)`;
  const before = await superuser.query<{ calls: number }>(sum);
  await work();
  const after = await superuser.query<{ calls: number }>(sum);
  return (after.rows[0]?.calls ?? Number.NaN) - (before.rows[0]?.calls ?? Number.NaN);
}
