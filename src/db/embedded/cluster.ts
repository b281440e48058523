import { randomBytes } from 'node:crypto';
import {
  appendFile,
  chmod,
  chown,
  mkdir,
  open,
  readdir,
  readFile,
  realpath,
  rename,
  rm,
  stat,
  writeFile,
} from 'node:fs/promises';
import path from 'node:path';
import { z } from 'zod';
import { StartupError } from '../../errors.ts';
import type { Logger } from '../../log.ts';
import { type Binaries, exists, findBinaries } from './binaries.ts';
import { type DatabaseUser, databaseUser, refuseClosedFolders } from './database-user.ts';
import { runProgram } from './program.ts';
import { includeLine } from './settings.ts';

const firstPort = 15_432;
const abandonedAfterMs = 3_600_000;

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
  /** As the binaries tell it, e.g. 18.4. */
  readonly version: string;
}

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
  if (!(await exists(cluster.data))) await create(cluster, log);
  await refuseOtherVersion(cluster);
  return cluster;
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

/** Written beside and renamed, so that a reader never sees half of it; for the database's user alone. */
export async function writeOwned(file: string, text: string, user: DatabaseUser | undefined): Promise<void> {
  const draft = `${file}.${randomBytes(4).toString('hex')}`;
  await writeFile(draft, text, { mode: 0o600 });
  if (user !== undefined) await chown(draft, user.uid, user.gid);
  await rename(draft, file);
}

export function writeConnection(file: string, connection: Connection, user: DatabaseUser | undefined): Promise<void> {
  return writeOwned(file, `${JSON.stringify(connection, null, 2)}\n`, user);
}

/** Made in a folder of its own and renamed when complete: a process killed meanwhile leaves nothing half done behind. */
async function create(cluster: Cluster, log: Logger): Promise<void> {
  await removeAbandoned(cluster.root);
  const draft = `${cluster.root}.new-${randomBytes(4).toString('hex')}`;
  await mkdir(draft, { mode: 0o700 });
  await chmod(draft, 0o700);
  if (cluster.user !== undefined) await chown(draft, cluster.user.uid, cluster.user.gid);
  try {
    await initialise(cluster, draft);
    await rename(draft, cluster.root);
    await syncFolder(path.dirname(cluster.root));
    log.info({ folder: cluster.root, version: cluster.version }, 'made a new embedded database');
  } catch (error) {
    await rm(draft, { recursive: true, force: true });
    // Another process may have been faster with the same folder; then its database is the one.
    if (!(await exists(cluster.data))) throw error;
  }
}

async function initialise(cluster: Cluster, draft: string): Promise<void> {
  const connection = { port: firstPort, superuserPassword: newPassword(), password: newPassword() };
  const passwordFile = path.join(draft, 'password');
  const data = path.join(draft, 'data');
  await writeOwned(passwordFile, connection.superuserPassword, cluster.user);
  const { code, output } = await runProgram(
    cluster.binaries.initdb,
    [
      `--pgdata=${data}`,
      '--username=postgres',
      `--pwfile=${passwordFile}`,
      '--auth=scram-sha-256',
      '--encoding=UTF8',
      // The same order and upper/lower case on every machine, whatever locales it has.
      '--locale-provider=builtin',
      '--builtin-locale=C.UTF-8',
      '--locale=C',
      '--no-instructions',
    ],
    { user: cluster.user, folder: draft },
  );
  if (code !== 0) {
    throw new StartupError(`A new database could not be made in ${path.dirname(cluster.root)}:\n${reasonIn(output)}`);
  }
  await rm(passwordFile);
  await appendFile(path.join(data, 'postgresql.conf'), includeLine);
  await writeConnection(path.join(draft, 'connection.json'), connection, cluster.user);
}

/** initdb tells its progress too; the lines that complain are wanted, or all of them if none does. */
function reasonIn(output: string): string {
  const complaints = output.split('\n').filter((line) => /error|fatal|could not|denied|no space/i.test(line));
  return complaints.length > 0 ? complaints.join('\n') : output;
}

const newPassword = (): string => randomBytes(24).toString('base64url');

async function removeAbandoned(root: string): Promise<void> {
  const parent = path.dirname(root);
  const prefix = `${path.basename(root)}.new-`;
  for (const name of await readdir(parent)) {
    if (!name.startsWith(prefix)) continue;
    const folder = path.join(parent, name);
    const { mtimeMs } = await stat(folder);
    if (Date.now() - mtimeMs > abandonedAfterMs) await rm(folder, { recursive: true, force: true });
  }
}

async function syncFolder(folder: string): Promise<void> {
  // Windows cannot open a folder, and needs no such sync.
  if (process.platform === 'win32') return;
  const handle = await open(folder, 'r');
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
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
