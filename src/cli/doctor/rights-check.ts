/** Doctor: whether the database user has the rights that the server needs. */
import { ownsTables, type RuntimeRights, readRuntimeRights } from '../../db/access/runtime-role.ts';
import { type Check, type Finding, ok, warn, wrong } from './finding.ts';

interface Rights {
  readonly role: string;
  readonly database: string;
  readonly mayCreateSchema: boolean;
  /** Whether the schemas and table owners below exist and are ours; null while they do not exist. */
  readonly closedSchemas: string[];
  readonly missingSchemas: string[];
  readonly foreignTables: string[];
}

const rightsQuery = `
  SELECT quote_ident(current_user) AS role,
         quote_ident(current_database()) AS database,
         has_database_privilege(current_database(), 'CREATE') AS "mayCreateSchema",
         (SELECT coalesce(array_agg(name), '{}') FROM unnest('{andon,agentic_hmi}'::text[]) AS name
          WHERE to_regnamespace(name) IS NULL) AS "missingSchemas",
         (SELECT coalesce(array_agg(nspname::text), '{}') FROM pg_namespace
          WHERE (nspname IN ('andon', 'agentic_hmi') OR nspname = 'public' AND to_regclass('public.sensor_data') IS NULL)
            AND NOT (has_schema_privilege(oid, 'USAGE') AND has_schema_privilege(oid, 'CREATE'))) AS "closedSchemas",
         (SELECT coalesce(array_agg(oid::regclass::text), '{}') FROM pg_class
          WHERE relnamespace IN (SELECT oid FROM pg_namespace WHERE nspname IN ('andon', 'agentic_hmi'))
            AND relkind IN ('r', 'p', 'v') AND NOT pg_has_role(relowner, 'USAGE')) AS "foreignTables"`;

/** With one role the server owns its tables; with two the owner runs migrations, and the server as one that owns nothing. */
export const rightsCheck: Check = {
  name: 'rights',
  async run({ pool }) {
    const runtime = (await ownsTables(pool)) ? null : await readRuntimeRights(pool);
    if (runtime !== null) return twoRoles(runtime);
    const { rows } = await pool.query<Rights>(rightsQuery);
    const rights = rows[0];
    if (rights === undefined) return wrong('the server does not tell them', 'look at what DATABASE_URL leads to');
    const { role, database } = rights;
    if (rights.missingSchemas.length > 0 && !rights.mayCreateSchema) {
      return wrong(
        `${role} may not create schema ${rights.missingSchemas.join(' and ')} in ${database}`,
        `GRANT CREATE ON DATABASE ${database} TO ${role};`,
      );
    }
    if (rights.closedSchemas.length > 0) {
      const schemas = rights.closedSchemas.join(', ');
      return wrong(
        `${role} may not create in schema ${schemas}`,
        `GRANT USAGE, CREATE ON SCHEMA ${schemas} TO ${role};`,
      );
    }
    const foreign = rights.foreignTables[0];
    if (foreign !== undefined) {
      return wrong(
        `${rights.foreignTables.length} tables (${foreign} …) belong to another role, so ${role} cannot add partitions`,
        `connect as their owner, or let the owner run: andon migrate --runtime-role ${role}`,
      );
    }
    return ok(`${role} may do in ${database} what the server needs; one role, which owns the tables`);
  },
};

const mostNamed = 5;

function twoRoles({ role, owner, missing, beyond }: RuntimeRights): Finding {
  const grant = `as ${owner}: andon migrate --runtime-role ${role}`;
  if (missing.length > 0) return wrong(`${role} owns nothing and lacks ${some(missing)}`, grant);
  if (beyond.length > 0) {
    return warn(
      `${role} owns nothing, but has ${some(beyond)}, with which it could pass by the audit`,
      `${grant}; powers of the role by ALTER ROLE`,
    );
  }
  return ok(
    `two roles: ${role} owns nothing and may do what a server needs; ${owner} owns the tables and runs migrations`,
  );
}

function some(names: readonly string[]): string {
  const more = names.length - mostNamed;
  return names.slice(0, mostNamed).join(', ') + (more > 0 ? ` and ${more} more` : '');
}
