import { execFile } from 'node:child_process';
import { stat } from 'node:fs/promises';
import path from 'node:path';
import { promisify } from 'node:util';
import { StartupError } from '../../errors.ts';
import type { Logger } from '../../log.ts';

const run = promisify(execFile);
const name = 'postgres';

/** The system user the database runs as: undefined means our own, which is right for everybody but root. */
export interface DatabaseUser {
  readonly uid: number;
  readonly gid: number;
}

/** PostgreSQL refuses to run as root. Data that exists keeps its owner; otherwise the user `postgres` gets it. */
export async function databaseUser(existingData: string | undefined, log: Logger): Promise<DatabaseUser | undefined> {
  if (process.getuid?.() !== 0) return undefined;
  if (existingData !== undefined) {
    const { uid, gid } = await stat(existingData);
    if (uid !== 0) return { uid, gid };
  }
  return (await lookUp()) ?? (await create(log));
}

async function lookUp(): Promise<DatabaseUser | undefined> {
  try {
    const [uid, gid] = await Promise.all([run('id', ['-u', name]), run('id', ['-g', name])]);
    return { uid: Number.parseInt(uid.stdout, 10), gid: Number.parseInt(gid.stdout, 10) };
  } catch {
    // `id` fails for an unknown user: that is the answer.
    return undefined;
  }
}

async function create(log: Logger): Promise<DatabaseUser> {
  const commands: [string, string[]][] = [
    [
      'useradd',
      ['--system', '--user-group', '--no-create-home', '--home-dir', '/nonexistent', '--shell', '/bin/false', name],
    ],
    ['adduser', ['-S', '-D', '-H', '-s', '/bin/false', name]],
  ];
  const reasons: string[] = [];
  for (const [command, args] of commands) {
    try {
      await run(command, args);
      log.info({ user: name }, 'made a system user for the embedded database, which does not run as root');
    } catch (error) {
      reasons.push(error instanceof Error ? error.message.trim() : String(error));
      continue;
    }
    const made = await lookUp();
    if (made !== undefined) return made;
  }
  throw new StartupError(
    `The embedded PostgreSQL does not run as root, and a system user "${name}" could not be made:\n  ${reasons.join('\n  ')}\n` +
      'Make that user yourself, start as an ordinary user, or set DATABASE_URL.',
  );
}

/** The first folder on the way to `target` that the user may not enter, by its mode. */
export async function closedFolder(
  target: string,
  user: DatabaseUser,
): Promise<{ folder: string; mode: string } | undefined> {
  const { root } = path.parse(target);
  const steps = path.relative(root, target).split(path.sep);
  for (let depth = 0; depth <= steps.length; depth += 1) {
    const folder = path.join(root, ...steps.slice(0, depth));
    const { mode, uid, gid } = await stat(folder);
    const enter = uid === user.uid ? 0o100 : gid === user.gid ? 0o010 : 0o001;
    if ((mode & enter) === 0) return { folder, mode: (mode & 0o777).toString(8).padStart(4, '0') };
  }
  return undefined;
}

export async function refuseClosedFolders(targets: readonly string[], user: DatabaseUser | undefined): Promise<void> {
  if (user === undefined) return;
  for (const target of targets) {
    const closed = await closedFolder(target, user);
    if (closed === undefined) continue;
    throw new StartupError(
      `As root, the embedded PostgreSQL runs as the user with id ${user.uid} ("${name}" unless the data is older), who cannot enter ` +
        `${closed.folder} (mode ${closed.mode}) on the way to ${target}.\n` +
        `Either open it for passing through (chmod o+x ${closed.folder}), or keep the project and ANDON_DATA_DIR outside of it ` +
        '(for example under /srv or /opt), or start as an ordinary user, or set DATABASE_URL.',
    );
  }
}
