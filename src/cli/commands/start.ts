/** `andon start`: runs the server until it is told to stop. */
import type { Command } from 'commander';
import { loadConfig } from '../../config.ts';
import { createLogger } from '../../log.ts';
import { startSite } from '../../runtime/site.ts';
import { stopAndLeave } from '../stop-and-leave.ts';
import { stopSignal } from '../stop-signal.ts';

export function registerStart(program: Command): void {
  program
    .command('start')
    .description(
      'Run the server. Settings come from the environment, see .env.example; Ctrl-C or SIGTERM ends it in order.',
    )
    .action(start);
}

async function start(): Promise<void> {
  const config = loadConfig();
  const log = createLogger(config.logLevel);
  const stop = stopSignal();
  const server = await startSite(config, log);
  console.log(`Andon listens on ${server.graphqlUrl} with ${server.database}`);
  await aborted(stop.signal);
  log.info({ event: 'server.stopping' }, 'stopping: no new work is taken, what was acknowledged is finished');
  await stopAndLeave(server, log);
}

function aborted(signal: AbortSignal): Promise<void> {
  if (signal.aborted) return Promise.resolve();
  return new Promise((resolve) => signal.addEventListener('abort', () => resolve(), { once: true }));
}
