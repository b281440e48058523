import { chmod, mkdtemp, rm } from 'node:fs/promises';
import { cpus, tmpdir } from 'node:os';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { openDatabase } from '../src/db/database.ts';
import { createLogger } from '../src/log.ts';
import { alertLatencies } from './alert-latency.ts';
import { alertFloor, ingestFloor } from './floor.ts';
import { startLoad, sustainedIngest } from './ingest.ts';
import { type Figure, printFigures } from './report.ts';
import { startBenchServer } from './server.ts';
import { percentile, rounded } from './statistics.ts';

const { values: options } = parseArgs({
  options: {
    only: { type: 'string', multiple: true },
    rounds: { type: 'string', default: '300' },
    seconds: { type: 'string', default: '30' },
    help: { type: 'boolean', default: false },
  },
});
if (options.help) {
  console.log('npm run bench -- [--only start|alert|alert-under-load|ingest]… [--rounds 300] [--seconds 30]');
  process.exit(0);
}
/** Between two alerts: an idle site, not a loop. */
const alertPauseMs = 20;
const rounds = Number(options.rounds);
const seconds = Number(options.seconds);
const wanted = (name: string): boolean => options.only === undefined || options.only.includes(name);
const figures: Figure[] = [];
const dataDir = await mkdtemp(path.join(tmpdir(), 'andon-bench-'));
// As root the database runs as another user, who has to be able to enter.
await chmod(dataDir, 0o711);

console.log(`Node ${process.version}, ${cpus().length} × ${cpus()[0]?.model ?? 'unknown'}, data in ${dataDir}\n`);
const server = await startBenchServer(dataDir);
const database = await openDatabase({ kind: 'embedded', dataDir }, createLogger('warn'));
try {
  if (wanted('start')) {
    figures.push({
      what: 'cold start: empty folder to first answer',
      measured: `${rounded(server.startedMs, 0)} ms`,
      floor: '',
      ratio: '',
      goal: '≤ 5,000 ms',
      met: server.startedMs <= 5_000,
    });
  }
  if (wanted('alert') || wanted('alert-under-load')) await measureAlerts();
  if (wanted('ingest')) await measureIngest();
} finally {
  await server.stop();
  await database.close();
  await rm(dataDir, { recursive: true, force: true });
}
printFigures(figures);

async function measureAlerts(): Promise<void> {
  const floor = await alertFloor(database, dataDir, rounds, alertPauseMs);
  const floorP50 = percentile(floor, 0.5);
  const floorText = `p50 ${rounded(floorP50)} p99 ${rounded(percentile(floor, 0.99))} ms`;
  if (wanted('alert')) {
    await alertLatencies(server.url, 'WARM', 50, 0);
    const idle = await alertLatencies(server.url, 'IDLE', rounds, alertPauseMs);
    const p50 = percentile(idle, 0.5);
    const p99 = percentile(idle, 0.99);
    figures.push(
      latencyFigure('alert latency, idle, p50', p50, floorText, p50 / floorP50, '≤ 4 × floor', p50 <= 4 * floorP50),
      latencyFigure('alert latency, idle, p99', p99, floorText, p99 / floorP50, '≤ 25 ms', p99 <= 25),
    );
  }
  if (wanted('alert-under-load')) {
    const load = startLoad(server.url, 'objects', 10 + rounds * 0.05, 5_000);
    await new Promise((resolve) => setTimeout(resolve, 5_000));
    const loaded = await alertLatencies(server.url, 'BUSY', rounds, alertPauseMs);
    const p99 = percentile(loaded, 0.99);
    const { accepted, elapsedS } = await load;
    figures.push(
      latencyFigure(
        `alert latency at ${rounded(accepted / elapsedS, 0)} readings/s, p99`,
        p99,
        floorText,
        p99 / floorP50,
        '≤ 100 ms at 5,000/s',
        p99 <= 100,
      ),
    );
  }
}

function latencyFigure(what: string, ms: number, floor: string, ratio: number, goal: string, met: boolean): Figure {
  return { what, measured: `${rounded(ms)} ms`, floor, ratio: `${rounded(ratio)} × floor p50`, goal, met };
}

async function measureIngest(): Promise<void> {
  const floor = await ingestFloor(database, Math.min(10, seconds));
  for (const form of ['series', 'objects'] as const) {
    const result = await sustainedIngest(server.url, server.pid, form, seconds);
    const rate = result.readingsPerSecond;
    figures.push({
      what: `ingest by ${form === 'series' ? 'ingestSeries' : 'ingestReadings'}, batches of 500, all layers`,
      measured: `${rounded(rate, 0)}/s = ${rounded((rate * 60) / 1e6, 2)} M/min, backlog ≤ ${result.maxBacklogBatches}, failed ${result.failed}, server CPU ${rounded(result.serverCpuShare)}`,
      floor: `${rounded(floor, 0)}/s`,
      ratio: `${rounded(rate / floor, 3)} × floor`,
      goal: '≥ 1 M/min, ≥ 0.15 × floor',
      met: rate * 60 >= 1e6 && rate >= 0.15 * floor,
    });
  }
}
