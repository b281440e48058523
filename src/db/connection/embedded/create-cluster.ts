/** Makes a new cluster with initdb, completely or not at all. */

import { randomBytes } from 'node:crypto';
import { appendFile, chmod, chown, mkdir, open, readdir, rename, rm, stat } from 'node:fs/promises';
import path from 'node:path';
import { StartupError } from '../../../errors.ts';
import type { Logger } from '../../../log.ts';
import { exists } from './binaries.ts';
import { type Cluster, writeConnection, writeOwned } from './cluster.ts';
import { runProgram } from './program.ts';
import { includeLine } from './settings.ts';

const firstPort = 15_432;
const abandonedAfterMs = 3_600_000;

/** Makes the cluster in a folder of its own and renames that when complete: a process that is killed leaves no half of a cluster. */
export async function createCluster(cluster: Cluster, log: Logger): Promise<void> {
  await removeAbandoned(cluster.root);
  const draft = `${cluster.root}.new-${randomBytes(4).toString('hex')}`;
  await mkdir(draft, { mode: 0o700 });
  await chmod(draft, 0o700);
  if (cluster.user !== undefined) await chown(draft, cluster.user.uid, cluster.user.gid);
  try {
    await initialise(cluster, draft);
    await rename(draft, cluster.root);
    await syncFolder(path.dirname(cluster.root));
    log.info(
      { event: 'embedded.created', folder: cluster.root, version: cluster.version },
      'made a new embedded database',
    );
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
