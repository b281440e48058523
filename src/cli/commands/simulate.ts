/** `andon simulate`: sends readings of a simulated mine to a server, or writes those of one of its machines to a file. */
import type { Command } from 'commander';
import { RequestFailure } from '../../client/graphql-request.ts';
import { StartupError } from '../../errors.ts';
import type { DriveStatus } from '../../simulator/drive.ts';
import { demoFaultSpeed } from '../../simulator/fault-plan.ts';
import { ledgerOf } from '../../simulator/faults/ledger.ts';
import { faultyCrusherId } from '../../simulator/machines.ts';
import { runMine } from '../../simulator/mine-driver.ts';
import { runPlannedMine } from '../../simulator/planned-mine-driver.ts';
import { runSynthetic } from '../../simulator/synthetic-driver.ts';
import { syntheticSite } from '../../simulator/synthetic-site.ts';
import { clientKey } from '../client-environment.ts';
import { writeLedger, writeRecording } from '../mine-files.ts';
import { defaultUrl, httpUrl, positiveNumber, wholeNumber } from '../option-values.ts';
import {
  addPlanOptions,
  type MinePlan,
  mineMachine,
  minePlan,
  type PlanOptions,
  plannedSpeed,
} from '../plan-options.ts';
import { failureLines, keyHelp } from '../request-failure.ts';
import { createStatusLine } from '../status-line.ts';
import { stopSignal } from '../stop-signal.ts';

interface SimulateOptions extends PlanOptions {
  readonly url: string;
  readonly equipment?: number;
  readonly sensors?: number;
  readonly rate?: number;
  readonly seed: number;
  readonly duration?: number;
  readonly speed?: number;
  readonly fault: boolean;
  readonly lead: number;
  readonly hours: number;
  readonly ledger?: string;
  readonly record?: string;
  readonly machine: string;
  readonly every: number;
}

export function registerSimulate(program: Command): void {
  const command = program
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
      `how much faster than the clock the bearing of CR_002 wears out (${demoFaultSpeed}), or the whole mine with --faults or --plan (${plannedSpeed})`,
      positiveNumber,
    )
    .option('--fault', 'let the bearing of CR_002 wear out over 48 hours of its own time', true)
    .option('--no-fault', 'keep the mine healthy');
  addPlanOptions(command)
    .option('--lead <hours>', 'hours of health before the hours of a plan begin', wholeNumber(0, 10_000), 0)
    .option('--hours <hours>', 'of a plan, for --ledger and --record', wholeNumber(1, 10_000), 24)
    .option('--ledger <file>', 'write what is wrong, from when to when, and when which limit is crossed, as JSON')
    .option(
      '--record <file>',
      'no server: write one machine’s readings as CSV, with a column label (1 while a fault lasts), for andon score',
    )
    .option('--machine <id>', 'the machine to record', mineMachine, faultyCrusherId)
    .option('--every <seconds>', 'seconds of the mine between two rows of a recording', wholeNumber(1, 3_600), 60)
    .action(async (options: SimulateOptions) => {
      const plan = await minePlan(options);
      process.exitCode =
        options.record === undefined ? await simulate(options, plan) : await record(options, options.record, plan);
    });
}

async function record(options: SimulateOptions, file: string, plan: MinePlan | null): Promise<number> {
  if (plan === null) throw new StartupError('--record is for a plan: give --faults or --plan too.');
  const { machine, hours, every } = options;
  const mine = plannedMine(options, plan);
  const rows = await writeRecording(file, { ...mine, equipmentId: machine, hours, everyS: every });
  if (options.ledger !== undefined) {
    const heading = { seed: options.seed, planStartedMs: mine.startMs + mine.planFromS * 1_000, speed: 1 };
    await writeLedger(options.ledger, heading, ledgerOf(mine, hours));
  }
  process.stdout.write(`${rows} rows of ${machine} in ${file}\n`);
  return 0;
}

function plannedMine({ seed, lead }: SimulateOptions, { faults, fromMs }: MinePlan) {
  return { seed, startMs: fromMs, faults, planFromS: lead * 3_600 };
}

async function simulate(options: SimulateOptions, plan: MinePlan | null): Promise<number> {
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
    const summary = await start(options, plan, run);
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

type RunOptions = Omit<Parameters<typeof runMine>[0], 'speed' | 'fault'>;

function start(options: SimulateOptions, plan: MinePlan | null, run: RunOptions): Promise<DriveStatus> {
  if (options.equipment === undefined) {
    if (options.sensors !== undefined || options.rate !== undefined) {
      throw new StartupError('--sensors and --rate are for the synthetic site: give --equipment too.');
    }
    if (plan !== null) return startPlanned(options, plan, run);
    if (options.ledger !== undefined) throw new StartupError('--ledger is for a plan: give --faults or --plan too.');
    return runMine({ ...run, speed: options.speed, fault: options.fault });
  }
  if (plan !== null) throw new StartupError('--faults and --plan are for the mine: leave --equipment out.');
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

async function startPlanned(options: SimulateOptions, plan: MinePlan, run: RunOptions): Promise<DriveStatus> {
  const { seed, lead, hours, ledger, speed = plannedSpeed } = options;
  const entries = ledger === undefined ? [] : ledgerOf(plannedMine(options, plan), hours);
  const written: Promise<void>[] = [];
  const summary = await runPlannedMine({
    ...run,
    ...plan,
    leadHours: lead,
    speed,
    onStart: (startedMs) => {
      const planStartedMs = startedMs + (lead * 3_600_000) / speed;
      if (ledger === undefined) return;
      const writing = writeLedger(ledger, { seed, planStartedMs, speed }, entries);
      // Told at once, and thrown when the run has ended: the mine goes on meanwhile.
      writing.catch((error: unknown) => run.onNotice?.(String(error)));
      written.push(writing);
    },
  });
  await Promise.all(written);
  return summary;
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
