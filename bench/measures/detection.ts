/** Measures what detection costs: the share of the server's work, a reading and a window, and the memory of 5,000 sensors. */
import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { storeDetectorStates } from '../../src/db/pipeline/detector-states.ts';
import { shardOf } from '../../src/domain/equipment/shard.ts';
import { packState } from '../../src/pipeline/windows/packed-state.ts';
import { type Bench, type BenchOptions, type Figure, say } from '../bench.ts';
import { matureMachine } from '../detection/mature-memories.ts';
import { runThroughPipeline } from '../load/pipeline-run.ts';
import { measureMemory } from '../load/start-memory.ts';
import { type Site, withSite } from '../site/site.ts';
import { rounded, whole } from '../statistics.ts';

const equipment = 500;
const sensorsEach = 10;
const days = 15;
const defaultSeconds = 150;
/** 1,000,000 readings a minute of 5,000 sensors, as they are measured. */
const rate = 1_000_000 / 60;
const stepMs = (equipment * sensorsEach * 1_000) / rate;

export const detection: Bench = {
  name: 'detection',
  about: `share of the server's CPU that detection takes at 1,000,000 readings a minute for ${defaultSeconds} s, its cost a reading, and its memory, with what ${days} days have taught`,
  run: async (options) => [...(await shareOfServer(options)), ...(await costAndMemory())],
};

async function shareOfServer({ seconds = defaultSeconds, profileDir }: BenchOptions): Promise<Figure[]> {
  say(`detection: 1,000,000 readings a minute for ${seconds} s`);
  const folder = profileDir ?? (await mkdtemp(path.join(tmpdir(), 'andon-profile-')));
  try {
    const run = await withSite({ profileDir: folder }, async (site) => {
      const fromMs = Date.now() - seconds * 1_000 - 600_000;
      await runThroughPipeline(site, { form: 'series', equipment, fromMs: fromMs - 60_000, seconds: 60, rounds: 1 });
      await teach(site, fromMs);
      return runThroughPipeline(site, { form: 'series', equipment, fromMs, stepMs, seconds, rate });
    });
    const { detectionUs, busyUs } = await profiled(folder);
    const share = detectionUs / busyUs;
    return [
      {
        what: 'detection at 1,000,000 readings a minute of 5,000 sensors: share of the CPU of the server',
        measured: `${rounded(share * 100, 1)} % of ${rounded(busyUs / 1e6)} s (${whole(run.readingsPerSecond)} readings/s for ${whole(run.elapsedS)} s)`,
        floor: '',
        ratio: '',
        goal: '≤ 20 %',
        met: share <= 0.2,
      },
    ];
  } finally {
    if (profileDir === undefined) await rm(folder, { recursive: true, force: true });
  }
}

/** Stores what detectors would remember of each sensor, had it reported for weeks. */
async function teach({ database }: Site, untilMs: number): Promise<void> {
  const { rows } = await database.pool.query<{ site_id: string; equipment_id: string; ids: number[] }>(
    `SELECT site_id, equipment_id, array_agg(sensor_id ORDER BY sensor_type) AS ids FROM andon.sensor
     GROUP BY site_id, equipment_id ORDER BY equipment_id`,
  );
  const mature = matureMachine(sensorsEach, days, untilMs);
  const newestMs = Math.floor(untilMs / 60_000 - 1) * 60_000;
  for (const { site_id: siteId, equipment_id: equipmentId, ids } of rows) {
    const shardNo = shardOf({ siteId, equipmentId });
    const pack = (memory: unknown, sensorIds: readonly number[]) =>
      packState({ unitSinceMs: Number.NEGATIVE_INFINITY, newest: sensorIds.map((id) => [id, newestMs]), memory });
    const states = mature.ofSensors.map(({ detector: { name, version }, place, stored }) => {
      const sensorId = ids[place] ?? 0;
      const state = pack(stored, [sensorId]);
      return { detector: name, subject: String(sensorId), shardNo, version, batchNo: 0, state };
    });
    for (const { detector, memory } of mature.ofMachine) {
      // Its sensors are numbered from 0 on; the machine's stand in their places.
      const text = JSON.stringify(memory.stored(), (key, value: unknown) =>
        key === 'sensorIds' && Array.isArray(value) ? value.map((place: number) => ids[place] ?? 0) : value,
      );
      const { name, version } = detector;
      const state = pack(JSON.parse(text), ids);
      states.push({
        detector: name,
        subject: JSON.stringify([siteId, equipmentId]),
        shardNo,
        version,
        batchNo: 0,
        state,
      });
    }
    states.sort((a, b) => (a.detector + a.subject < b.detector + b.subject ? -1 : 1));
    await storeDetectorStates(database.pool, states);
  }
}

interface Profile {
  readonly nodes: readonly {
    readonly id: number;
    readonly callFrame: { readonly functionName: string; readonly url: string };
    readonly children?: readonly number[];
  }[];
  readonly samples: readonly number[];
  readonly timeDeltas: readonly number[];
}

/** Time in detectors and in all that they call, and in everything but waiting, of the whole life of the process. */
async function profiled(folder: string): Promise<{ detectionUs: number; busyUs: number }> {
  const [name] = (await readdir(folder)).filter((file) => file.endsWith('.cpuprofile'));
  if (name === undefined) throw new Error('the server has left no profile');
  const { nodes, samples, timeDeltas }: Profile = JSON.parse(await readFile(path.join(folder, name), 'utf8'));
  const byId = new Map(nodes.map((node) => [node.id, node]));
  const inDetection = new Set<number>();
  const mark = (id: number, isInside: boolean): void => {
    const node = byId.get(id);
    if (node === undefined) return;
    const isDetection = isInside || /\/pipeline\/(detect|windows)\//.test(node.callFrame.url);
    if (isDetection) inDetection.add(id);
    for (const child of node.children ?? []) mark(child, isDetection);
  };
  const children = new Set(nodes.flatMap((node) => node.children ?? []));
  for (const { id } of nodes) if (!children.has(id)) mark(id, false);
  let detectionUs = 0;
  let busyUs = 0;
  samples.forEach((id, i) => {
    const us = timeDeltas[i] ?? 0;
    if (byId.get(id)?.callFrame.functionName === '(idle)') return;
    busyUs += us;
    if (inDetection.has(id)) detectionUs += us;
  });
  return { detectionUs, busyUs };
}

async function costAndMemory(): Promise<Figure[]> {
  say(`detection: memory of ${equipment * sensorsEach} sensors`);
  const { sensors, emptyMb, fullMb, windowUs, setUs, readingUs, loneReadingUs } = await measureMemory({
    equipment,
    days,
  });
  const perSecondUs = readingUs + windowUs / 60;
  const perMinuteUs = loneReadingUs + windowUs;
  const memoryMb = fullMb - emptyMb;
  const row = (what: string, measured: string): Figure => ({
    what,
    measured,
    floor: '',
    ratio: '',
    goal: '',
    met: null,
  });
  return [
    {
      ...row(
        `detection: CPU of a reading of ${whole(sensors)} sensors, one a second each, with its share of their windows`,
        `${rounded(perSecondUs)} µs (${rounded(readingUs)} µs the reading, ${rounded(windowUs)} µs a window)`,
      ),
      goal: '≤ 5 µs',
      met: perSecondUs <= 5,
    },
    {
      ...row(
        `detection: CPU of a reading of ${whole(sensors)} sensors, one a minute each, with its window`,
        `${rounded(perMinuteUs)} µs (${rounded(loneReadingUs)} µs the reading, ${rounded(windowUs)} µs the window)`,
      ),
      goal: '≤ 5 µs',
      met: perMinuteUs <= 5,
    },
    row('detection: CPU of a window through the default set of a sensor, in cache', `${rounded(setUs)} µs`),
    {
      ...row(
        `detection: resident memory of what is remembered of ${whole(sensors)} sensors, after ${days} days of minutes`,
        `${whole(memoryMb)} MB (${whole((memoryMb * 1e6) / sensors / 1e3)} kB a sensor)`,
      ),
      goal: '≤ 500 MB',
      met: memoryMb <= 500,
    },
  ];
}
