import { readFileSync } from 'node:fs';
import type pg from 'pg';
import type { Queryable } from './queryable.ts';

export interface Statement {
  readonly name: string;
  readonly text: string;
}

/** A statement of sql/statements/; its name makes PostgreSQL keep the plan for each connection. */
export function statement(name: string): Statement {
  return { name, text: readFileSync(new URL(`../../../sql/statements/${name}.sql`, import.meta.url), 'utf8') };
}

export async function run<Row extends pg.QueryResultRow = pg.QueryResultRow>(
  db: Queryable,
  { name, text }: Statement,
  values: unknown[],
): Promise<Row[]> {
  return (await db.query<Row>({ name, text, values })).rows;
}
