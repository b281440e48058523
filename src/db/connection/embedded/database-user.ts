/** Finds the system user that the embedded database runs as, and makes it when root starts for the first time. */

import { execFile } from 'node:child_process';
import { stat } from 'node:fs/promises';
import { promisify } from 'node:util';
import { StartupError } from '../../../errors.ts';
import type { Logger } from '../../../log.ts';

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
  return (await knownUser()) ?? (await create(log));
}

/** The system's user `postgres`, if there is one. */
export async function knownUser(): Promise<DatabaseUser | undefined> {
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
      log.info(
        { event: 'embedded.user_created', user: name },
        'made a system user for the embedded database, which does not run as root',
      );
    } catch (error) {
      reasons.push(error instanceof Error ? error.message.trim() : String(error));
      continue;
    }
    const made = await knownUser();
    if (made !== undefined) return made;
  }
  throw new StartupError(
    `The embedded PostgreSQL does not run as root, and a system user "${name}" could not be made:\n  ${reasons.join('\n  ')}\n` +
      'Make that user yourself, start as an ordinary user, or set DATABASE_URL.',
  );
}
