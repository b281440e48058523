/** What one cluster (PostgreSQL's word for a folder of data with a server on it) consists of here, and its file connection.json. */

import { randomBytes } from 'node:crypto';
import { chown, readFile, rename, writeFile } from 'node:fs/promises';
import { z } from 'zod';
import { StartupError } from '../../../errors.ts';
import type { Binaries } from './binaries.ts';
import type { DatabaseUser } from './database-user.ts';

const connectionSchema = z.object({
  port: z.number().int(),
  superuserPassword: z.string(),
  password: z.string(),
});
/** Kept in connection.json: the port last used and the passwords made when the data was. */
export type Connection = z.infer<typeof connectionSchema>;

/** A folder with one PostgreSQL's data and what belongs to it. */
export interface Cluster {
  readonly root: string;
  readonly data: string;
  readonly logFile: string;
  readonly connectionFile: string;
  readonly binaries: Binaries;
  readonly user: DatabaseUser | undefined;
  /** The version that the programs report, e.g. 18.4. */
  readonly version: string;
}

export async function readConnection(cluster: Cluster): Promise<Connection> {
  const text = await readFile(cluster.connectionFile, 'utf8').catch((error: unknown) => {
    throw new StartupError(
      `${cluster.connectionFile} cannot be read; without it the data beside it cannot be opened.`,
      {
        cause: error,
      },
    );
  });
  const parsed = connectionSchema.safeParse(JSON.parse(text));
  if (!parsed.success) throw new StartupError(`${cluster.connectionFile} is damaged: ${z.prettifyError(parsed.error)}`);
  return parsed.data;
}

/** Writes a file beside its place and renames it, so that no reader sees half of it; only the database's user may read it. */
export async function writeOwned(file: string, text: string, user: DatabaseUser | undefined): Promise<void> {
  const draft = `${file}.${randomBytes(4).toString('hex')}`;
  await writeFile(draft, text, { mode: 0o600 });
  if (user !== undefined) await chown(draft, user.uid, user.gid);
  await rename(draft, file);
}

export function writeConnection(file: string, connection: Connection, user: DatabaseUser | undefined): Promise<void> {
  return writeOwned(file, `${JSON.stringify(connection, null, 2)}\n`, user);
}
