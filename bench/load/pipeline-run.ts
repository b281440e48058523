/** Runs a load and waits until every layer has committed it; checks that nothing was lost. */
import type { Site } from '../site/site.ts';
import { HttpClient } from './http-client.ts';
import { type Load, type LoadResult, sensorsPerEquipment, startLoad } from './start-generator.ts';

const sampleMs = 1_000;
const drainPauseMs = 20;

interface Sample {
  readonly atS: number;
  readonly backlogReadings: number;
  readonly serverMb: number;
}

export interface PipelineRun extends LoadResult {
  /** Until every layer has committed the last reading, in seconds. */
  readonly wholeS: number;
  readonly readingsPerSecond: number;
  readonly serverCpuS: number;
  readonly postgresCpuS: number;
  readonly samples: readonly Sample[];
}

/** Runs a load and waits until every layer has committed its last reading; looks at backlog and memory once a second meanwhile. */
export async function runThroughPipeline(site: Site, load: Load): Promise<PipelineRun> {
  const http = new HttpClient(site.url, 1);
  const before = await site.cpu();
  let running = true;
  const [result, samples] = await Promise.all([
    startLoad(site.url, load).finally(() => {
      running = false;
    }),
    sampled(site, http, () => running),
  ]);
  const drainedFrom = performance.now();
  while (!(await isDrained(site))) await new Promise((resolve) => setTimeout(resolve, drainPauseMs));
  const wholeS = result.elapsedS + (performance.now() - drainedFrom) / 1_000;
  const after = await site.cpu();
  http.close();
  return {
    ...result,
    wholeS,
    readingsPerSecond: result.accepted / wholeS,
    serverCpuS: after.serverS - before.serverS,
    postgresCpuS: after.postgresS - before.postgresS,
    samples,
  };
}

async function sampled(site: Site, http: HttpClient, isRunning: () => boolean): Promise<Sample[]> {
  const from = performance.now();
  const samples: Sample[] = [];
  while (isRunning()) {
    const { queuedReadings, lastError } = await healthOf(http);
    if (lastError !== null) throw new Error(`the pipeline failed under load: ${lastError}`);
    const atS = (performance.now() - from) / 1_000;
    samples.push({ atS, backlogReadings: queuedReadings, serverMb: await site.serverMb() });
    await new Promise((resolve) => setTimeout(resolve, sampleMs));
  }
  return samples;
}

interface Health {
  readonly queuedReadings: number;
  readonly lastError: string | null;
}

async function healthOf(http: HttpClient): Promise<Health> {
  type Answer = { readonly pipelineHealth: Health };
  return (await http.query<Answer>('{ pipelineHealth { queuedReadings lastError } }')).pipelineHealth;
}

/** Whether every partition has been taken to the end of the log. */
async function isDrained({ database }: Site): Promise<boolean> {
  const { rows } = await database.pool.query<{ drained: boolean }>(
    'SELECT (SELECT batch_no FROM andon.bronze_head) = (SELECT min(batch_no) FROM andon.pipeline_partition) AS drained',
  );
  return rows[0]?.drained === true;
}

/** Throws unless every layer holds exactly what was acknowledged: a rate at which readings get lost is no rate. */
export async function verifyLayers({ database }: Site, accepted: number, equipment: number): Promise<void> {
  const { rows } = await database.pool.query<Record<'bronze' | 'silver' | 'gold' | 'sensors', number>>(`
    SELECT (SELECT count(*) FROM andon.telemetry_bronze)::float8 AS bronze,
           (SELECT count(*) FROM andon.telemetry_silver)::float8 AS silver,
           (SELECT coalesce(sum(reading_count), 0) FROM andon.performance_1min)::float8 AS gold,
           (SELECT count(*) FROM andon.current_status)::float8 AS sensors`);
  const held = rows[0];
  if (
    held === undefined ||
    [held.bronze, held.silver, held.gold].some((count) => count !== accepted) ||
    held.sensors > equipment * sensorsPerEquipment
  ) {
    throw new Error(`${accepted} readings were acknowledged, but the layers hold ${JSON.stringify(held)}`);
  }
}
