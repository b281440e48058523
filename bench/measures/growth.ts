/** Measures whether a reading costs more with more history or more sensors. */
import { type Bench, type BenchOptions, type Figure, say } from '../bench.ts';
import { HttpClient } from '../load/http-client.ts';
import { type PipelineRun, runThroughPipeline } from '../load/pipeline-run.ts';
import { describeHistory, type History, historyStart, loadHistory } from '../site/history.ts';
import { type Site, withSite } from '../site/site.ts';
import { percentile, rounded, whole } from '../statistics.ts';

const equipment = 500;
const moreSensors = 10;
const defaultSeconds = 30;
const defaultRounds = 300;
/** The sites take turns, so that a machine that gets slower does so for all of them. */
const turns = 3;
/** A reading of each sensor in 10 s: with 50,000 sensors a run still meets many windows of each. */
const stepMs = 10_000;
const longestRoundS = 600;
/** Event time a run may take up while it lasts one second. */
const eventSecondsPerSecond = 200;
const pageGoal = 1.2;
const historyGoal = 1.2;
const sensorsGoal = 1.3;

/** What the system without a past has; the other has it so many times over. Each of 500 sensors fills one page of 100 windows. */
const baseHistory: History = { sensors: 500, goldDays: 1, windowsPerDay: 100, readingDays: 1, readingsPerDay: 100 };
const longestReadingDays = 25;

export const growth: Bench = {
  name: 'growth',
  about: `cost of a reading with 100 × the history and with ${moreSensors} × the sensors, ${defaultSeconds} s each; a page among that history`,
  run: (options) => {
    const { profileDir } = options;
    return withSite({ profileDir }, (small) =>
      withSite({ profileDir }, (old) => withSite({ profileDir }, (wide) => measure(options, { small, old, wide }))),
    );
  },
};

type Sites = Readonly<Record<'small' | 'old' | 'wide', Site>>;

async function measure(options: BenchOptions, { small, old, wide }: Sites): Promise<Figure[]> {
  const { seconds = defaultSeconds, times } = options;
  const longHistory = grown(baseHistory, times);
  const startMs = Date.now() - seconds * eventSecondsPerSecond * 1_000;
  const cases = [
    { site: small, equipment, history: baseHistory },
    { site: old, equipment, history: longHistory },
    { site: wide, equipment: equipment * moreSensors, history: baseHistory },
  ];
  for (const one of cases) {
    say(`growth: ${whole(one.equipment * 10)} sensors, ${describeHistory(one.history)}`);
    // Makes every sensor known, so that none is new while it is measured.
    const fromMs = startMs - stepMs;
    const everySensor = {
      form: 'objects',
      equipment: one.equipment,
      fromMs,
      seconds: longestRoundS,
      rounds: 1,
    } as const;
    await runThroughPipeline(one.site, everySensor);
    await loadHistory(one.site, one.history);
  }
  const page = await comparePages(small, old, options.rounds ?? defaultRounds, historyStart(longHistory.goldDays));

  const totals = cases.map(() => ({ cpuS: 0, readings: 0, wholeS: 0 }));
  for (let turn = 0; turn < turns; turn++) {
    const fromMs = startMs + ((turn * seconds) / turns) * eventSecondsPerSecond * 1_000;
    for (const [i, one] of cases.entries()) {
      const load = { form: 'objects', equipment: one.equipment, fromMs, stepMs, seconds: seconds / turns } as const;
      const run = await runThroughPipeline(one.site, load);
      const total = totals[i];
      if (total === undefined) continue;
      total.cpuS += run.serverCpuS + run.postgresCpuS;
      total.readings += run.accepted;
      total.wholeS += run.wholeS;
    }
  }
  const [base, aged, wider] = totals;
  if (base === undefined || aged === undefined || wider === undefined) throw new Error('a case was not measured');
  return [
    costFigure(`cost of a reading with ${times} × the history`, describeHistory(longHistory), aged, base, historyGoal),
    costFigure(
      `cost of a reading with ${moreSensors} × the sensors`,
      `${whole(equipment * moreSensors * 10)} sensors`,
      wider,
      base,
      sensorsGoal,
    ),
    page,
  ];
}

function grown(base: History, times: number): History {
  const readingDays = Math.min(times, longestReadingDays);
  const readingsPerDay = Math.ceil((base.readingsPerDay * times) / readingDays);
  return { ...base, goldDays: base.goldDays * times, readingDays, readingsPerDay };
}

type Total = Pick<PipelineRun, 'wholeS'> & { readonly cpuS: number; readonly readings: number };

function costFigure(what: string, size: string, large: Total, base: Total, goal: number): Figure {
  const cost = ({ cpuS, readings }: Total): number => (cpuS * 1e6) / readings;
  const described = (total: Total): string =>
    `${rounded(cost(total), 1)} µs of CPU, ${whole(total.readings / total.wholeS)}/s`;
  const ratio = cost(large) / cost(base);
  return {
    what,
    measured: `${described(large)} (${size})`,
    floor: described(base),
    ratio: `${rounded(ratio)} ×`,
    goal: `≤ ${goal} ×`,
    met: ratio <= goal,
  };
}

/** The first 100 windows of a sensor, asked of both sites in turns. */
async function comparePages(small: Site, old: Site, rounds: number, from: Date): Promise<Figure> {
  const query = `query ($id: ID!, $from: DateTime!, $to: DateTime!) {
    performance(equipmentId: $id, sensorType: "sensor_0", from: $from, to: $to, first: 100) {
      edges { node { windowStart avgValue minValue maxValue readingCount } }
    } }`;
  type Answer = { readonly performance: { readonly edges: readonly unknown[] } };
  const to = new Date();
  const ask = async (http: HttpClient, round: number): Promise<number> => {
    const startedMs = performance.now();
    const answer = await http.query<Answer>(query, { id: `LOAD-${round % equipment}`, from, to });
    const tookMs = performance.now() - startedMs;
    const { length } = answer.performance.edges;
    if (length !== 100) throw new Error(`a page of 100 windows came back with ${length}`);
    return tookMs;
  };
  const clients = [new HttpClient(small.url, 1), new HttpClient(old.url, 1)] as const;
  const times: readonly [number[], number[]] = [[], []];
  for (let round = -10; round < rounds; round++) {
    for (const i of [0, 1] as const) {
      const tookMs = await ask(clients[i], Math.abs(round));
      if (round >= 0) times[i].push(tookMs);
    }
  }
  for (const client of clients) client.close();
  const [smallMs, oldMs] = times;
  const described = (ms: readonly number[]): string =>
    `p50 ${rounded(percentile(ms, 0.5))} p95 ${rounded(percentile(ms, 0.95))} ms`;
  const ratio = percentile(oldMs, 0.5) / percentile(smallMs, 0.5);
  return {
    what: 'first page of 100 windows among that history',
    measured: described(oldMs),
    floor: described(smallMs),
    ratio: `${rounded(ratio)} × at p50`,
    goal: `≤ ${pageGoal} ×`,
    met: ratio <= pageGoal,
  };
}
