/** Starts Debian's nginx before a server. */
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { type AddressInfo, createServer } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { until } from '../until.ts';

const temporary = ['client_body', 'proxy', 'fastcgi', 'uwsgi', 'scgi'];
/** What nginx's documentation gives for WebSockets. */
const upgrade =
  'proxy_http_version 1.1; proxy_set_header Upgrade $http_upgrade; proxy_set_header Connection "upgrade";';

export interface Nginx {
  /** With nothing but `proxy_pass`: everything else is nginx's default. */
  readonly plainUrl: string;
  /** With what WebSockets need, and with nginx compressing all it may. */
  readonly upgradingUrl: string;
  close(): Promise<void>;
}

/** Debian's nginx, in front of a server. */
export async function startNginx(upstreamUrl: string): Promise<Nginx> {
  const folder = await mkdtemp(path.join(tmpdir(), 'andon-nginx-'));
  const [plainPort, upgradingPort] = [await freePort(), await freePort()];
  await writeFile(
    path.join(folder, 'nginx.conf'),
    `${process.getuid?.() === 0 ? 'user root;' : ''} daemon off; worker_processes 1; pid ${folder}/nginx.pid; error_log ${folder}/error.log;
events {}
http {
  access_log off;
  ${temporary.map((name) => `${name}_temp_path ${folder}/${name};`).join(' ')}
  server { listen 127.0.0.1:${plainPort}; location / { proxy_pass ${upstreamUrl}; } }
  server { listen 127.0.0.1:${upgradingPort}; gzip on; gzip_types *; location / { proxy_pass ${upstreamUrl}; ${upgrade} } }
}
`,
  );
  const child = spawn('/usr/sbin/nginx', ['-p', folder, '-c', path.join(folder, 'nginx.conf')], { stdio: 'ignore' });
  const plainUrl = `http://127.0.0.1:${plainPort}`;
  await until('nginx answers', async () => {
    if (!isRunning(child)) throw new Error('nginx ended');
    return (await fetch(`${plainUrl}/healthz`).catch(() => null)) !== null;
  });
  return {
    plainUrl,
    upgradingUrl: `http://127.0.0.1:${upgradingPort}`,
    close: async () => {
      if (isRunning(child)) {
        child.kill('SIGTERM');
        await once(child, 'exit');
      }
      await rm(folder, { recursive: true, force: true });
    },
  };
}

function isRunning({ exitCode, signalCode }: ChildProcess): boolean {
  return exitCode === null && signalCode === null;
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  server.close();
  await once(server, 'close');
  return port;
}
