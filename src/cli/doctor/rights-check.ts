/** Doctor: whether the database user has the rights that the server needs. */
import { type Check, ok, wrong } from './finding.ts';

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

/** The server makes its schemas once, and new partitions every day, which only the owner of a table may do. */
export const rightsCheck: Check = {
  name: 'rights',
  async run({ pool }) {
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
        `connect as their owner, or make ${role} a member of that role`,
      );
    }
    return ok(`${role} may do in ${database} what the server needs`);
  },
};
