/** Starts Debian's PgBouncer before a database. */
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { access, chmod, writeFile } from 'node:fs/promises';
import net from 'node:net';
import path from 'node:path';
import { until } from '../until.ts';
import { dataFolder, removeData } from './embedded.ts';

const program = '/usr/sbin/pgbouncer';

export interface PgBouncer {
  readonly port: number;
  /** The same database by way of the pooler. */
  readonly url: string;
  close(): Promise<void>;
}

/** Debian's PgBouncer, with the given settings, before the database of that address. */
export async function startPgBouncer(
  databaseUrl: string,
  port: number,
  settings: Readonly<Record<string, string | number>>,
): Promise<PgBouncer> {
  await access(program);
  const target = new URL(databaseUrl);
  const folder = await dataFolder('andon-pgbouncer-');
  await chmod(folder, 0o777);
  const file = path.join(folder, 'pgbouncer.ini');
  const all = {
    listen_addr: '127.0.0.1',
    listen_port: port,
    unix_socket_dir: '',
    auth_type: 'any',
    ...settings,
  };
  const lines = Object.entries(all).map(([name, value]) => `${name} = ${value}`);
  const database = `${target.pathname.slice(1)} = host=127.0.0.1 port=${target.port} user=${target.username}`;
  await writeFile(file, `[databases]\n${database}\n[pgbouncer]\n${lines.join('\n')}\n`, { mode: 0o644 });
  // It refuses to run as root.
  const [command = program, ...args] =
    process.getuid?.() === 0 ? ['runuser', '-u', 'postgres', '--', program, file] : [program, file];
  const child = spawn(command, args, { stdio: ['ignore', 'pipe', 'pipe'] });
  let output = '';
  for (const stream of [child.stdout, child.stderr]) {
    stream.setEncoding('utf8').on('data', (chunk: string) => {
      output += chunk;
    });
  }
  await until('PgBouncer listens', () => isOpen(port), { withinMs: 20_000, state: () => output });
  const url = new URL(databaseUrl);
  url.port = String(port);
  return {
    port,
    url: url.href,
    close: async () => {
      await ended(child);
      await removeData(folder);
    },
  };
}

async function ended(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  child.kill('SIGTERM');
  await once(child, 'exit');
}

function isOpen(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = net.connect(port, '127.0.0.1', () => {
      socket.destroy();
      resolve(true);
    });
    socket.once('error', () => resolve(false));
  });
}
