/** The role as which a server runs without owning the tables: its rights, and what is missing of them. */
import pg from 'pg';
import type { Queryable } from '../query/queryable.ts';

/** Whether the session's role owns the tables, directly or as a member of the role that does. */
export async function ownsTables(db: Queryable): Promise<boolean> {
  const { rows } = await db.query<{ owns: boolean }>(
    `SELECT coalesce(bool_and(pg_has_role(relowner, 'USAGE')), true) AS owns FROM pg_class
     WHERE relnamespace IN (to_regnamespace('andon'), to_regnamespace('agentic_hmi')) AND relkind IN ('r', 'p', 'v')`,
  );
  return rows[0]?.owns ?? true;
}

/** Gives a role what a server needs, and takes from it what more it has. By the owner, under the migrations' lock. */
export async function grantRuntime(db: Queryable, role: string): Promise<void> {
  await db.query('SELECT andon.grant_runtime($1)', [role]);
}

export async function readRuntimeRoles(db: Queryable): Promise<string[]> {
  const { rows } = await db.query<{ role: string }>(
    'SELECT role_name::text AS role FROM andon.runtime_role JOIN pg_roles ON rolname = role_name ORDER BY 1',
  );
  return rows.map(({ role }) => role);
}

export interface RuntimeRights {
  readonly role: string;
  readonly owner: string;
  /** Such as `INSERT on andon.anomaly`. */
  readonly missing: readonly string[];
  /** What lets it pass by the audit or the functions: rights beyond, or powers of the role. */
  readonly beyond: readonly string[];
}

/** The rights of the session's role; null where the functions for it are not there yet, or it may not look. */
export async function readRuntimeRights(db: Queryable): Promise<RuntimeRights | null> {
  const known = await db.query<{ may: boolean | null }>(
    `SELECT has_function_privilege(to_regprocedure('andon.runtime_rights()')::oid, 'EXECUTE') AS may
     FROM pg_namespace WHERE nspname = 'andon' AND has_schema_privilege(oid, 'USAGE')`,
  );
  if (known.rows[0]?.may !== true) return null;
  const { rows } = await db.query<RuntimeRights>(
    `WITH needed AS MATERIALIZED (
       SELECT kind, object, privilege FROM andon.runtime_rights(), unnest(privileges) AS privilege
     ), held AS (
       SELECT oid::regclass::text AS object, privilege FROM pg_class
       CROSS JOIN unnest(ARRAY['INSERT', 'UPDATE', 'DELETE', 'TRUNCATE', 'TRIGGER']) AS privilege
       WHERE relnamespace IN ('andon'::regnamespace, 'agentic_hmi'::regnamespace) AND relkind IN ('r', 'p', 'v') AND NOT relispartition
         AND has_table_privilege(oid, privilege)
     )
     SELECT quote_ident(session_user) AS role,
       (SELECT quote_ident(pg_get_userbyid(relowner)) FROM pg_class WHERE oid = 'andon.audit'::regclass) AS owner,
       ARRAY(SELECT format('%s on %s', privilege, object) FROM needed WHERE NOT CASE kind
         WHEN 'SCHEMA' THEN has_schema_privilege(object, privilege)
         WHEN 'TABLE' THEN has_table_privilege(object, privilege)
         WHEN 'SEQUENCE' THEN has_sequence_privilege(object, privilege)
         ELSE has_function_privilege(object, privilege) END ORDER BY 1) AS missing,
       ARRAY(SELECT format('%s on %s', privilege, object) FROM held
             WHERE NOT EXISTS (SELECT FROM needed WHERE (needed.object, needed.privilege) = (held.object, held.privilege))
             UNION ALL SELECT 'CREATE on schema ' || name FROM unnest(ARRAY['andon', 'agentic_hmi']) AS name WHERE has_schema_privilege(name, 'CREATE')
             UNION ALL SELECT word FROM pg_roles CROSS JOIN LATERAL (VALUES
               (rolsuper, 'superuser'), (rolcreaterole, 'CREATEROLE'), (rolbypassrls, 'BYPASSRLS'), (rolreplication, 'REPLICATION')) AS power (has, word)
             WHERE rolname = session_user AND has) AS beyond`,
  );
  return rows[0] ?? null;
}

/** One line for the owner of the tables. */
export function createRuntimeRole(role: string): string {
  return `CREATE ROLE ${pg.escapeIdentifier(role)} LOGIN PASSWORD '…'`;
}
