import pg from 'pg';
import type { Queryable } from '../query/queryable.ts';

/** Null when the database holds texts in UTF-8, the only encoding in which every text that comes in can be stored and compared. */
export async function encodingProblem(db: Queryable): Promise<{ text: string; mend: string } | null> {
  const { rows } = await db.query<{ encoding: string; name: string }>(
    `SELECT current_setting('server_encoding') AS encoding, current_database()::text AS name`,
  );
  const { encoding = 'unknown', name = '' } = rows[0] ?? {};
  if (encoding === 'UTF8') return null;
  return {
    text: `The database ${name} has the encoding ${encoding}, UTF8 is needed`,
    mend: `make another one with createdb -E UTF8 -T template0 NAME, or by SQL CREATE DATABASE ${pg.escapeIdentifier(`${name}_utf8`)} ENCODING 'UTF8' TEMPLATE template0, and let DATABASE_URL lead there`,
  };
}
