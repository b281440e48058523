/** Measures how many readings a second the whole path takes for minutes on end. */
import { type Bench, type BenchOptions, type Figure, say } from '../bench.ts';
import { ingestFloor } from '../floor/ingest.ts';
import { type PipelineRun, runThroughPipeline, verifyLayers } from '../load/pipeline-run.ts';
import { withSite } from '../site/site.ts';
import { percentile, rounded, slope, whole } from '../statistics.ts';

const equipment = 500;
const defaultSeconds = 300;
const floorSeconds = 10;
/** Event time runs ahead of the clock while readings are taken faster than their sensors make them; it must not reach the future. */
const eventSecondsPerSecond = 30;
/** Caches fill and the heap finds its size before this share of the run; the lines are fitted to the rest. */
const settledFrom = 0.2;
/** Shorter runs are all settling in: they tell nothing about a trend. */
const shortestForTrendS = 60;
/** A line is flat when it rises after settling by less than this many seconds' readings, or this share of the memory. */
const flatBacklogS = 1;
const flatMemoryShare = 0.1;

export const sustained: Bench = {
  name: 'sustained',
  about: `readings through all layers by each mutation, ${defaultSeconds} s each, with backlog, memory and CPU`,
  run: async (options) => [...(await sustain('series', options)), ...(await sustain('objects', options))],
};

async function sustain(form: 'series' | 'objects', options: BenchOptions): Promise<Figure[]> {
  const seconds = options.seconds ?? defaultSeconds;
  const mutation = form === 'series' ? 'ingestSeries' : 'ingestReadings';
  say(`sustained: ${mutation} for ${seconds} s`);
  return withSite({ profileDir: options.profileDir }, async (site) => {
    const floor = await ingestFloor(site.database, Math.min(floorSeconds, seconds));
    const fromMs = Date.now() - seconds * eventSecondsPerSecond * 1_000;
    const run = await runThroughPipeline(site, { form, equipment, fromMs, seconds });
    await verifyLayers(site, run.accepted, equipment);
    return figures(mutation, run, floor);
  });
}

function figures(mutation: string, run: PipelineRun, floor: number): Figure[] {
  const rate = run.readingsPerSecond;
  const settled = run.samples.filter(({ atS }) => atS >= settledFrom * run.elapsedS);
  const backlogRise = slope(settled.map(({ atS, backlogReadings }) => [atS, backlogReadings]));
  const memory = memoryAfterWarmUp(settled.map(({ serverMb }) => serverMb));
  const largestBacklog = Math.max(0, ...run.samples.map(({ backlogReadings }) => backlogReadings));
  const largestMb = Math.max(0, ...run.samples.map(({ serverMb }) => serverMb));
  const trend = (met: boolean): boolean | null => (run.elapsedS < shortestForTrendS ? null : met);
  const share = (cpuS: number): string => rounded(cpuS / run.wholeS);
  return [
    {
      what: `ingest by ${mutation}, batches of 500, all layers`,
      measured: `${whole(rate)}/s, ${rounded((rate * 60) / 1e6, 1)} million a minute for ${whole(run.elapsedS)} s, ${run.failed} failed`,
      floor: `${whole(floor)}/s`,
      ratio: `${rounded(rate / floor)} ×`,
      goal: '≥ 1 million a minute, ≥ 0.15 ×',
      met: rate * 60 >= 1e6 && rate >= 0.15 * floor,
    },
    {
      what: `${mutation}: cores busy in server, PostgreSQL, generator`,
      measured: `${share(run.serverCpuS)} + ${share(run.postgresCpuS)} + ${share(run.cpuS)}`,
      floor: '',
      ratio: '',
      goal: '',
      met: null,
    },
    {
      what: `${mutation}: readings that wait for the pipeline`,
      measured: `at most ${whole(largestBacklog)} (${rounded(largestBacklog / rate)} s), ${signed(backlogRise * 60)} a minute`,
      floor: '',
      ratio: '',
      goal: 'flat',
      met: trend(backlogRise * run.elapsedS <= flatBacklogS * rate),
    },
    {
      what: `${mutation}: resident memory of the server`,
      measured: `${whole(memory.firstMb)} MB after ${whole(settledFrom * run.elapsedS)} s, ${whole(memory.lastMb)} MB at the end (${signed(memory.rise * 100)} %), at most ${whole(largestMb)} MB`,
      floor: '',
      ratio: '',
      goal: 'flat',
      met: trend(memory.rise <= flatMemoryShare),
    },
  ];
}

/** Medians of the first and the last quarter: between two collections of garbage the memory goes up and down by itself. */
function memoryAfterWarmUp(samplesMb: readonly number[]): { firstMb: number; lastMb: number; rise: number } {
  const quarter = Math.ceil(samplesMb.length / 4);
  const firstMb = percentile(samplesMb.slice(0, quarter), 0.5);
  const lastMb = percentile(samplesMb.slice(-quarter), 0.5);
  return { firstMb, lastMb, rise: lastMb / firstMb - 1 };
}

function signed(value: number): string {
  return `${value >= 0 ? '+' : '−'}${whole(Math.abs(value))}`;
}
