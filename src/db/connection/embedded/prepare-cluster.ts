/** Gets a cluster ready to be started: checks owner, version and programs, and makes the data where there is none. */

import { readFile, realpath, stat } from 'node:fs/promises';
import path from 'node:path';
import { StartupError } from '../../../errors.ts';
import type { Logger } from '../../../log.ts';
import { exists } from './binaries.ts';
import type { Cluster } from './cluster.ts';
import { createCluster } from './create-cluster.ts';
import { makeDataFolder } from './data-folder.ts';
import { databaseUser } from './database-user.ts';
import { refuseClosedFolder } from './folder-permissions.ts';
import { usableBinaries } from './usable-binaries.ts';

/** Finds the data under `dataDir`, or makes it, completely or not at all. */
export async function prepareCluster(dataDir: string, log: Logger): Promise<Cluster> {
  await makeDataFolder(dataDir);
  // With the real path every process compares the same names.
  const parent = await realpath(dataDir);
  const root = path.join(parent, 'postgres');
  await refuseForeignData(root);
  const user = await databaseUser((await exists(root)) ? root : undefined, log);
  await refuseClosedFolder(parent, user);
  const { binaries, version } = await usableBinaries(user, log);
  const cluster: Cluster = {
    root,
    data: path.join(root, 'data'),
    logFile: path.join(root, 'server.log'),
    connectionFile: path.join(root, 'connection.json'),
    binaries,
    user,
    version,
  };
  if (!(await exists(cluster.data))) await createCluster(cluster, log);
  await refuseOtherVersion(cluster);
  return cluster;
}

async function refuseForeignData(root: string): Promise<void> {
  const own = process.getuid?.();
  if (own === undefined || own === 0 || !(await exists(root))) return;
  const { uid } = await stat(root);
  if (uid !== own) {
    throw new StartupError(
      `The database in ${root} belongs to the user with id ${uid}, this process runs as ${own}. ` +
        'Start as that user or as root, or set ANDON_DATA_DIR to another folder.',
    );
  }
}

async function refuseOtherVersion(cluster: Cluster): Promise<void> {
  const made = (await readFile(path.join(cluster.data, 'PG_VERSION'), 'utf8')).trim();
  const major = cluster.version.split('.')[0];
  if (made !== major) {
    throw new StartupError(
      `The database in ${cluster.data} was made by PostgreSQL ${made}; this program brings PostgreSQL ${major}, which cannot read it.\n` +
        `Take the data out with PostgreSQL ${made}'s pg_dump and load it into a new folder, or set ANDON_DATA_DIR to another folder.`,
    );
  }
}
