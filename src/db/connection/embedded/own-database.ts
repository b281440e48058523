/** Makes the program's role and database, and the role for readers, in a cluster. */

import pg from 'pg';
import { StartupError } from '../../../errors.ts';
import type { Logger } from '../../../log.ts';
import { createReaderRole, readerRole } from '../../access/reader-role.ts';

export const ownRole = 'andon';
/** SQL that was written for Lakebase names tables by three parts, `lakebase.schema.table`: PostgreSQL takes that in a database of this name only. */
export const ownDatabase = 'lakebase';
/** What the database was called until version 0.1. */
const formerDatabase = 'andon';
const setUpLock = 2;
const objectInUse = '55006';

/** The program gets the rights that a managed service would give it: it owns its database, and no more. Needs a superuser. */
export async function setUpOwnDatabase(client: pg.Client, password: string, log: Logger): Promise<void> {
  await client.query('SELECT pg_advisory_lock($1)', [setUpLock]);
  const { rows } = await client.query<{ role: boolean; reader: boolean; own: boolean; former: boolean }>(`
    SELECT EXISTS (SELECT FROM pg_roles WHERE rolname = '${ownRole}') AS role,
           EXISTS (SELECT FROM pg_roles WHERE rolname = '${readerRole}') AS reader,
           EXISTS (SELECT FROM pg_database WHERE datname = '${ownDatabase}') AS own,
           EXISTS (SELECT FROM pg_database WHERE datname = '${formerDatabase}') AS former`);
  const known = rows[0];
  if (known?.role !== true) {
    await client.query(`CREATE ROLE ${ownRole} LOGIN PASSWORD ${pg.escapeLiteral(password)}`);
  }
  if (known?.reader !== true) await client.query(createReaderRole);
  if (known?.own !== true) {
    if (known?.former === true) await renameFormer(client, log);
    else await client.query(`CREATE DATABASE ${ownDatabase} OWNER ${ownRole}`);
  }
  await client.query('SELECT pg_advisory_unlock($1)', [setUpLock]);
}

/** PostgreSQL renames no database in use: it waits five seconds for connections that are ending, then refuses. */
async function renameFormer(client: pg.Client, log: Logger): Promise<void> {
  try {
    await client.query(`ALTER DATABASE ${formerDatabase} RENAME TO ${ownDatabase}`);
  } catch (error) {
    if (!(error instanceof pg.DatabaseError && error.code === objectInUse)) throw error;
    throw new StartupError(
      `The embedded database, once called "${formerDatabase}", is to be renamed "${ownDatabase}", but is in use by ` +
        `${await programsInside(client)}. Stop what is connected to it (an older version of this program, a BI tool), and start again.`,
      { cause: error },
    );
  }
  log.info({ event: 'embedded.renamed', from: formerDatabase, to: ownDatabase }, 'renamed the embedded database');
}

async function programsInside(client: pg.Client): Promise<string> {
  const { rows } = await client.query<{ programs: string | null }>(
    `SELECT string_agg(DISTINCT coalesce(nullif(application_name, ''), 'a program without a name'), ', ') AS programs
     FROM pg_stat_activity WHERE datname = $1`,
    [formerDatabase],
  );
  return rows[0]?.programs ?? 'somebody who has just left';
}
