/** Starts and stops the server of a cluster, picks its port and rotates its log. */

import { open, rename, stat } from 'node:fs/promises';
import net from 'node:net';
import path from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { StartupError } from '../../../errors.ts';
import type { Logger } from '../../../log.ts';
import { exists } from './binaries.ts';
import { type Cluster, readConnection, writeConnection, writeOwned } from './cluster.ts';
import { findPostmaster, type Postmaster, replaceReusedPids, serves } from './postmaster.ts';
import { runProgram } from './program.ts';
import { settingsFile, settingsText } from './settings.ts';

/** Recovery after a crash reads at most max_wal_size again, so minutes are more than enough. */
const startLimitMs = 180_000;
const stopLimitMs = 8_000;
const pollMs = 20;
/** Processes of a killed server need a moment to notice and leave. */
const retryAfterMs = [200, 500, 1_000];
const portsTried = 200;
const largestLogBytes = 16 * 1024 * 1024;
const shownLogBytes = 2_000;

/** Returns the running server of this data, and starts it if need be; processes that ask at once all get the same one. */
export async function reachServer(cluster: Cluster, log: Logger): Promise<Postmaster> {
  const deadline = performance.now() + startLimitMs;
  let failures = 0;
  for (;;) {
    const found = await findPostmaster(cluster);
    if (found?.ready === true) return found;
    if (performance.now() > deadline) {
      throw new StartupError(`The embedded database does not get ready; its log is ${cluster.logFile}.`);
    }
    if (found !== undefined) {
      await delay(pollMs);
      continue;
    }
    await replaceReusedPids(cluster);
    const failure = await startServer(cluster, log);
    if (failure === undefined || (await findPostmaster(cluster)) !== undefined) continue;
    const pauseMs = retryAfterMs[failures];
    if (pauseMs === undefined) {
      throw new StartupError(`The embedded database does not start. Its log (${cluster.logFile}) says:\n${failure}`);
    }
    failures += 1;
    await delay(pauseMs);
  }
}

/**
 * Ends all sessions and waits until the server is gone. It does not use pg_ctl's own waiting, which takes a server that somebody
 * else starts on this data in the same moment for the old one.
 */
export async function stopServer(cluster: Cluster, log: Logger): Promise<void> {
  const stopping = await findPostmaster(cluster);
  if (stopping === undefined) return;
  const { code, output } = await runProgram(
    cluster.binaries.pgCtl,
    ['stop', `--pgdata=${cluster.data}`, '--mode=fast', '--no-wait', '--silent'],
    { user: cluster.user, folder: cluster.root },
  );
  if (code !== 0) log.warn({ event: 'embedded.stop_failed', output }, 'the embedded database was not told to stop');
  const deadline = performance.now() + stopLimitMs;
  while (await serves(stopping.pid, cluster)) {
    if (performance.now() > deadline) {
      log.warn(
        { event: 'embedded.stop_slow', pid: stopping.pid },
        'the embedded database takes long to stop; it will finish by itself',
      );
      return;
    }
    await delay(pollMs);
  }
}

/** Starts the server; returns what its log says when that fails. */
async function startServer(cluster: Cluster, log: Logger): Promise<string | undefined> {
  const connection = await readConnection(cluster);
  const port = await freePort(connection.port);
  if (port !== connection.port) {
    log.info(
      { event: 'embedded.port_changed', port, taken: connection.port },
      'the embedded database takes another port',
    );
    await writeConnection(cluster.connectionFile, { ...connection, port }, cluster.user);
  }
  await writeOwned(path.join(cluster.data, settingsFile), settingsText(cluster.root, port), cluster.user);
  const logStart = await rotateLog(cluster.logFile);
  const { code, output } = await runProgram(
    cluster.binaries.pgCtl,
    ['start', `--pgdata=${cluster.data}`, `--log=${cluster.logFile}`, '--wait', '--timeout=60', '--silent'],
    { user: cluster.user, folder: cluster.root },
  );
  if (code === 0) return undefined;
  return `${output}\n${await readEnd(cluster.logFile, logStart)}`.trim();
}

async function freePort(preferred: number): Promise<number> {
  for (let port = preferred; port < preferred + portsTried; port += 1) {
    if (await isFree(port)) return port;
  }
  throw new StartupError(`No free port for the embedded database from ${preferred} to ${preferred + portsTried - 1}.`);
}

function isFree(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const probe = net.createServer();
    probe.once('error', () => resolve(false));
    probe.listen({ port, host: '127.0.0.1', exclusive: true }, () => probe.close(() => resolve(true)));
  });
}

/** Keeps one older log; returns the size of the present one. */
async function rotateLog(file: string): Promise<number> {
  if (!(await exists(file))) return 0;
  const { size } = await stat(file);
  if (size < largestLogBytes) return size;
  await rename(file, `${file}.1`);
  return 0;
}

async function readEnd(file: string, from: number): Promise<string> {
  if (!(await exists(file))) return '';
  const handle = await open(file, 'r');
  try {
    const { size } = await handle.stat();
    const start = Math.max(from, size - shownLogBytes);
    const { buffer, bytesRead } = await handle.read(Buffer.alloc(size - start), 0, size - start, start);
    return buffer.subarray(0, bytesRead).toString().trim();
  } finally {
    await handle.close();
  }
}
