/** `andon demo`: starts a server with a simulated mine and prints what happens. */
import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { extname } from 'node:path';
import { fileURLToPath } from 'node:url';
import { type Command, Option } from 'commander';
import { type Config, loadConfig } from '../../config.ts';
import { demoBanner } from '../../demo/demo-banner.ts';
import { createLogger } from '../../log.ts';
import { startSite } from '../../runtime/site.ts';
import { demoFaultSpeed } from '../../simulator/fault-plan.ts';
import { positiveNumber, wholeNumber } from '../option-values.ts';
import { addPlanOptions, type MinePlan, minePlan, type PlanOptions, plannedSpeed } from '../plan-options.ts';
import { followRecommendations } from '../recommendation-lines.ts';
import { stopAndLeave } from '../stop-and-leave.ts';
import { stopSignal } from '../stop-signal.ts';

interface DemoOptions extends PlanOptions {
  readonly port?: number;
  readonly seed: number;
  readonly speed?: number;
}

/** As the mine's process takes it. */
interface MineProcessRun {
  readonly url: string;
  readonly seed: number;
  readonly speed: number;
  readonly plan: MinePlan | null;
}

export function registerDemo(program: Command): void {
  const command = program
    .command('demo')
    .description(
      'Run the server with a simulated mine whose crusher CR_002 is about to fail, and show what a subscriber sees.',
    )
    .addOption(
      new Option('--port <number>', 'the port to listen on (PORT, else 4000)').argParser(wholeNumber(0, 65_535)),
    )
    .option('--seed <number>', 'the same seed gives the same values', wholeNumber(0, 0xffff_ffff), 1)
    .option(
      '--speed <factor>',
      `how much faster than the clock the bearing wears out (${demoFaultSpeed}), or the whole mine with --faults or --plan (${plannedSpeed})`,
      positiveNumber,
    );
  addPlanOptions(command).action(demo);
}

async function demo({ port, seed, speed: given, ...planOptions }: DemoOptions): Promise<void> {
  const plan = await minePlan(planOptions);
  const speed = given ?? (plan === null ? demoFaultSpeed : plannedSpeed);
  const config = demoConfig(loadConfig(), port);
  const log = createLogger(config.logLevel === 'info' ? 'warn' : config.logLevel);
  const stop = stopSignal();
  const stopped = new Promise<void>((resolve) =>
    stop.signal.addEventListener('abort', () => resolve(), { once: true }),
  );
  console.log('Starting the database and the server …');
  const server = await startSite(config, log);
  console.log(demoBanner(server, speed, plan?.faults ?? null));
  const screen = followRecommendations(server.websocketUrl, console.log);
  const mine = startMine({ url: server.graphqlUrl, seed, speed, plan });
  await Promise.race([stopped, mineEnded(mine)]);
  console.log('Ending the demo …');
  if (mine.connected) mine.disconnect();
  await Promise.all([screen.close(), mineEnded(mine)]);
  await stopAndLeave(server, log);
  stop.release();
}

/** The demo is served on this machine only, without keys, whatever the environment is set to. */
function demoConfig(config: Config, port: number | undefined): Config {
  return {
    ...config,
    development: true,
    authentication: { required: false, keys: false, tokens: null },
    ...(port === undefined ? {} : { port }),
  };
}

function startMine(run: MineProcessRun): ChildProcess {
  const file = new URL(`../../demo/mine-process${extname(import.meta.url)}`, import.meta.url);
  const mine = fork(fileURLToPath(file), [JSON.stringify(run)]);
  mine.on('message', (notice) => console.log(`          (the mine) ${notice}`));
  return mine;
}

async function mineEnded(mine: ChildProcess): Promise<void> {
  if (mine.exitCode === null && mine.signalCode === null) await once(mine, 'exit');
}
