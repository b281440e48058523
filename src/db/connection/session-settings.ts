/** The settings that every connection of the server gives itself. */
import type pg from 'pg';
import { StartupError } from '../../errors.ts';
import { sqlState, sqlStateOf } from '../query/sql-state.ts';

/** What a promise rests on, whatever role, database, cluster or PGOPTIONS say. Each is explained in docs/decisions/0034-session-settings.md. */
const fixed = {
  // How values are written and read: the same reading has to be the same text and the same number again.
  client_encoding: 'UTF8',
  TimeZone: 'UTC',
  DateStyle: 'ISO, MDY',
  IntervalStyle: 'postgres',
  extra_float_digits: '1',
  bytea_output: 'hex',
  // How statements are understood.
  // pg_catalog comes before it by itself.
  search_path: 'public',
  standard_conforming_strings: 'on',
  array_nulls: 'on',
  transform_null_equals: 'off',
  // Rather an error than rows that a policy hides without a word.
  row_security: 'off',
  // A newer setting that forbids views, by an administrator's mistake.
  restrict_nonsystem_relation_kind: '',
  // How transactions behave.
  default_transaction_isolation: 'read committed',
  default_transaction_deferrable: 'off',
  exit_on_error: 'off',
  default_table_access_method: 'heap',
  // How long things may take is decided here alone; what the caller wants of these comes after.
  lock_timeout: '0',
  transaction_timeout: '0',
  // Statements are short and prepared: compiling them costs more than it saves.
  jit: 'off',
} as const;

/** What differs from one kind of connection to another. */
export interface SessionLimits {
  readonly statementTimeoutMs?: number;
  readonly idleInTransactionMs?: number;
  readonly idleMs?: number;
  /** Plans are made once, without regard to the values. */
  readonly genericPlans?: boolean;
}

/** Values that wait for less than a commit's own disk; an administrator's remote_apply is stronger than ours and stays. */
const weakCommits = ['off', 'local', 'remote_write'];

function wanted(limits: SessionLimits): Readonly<Record<string, string>> {
  return {
    ...fixed,
    statement_timeout: String(limits.statementTimeoutMs ?? 0),
    idle_in_transaction_session_timeout: String(limits.idleInTransactionMs ?? 0),
    idle_session_timeout: String(limits.idleMs ?? 0),
    plan_cache_mode: limits.genericPlans ? 'force_generic_plan' : 'auto',
  };
}

/** What one connection turned out to be. */
export interface Session {
  /** False where another process answers than the expected one: then nothing was set. */
  readonly isSettled: boolean;
  readonly isStandby: boolean;
}

/**
 * One statement once a connection, so that the hot path pays nothing for it. Not sent as start-up `options`, which poolers refuse. A
 * setting that this version of PostgreSQL does not know is left out. `expectedPid` is the process that has to answer; null for any.
 */
export async function settleSession(
  client: pg.ClientBase,
  limits: SessionLimits = {},
  expectedPid: number | null = null,
): Promise<Session> {
  const statement = settlingStatement(wanted(limits), expectedPid);
  const { rows } = await client.query<Settled>(statement).catch(async (error: unknown) => {
    if (sqlStateOf(error) !== sqlState.queryCanceled) throw error;
    // A role's statement_timeout of very few milliseconds ends even this.
    await client.query('SET statement_timeout TO 0');
    return client.query<Settled>(statement);
  });
  const [settled] = rows;
  if (settled === undefined) throw new Error('an aggregate without GROUP BY gave no row');
  if (settled.isSettled && settled.triggers !== 'origin') await switchTriggersOn(client, settled.triggers);
  return settled;
}

interface Settled extends Session {
  readonly triggers: string;
}

function settlingStatement(settings: Readonly<Record<string, string>>, expectedPid: number | null): string {
  const values = Object.entries(settings).map(([name, value]) => `('${name}', '${value}')`);
  const isExpected = expectedPid === null ? 'true' : `pg_catalog.pg_backend_pid() = ${expectedPid}`;
  return `SELECT pg_catalog.count(pg_catalog.set_config(name, value, false)) AS settled, ${isExpected} AS "isSettled",
       pg_catalog.pg_is_in_recovery() AS "isStandby", pg_catalog.current_setting('session_replication_role') AS triggers
FROM (VALUES ${values.join(', ')}, ('synchronous_commit', 'on'), ('default_transaction_read_only', 'off')) AS wanted(name, value)
WHERE ${isExpected} AND CASE name
  WHEN 'synchronous_commit' THEN pg_catalog.current_setting(name) IN (${weakCommits.map((value) => `'${value}'`).join(', ')})
  -- By role it is a default of this role's sessions; of the database or the cluster it says that nobody is to write.
  WHEN 'default_transaction_read_only' THEN pg_catalog.current_setting(name) = 'on' AND EXISTS (
    SELECT FROM pg_catalog.pg_settings AS configured
    WHERE configured.name = wanted.name AND source IN ('user', 'database user', 'client'))
  ELSE pg_catalog.current_setting(name, true) IS DISTINCT FROM value AND pg_catalog.current_setting(name, true) IS NOT NULL END`;
}

/** Only a superuser may set it, and so only a superuser can have set it for this role. */
async function switchTriggersOn(client: pg.ClientBase, value: string): Promise<void> {
  try {
    await client.query('SET session_replication_role TO origin');
  } catch (error) {
    if (sqlStateOf(error) !== sqlState.insufficientPrivilege) throw error;
    throw new StartupError(
      `session_replication_role is ${value} for this role, which switches off the triggers that raise and deliver alarms, and only a superuser may change it: ALTER ROLE … RESET session_replication_role, likewise ALTER DATABASE or postgresql.conf, wherever it was set.`,
      { cause: error },
    );
  }
}

/** Each connection has its own of these; the tasks say which. */
const limits = ['statement_timeout', 'idle_in_transaction_session_timeout', 'idle_session_timeout', 'plan_cache_mode'];

/** A setting that would be another one without us. */
export interface OverriddenSetting {
  readonly name: string;
  readonly configured: string;
  /** PostgreSQL's word for where it comes from: `user`, `database`, `configuration file` … */
  readonly source: string;
  readonly used: string;
}

/** Asked on a connection that was not settled. What is configured as Andon wants it, or nowhere, is left out. */
export async function readOverridden(client: pg.ClientBase): Promise<OverriddenSetting[]> {
  const all: Readonly<Record<string, string>> = {
    ...wanted({}),
    synchronous_commit: 'on',
    default_transaction_read_only: 'off',
  };
  const { rows } = await client.query<Omit<OverriddenSetting, 'used'>>(
    `SELECT name, pg_catalog.current_setting(name) AS configured, source FROM pg_catalog.pg_settings
     WHERE name = ANY ($1) AND source NOT IN ('default', 'override', 'session')
       AND (name <> 'default_transaction_read_only' OR source IN ('user', 'database user', 'client')) ORDER BY name`,
    [Object.keys(all)],
  );
  return rows.flatMap((row) => {
    const used = limits.includes(row.name) ? 'limits of its own' : (all[row.name] ?? '');
    const isStrong = row.name === 'synchronous_commit' && !weakCommits.includes(row.configured);
    return isStrong || row.configured === used ? [] : [{ ...row, used }];
  });
}
