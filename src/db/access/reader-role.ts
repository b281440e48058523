/** Makes the role for analysts, and gives it the right to read the views. */
import type { Queryable } from '../query/queryable.ts';

/** The analysts' group: a role of the whole cluster, without a login of its own. */
export const readerRole = 'andon_reader';
const schema = 'andon_analytics';

export const createReaderRole = `CREATE ROLE ${readerRole} NOLOGIN`;
const grants = `GRANT USAGE ON SCHEMA ${schema} TO ${readerRole}; GRANT SELECT ON ALL TABLES IN SCHEMA ${schema} TO ${readerRole}`;

export interface ReaderState {
  /** Zero before the migrations. */
  readonly views: number;
  readonly exists: boolean;
  /** Views that the role may not read yet. */
  readonly closed: number;
}

export async function readReaderState(db: Queryable): Promise<ReaderState> {
  const { rows } = await db.query<ReaderState>(
    `SELECT count(*)::int AS views, to_regrole('${readerRole}') IS NOT NULL AS exists,
            (count(*) FILTER (WHERE NOT (has_schema_privilege(to_regrole('${readerRole}'), relnamespace, 'USAGE')
                                         AND has_table_privilege(to_regrole('${readerRole}'), oid, 'SELECT'))))::int AS closed
     FROM pg_class WHERE relnamespace = to_regnamespace('${schema}') AND relkind = 'v'`,
  );
  return rows[0] ?? { views: 0, exists: false, closed: 0 };
}

/** Lets the role read every view. Two that grant the same at once are refused by PostgreSQL: the caller holds a lock. */
export async function grantToReader(db: Queryable): Promise<void> {
  await db.query(grants);
}

/** One line for an administrator, or undefined when nothing is missing. */
export function readerRemedy({ exists, closed }: ReaderState): string | undefined {
  if (!exists) return `${createReaderRole}; ${grants};`;
  return closed > 0 ? `${grants};` : undefined;
}
