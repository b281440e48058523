import { chmod, mkdir, readFile, realpath, stat } from 'node:fs/promises';
import path from 'node:path';
import { StartupError } from '../../errors.ts';
import type { Logger } from '../../log.ts';
import { type Binaries, exists, findBinaries } from './binaries.ts';
import type { Cluster } from './cluster.ts';
import { createCluster } from './create-cluster.ts';
import { type DatabaseUser, databaseUser, refuseClosedFolders } from './database-user.ts';
import { runProgram } from './program.ts';

/** Finds the data under `dataDir`, or makes it: whole, or not at all. */
export async function prepareCluster(dataDir: string, log: Logger): Promise<Cluster> {
  // Under root the database's user has to pass through what is made here, whatever the umask says; other folders are left as they are.
  if ((await mkdir(dataDir, { recursive: true })) !== undefined) await chmod(dataDir, 0o755);
  // The real path, so that every process compares the same names.
  const parent = await realpath(dataDir);
  const root = path.join(parent, 'postgres');
  await refuseForeignData(root);
  const binaries = await findBinaries();
  const user = await databaseUser((await exists(root)) ? root : undefined, log);
  await refuseClosedFolders([path.dirname(binaries.postgres), parent], user);
  const version = await binaryVersion(binaries, user, parent);
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

async function binaryVersion(binaries: Binaries, user: DatabaseUser | undefined, folder: string): Promise<string> {
  const { code, output } = await runProgram(binaries.postgres, ['--version'], { user, folder });
  const version = /\(PostgreSQL\) (\S+)/.exec(output)?.[1];
  if (code === 0 && version !== undefined) return version;
  throw new StartupError(`The embedded PostgreSQL (${binaries.postgres}) does not run on this machine:\n${output}`);
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
