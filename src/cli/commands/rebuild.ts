/** `andon rebuild`: computes silver, gold and anomalies of a time again from bronze. */
import type { Command } from 'commander';
import { type Config, loadConfig } from '../../config.ts';
import { createPostgresLog } from '../../db/bronze/postgres-log.ts';
import type { Database } from '../../db/connection/database.ts';
import { DayPartitions } from '../../db/upkeep/day-partitions.ts';
import { plantId, plantIdForms } from '../../domain/equipment/plant-id.ts';
import { severityRank } from '../../domain/recommendations/severity.ts';
import { StartupError } from '../../errors.ts';
import { detectors } from '../../pipeline/detect/detectors.ts';
import { planRebuild, type RebuildPlan, type RebuildRequest } from '../../pipeline/rebuild/plan.ts';
import { type RebuildOptions, type RebuildProgress, runRebuild } from '../../pipeline/rebuild/rebuild.ts';
import { openExisting } from '../existing-database.ts';
import { instantMs } from '../option-values.ts';
import { createProgressView, type ProgressView } from '../progress-view.ts';
import { stopSignal } from '../stop-signal.ts';

interface RebuildCommandOptions {
  readonly from: number;
  readonly to: number;
  readonly equipment?: readonly string[];
  readonly site?: string;
  readonly dryRun?: boolean;
}

export function registerRebuild(program: Command): void {
  program
    .command('rebuild')
    .description(
      'Compute silver, gold and anomalies of a time anew from bronze, after a unit, a limit or other master data was mended. Servers may run meanwhile; interrupted or not, it may be given again.',
    )
    .requiredOption('--from <time>', 'the first minute: a UTC day, or a time with its zone', instantMs)
    .requiredOption('--to <time>', 'the end, exclusive; a minute that has begun is taken whole', instantMs)
    .option('--equipment <ids...>', 'this equipment only (all)')
    .option('--site <id>', 'this site only (all)')
    .option('--dry-run', 'change nothing, print how many readings and windows it would be')
    .action(async ({ from, to, equipment, site, dryRun }: RebuildCommandOptions) => {
      const request = {
        fromMs: from,
        toMs: to,
        equipmentIds: equipment && plantIdForms(equipment),
        siteId: site && plantId(site),
      };
      process.exitCode = await rebuildCommand(loadConfig(), request, dryRun === true);
    });
}

/** Returns exit code 1 when the rebuild could not begin or did not finish. */
async function rebuildCommand(config: Config, request: RebuildRequest, dryRun: boolean): Promise<number> {
  const stop = stopSignal();
  const view = createProgressView();
  let database: Database | undefined;
  try {
    database = await openExisting(config, { writes: !dryRun });
    view.say(database.description);
    const dayPartitions = new DayPartitions(database.pool);
    const bronze = createPostgresLog(dayPartitions);
    const plan = await planRebuild(database.pool, bronze, request);
    view.say(planText(plan));
    return dryRun ? 0 : await run(config, database, { plan, bronze, dayPartitions }, stop.signal, view);
  } catch (error) {
    view.end();
    if (!(error instanceof StartupError)) throw error;
    view.say(error.message);
    return 1;
  } finally {
    stop.release();
    await database?.close();
  }
}

interface Work extends Pick<RebuildOptions, 'bronze' | 'dayPartitions'> {
  readonly plan: RebuildPlan;
}

async function run(
  config: Config,
  database: Database,
  { plan, bronze, dayPartitions }: Work,
  signal: AbortSignal,
  view: ProgressView,
): Promise<number> {
  const client = await database.connect({ applicationName: 'andon rebuild' });
  let connected = true;
  client.once('end', () => {
    connected = false;
  });
  try {
    // Slices differ in size by orders of magnitude, so a query plan made for one does not suit another.
    await client.query('SET plan_cache_mode TO force_custom_plan');
    const done = await runRebuild(plan, {
      client,
      bronze,
      dayPartitions,
      rules: {
        detectors,
        minSeverityRank: severityRank(config.pipeline.recommendFromSeverity),
        isRebuild: true,
      },
      signal,
      onProgress: (progress) => view.progress(progress.readings, plan.readings, changesText(progress)),
    });
    view.end();
    view.say(`${done.finished ? 'finished' : 'interrupted'}: ${done.readings} readings · ${changesText(done)}`);
    if (!done.finished) view.say(`What was done is whole. ${again}`);
    return done.finished ? 0 : 1;
  } catch (error) {
    if (connected) throw error;
    throw new StartupError(`The connection to the database was lost; what was done is whole. ${again}`, {
      cause: error,
    });
  } finally {
    if (connected) await client.end();
  }
}

const again = 'Give the same command again to do the rest.';

function planText({ fromMs, toMs, readings, windows, slices }: RebuildPlan): string {
  const range = `${new Date(fromMs).toISOString()} to ${new Date(toMs).toISOString()}`;
  return `${range}: ${readings} readings in bronze, ${windows} windows in gold, ${slices.length} transactions`;
}

function changesText({ silver, windows, anomalies, quarantine }: RebuildProgress): string {
  return `changed: ${silver} readings in silver, ${windows} windows, ${anomalies} anomalies, ${quarantine} in quarantine`;
}
