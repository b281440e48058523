/** `andon simulate`: sends readings of a simulated mine to a server. */
import type { Command } from 'commander';
import { RequestFailure } from '../../client/graphql-request.ts';
import { clientKey } from '../../config.ts';
import { StartupError } from '../../errors.ts';
import type { DriveStatus } from '../../simulator/drive.ts';
import { demoFaultSpeed } from '../../simulator/fault-plan.ts';
import { runMine } from '../../simulator/mine-driver.ts';
import { runSynthetic } from '../../simulator/synthetic-driver.ts';
import { syntheticSite } from '../../simulator/synthetic-site.ts';
import { defaultUrl, httpUrl, positiveNumber, wholeNumber } from '../option-values.ts';
import { failureLines, keyHelp } from '../request-failure.ts';
import { createStatusLine } from '../status-line.ts';
import { stopSignal } from '../stop-signal.ts';

interface SimulateOptions {
  readonly url: string;
  readonly equipment?: number;
  readonly sensors?: number;
  readonly rate?: number;
  readonly seed: number;
  readonly duration?: number;
  readonly speed: number;
  readonly fault: boolean;
}

export function registerSimulate(program: Command): void {
  program
    .command('simulate')
    .description(
      'Send the readings of a simulated site to a server: the mine (107 tags, once a second), or with --equipment a load of any size. ' +
        keyHelp,
    )
    .option('--url <address>', 'the GraphQL address of the server', httpUrl, defaultUrl)
    .option(
      '--equipment <count>',
      'a synthetic site with this many machines instead of the mine',
      wholeNumber(1, 100_000),
    )
    .option('--sensors <count>', 'sensors on each machine of the synthetic site (10)', wholeNumber(1, 1_000))
    .option('--rate <readings>', 'readings a second of the synthetic site (one for each sensor)', positiveNumber)
    .option('--seed <number>', 'the same seed gives the same values', wholeNumber(0, 0xffff_ffff), 1)
    .option('--duration <seconds>', 'stop after this time (runs until interrupted)', positiveNumber)
    .option(
      '--speed <factor>',
      'how much faster than the clock the bearing of CR_002 wears out',
      positiveNumber,
      demoFaultSpeed,
    )
    .option('--fault', 'let the bearing of CR_002 wear out over 48 hours of its own time', true)
    .option('--no-fault', 'keep the mine healthy')
    .action(async (options: SimulateOptions) => {
      process.exitCode = await simulate(options);
    });
}

async function simulate(options: SimulateOptions): Promise<number> {
  const key = clientKey();
  const line = createStatusLine(process.stdout, { plainEveryMs: 10_000, nowMs: () => Date.now() });
  const stop = stopSignal();
  const ended = new AbortController();
  const end = (): void => ended.abort(new Error('the run has ended'));
  stop.signal.addEventListener('abort', end);
  let timer: NodeJS.Timeout | undefined;
  let lastShownS = -1;
  const run = {
    url: options.url,
    key,
    seed: options.seed,
    signal: ended.signal,
    onNotice: (notice: string) => line.say(notice),
    onTick: (status: DriveStatus) => {
      // The time starts with the first tick: a server that is still starting does not shorten the run.
      if (options.duration !== undefined) timer ??= setTimeout(end, options.duration * 1_000);
      const second = Math.floor(status.elapsedMs / 1_000);
      if (second > lastShownS) line.show(statusText(status));
      lastShownS = second;
    },
  };
  try {
    line.say(`sending to ${options.url}; Ctrl-C ends the run`);
    const summary = await start(options, run);
    line.say(`ended after ${(summary.elapsedMs / 1_000).toFixed(0)} s: ${statusText(summary)}`);
    for (const [code, count] of Object.entries(summary.rejectedByCode)) line.say(`  rejected, ${code}: ${count}`);
    return summary.rejected > 0 || summary.dropped > 0 ? 1 : 0;
  } catch (error) {
    if (!(error instanceof RequestFailure)) throw error;
    for (const words of failureLines(error, 'scopes INGEST and CONFIGURE')) line.say(words);
    return 1;
  } finally {
    clearTimeout(timer);
    stop.release();
  }
}

function start(
  options: SimulateOptions,
  run: Omit<Parameters<typeof runMine>[0], 'speed' | 'fault'>,
): Promise<DriveStatus> {
  if (options.equipment === undefined) {
    if (options.sensors !== undefined || options.rate !== undefined) {
      throw new StartupError('--sensors and --rate are for the synthetic site: give --equipment too.');
    }
    return runMine({ ...run, speed: options.speed, fault: options.fault });
  }
  const sensorsPerEquipment = options.sensors ?? 10;
  const site = syntheticSite({ equipment: options.equipment, sensorsPerEquipment, seed: options.seed });
  const readingsPerSecond = options.rate ?? site.sensors.length;
  if (readingsPerSecond > 1_000 * site.sensors.length) {
    throw new StartupError(
      '--rate is beyond 1,000 readings a second for each sensor: give more --equipment or --sensors.',
    );
  }
  return runSynthetic({ ...run, site, readingsPerSecond });
}

function statusText(status: DriveStatus): string {
  const perSecond = status.elapsedMs > 0 ? (status.sent / status.elapsedMs) * 1_000 : 0;
  const parts = [
    `sent ${status.sent}`,
    `accepted ${status.accepted}`,
    `duplicates ${status.duplicates}`,
    `rejected ${status.rejected}`,
    `${perSecond.toFixed(0)} readings/s`,
    `last request ${status.lastRequestMs === null ? '–' : `${status.lastRequestMs} ms`}`,
  ];
  if (status.waiting > 0) parts.push(`waiting ${status.waiting}`);
  if (status.dropped > 0) parts.push(`dropped ${status.dropped}`);
  if (status.trouble !== null) parts.push(status.trouble);
  return parts.join(' · ');
}
