/**
 * `npm run bench:autoencoder`: the autoencoder beside the built-in detectors, on machines of the simulated mine and on a pump. Each learns from the same
 * week of health and is judged on the same two weeks after it, of which the last day has a fault.
 */
import { parseArgs } from 'node:util';
import { faultsNamed } from '../../src/simulator/faults/plan.ts';
import { recordingRows } from '../../src/simulator/recording.ts';
import { costOfModel } from './cost.ts';
import { type PumpFault, pumpFaults, pumpMinutes, pumpSensors } from './pump.ts';
import {
  alarmsByMethod,
  faultMinutes,
  healthyMinutes,
  type Outcome,
  outcomeOf,
  type Recorded,
  startMs,
} from './recorded.ts';

const { values: options } = parseArgs({
  options: {
    seed: { type: 'string', default: '1,2,3' },
    of: { type: 'string', default: 'mine,pump' },
    faults: { type: 'string', default: 'all' },
    runtime: { type: 'string', default: 'test/onnx' },
    help: { type: 'boolean', default: false },
  },
});
if (options.help) {
  console.log(`npm run bench:autoencoder -- [--seed 1,2,3] [--of mine,pump,cost] [--faults all|NAMES] [--runtime test/onnx]

Trains an autoencoder on a week of health of each machine that has a fault in the mine's day, and of a made-up pump, and prints for it and for the
built-in detectors: hours from the onset to the first alarm, and false episodes a machine and week. Nothing of it is tuned by these seeds.
cost: what such a model costs a server; --faults: those of the mine; --runtime is the folder where onnxruntime-node is installed.`);
  process.exit(0);
}

/** Readings of a minute whose mean is its row. */
const everyS = 10;
const each = 60 / everyS;

function* mineRecordings(seed: number): Generator<Recorded> {
  // While a gateway is gone there is nothing to look at.
  for (const fault of faultsNamed(options.faults).filter(({ kind }) => kind !== 'gateway-gone')) {
    const [equipmentId = ''] = fault.equipmentIds;
    const plan = { seed, startMs, faults: [fault], planFromS: healthyMinutes * 60, equipmentId, hours: 24, everyS };
    const [header = [], ...readings] = recordingRows(plan);
    const places = header.flatMap((_, i) => (i > 2 && typeof readings[0]?.[i] === 'number' ? [i] : []));
    const minutes = Math.floor(readings.length / each);
    const of = (minute: number) => readings.slice(minute * each, (minute + 1) * each);
    yield {
      name: `${fault.kind}, ${equipmentId}`,
      columns: places.map((i) => String(header[i])),
      rows: Array.from({ length: minutes }, (_, minute) =>
        places.map((i) => of(minute).reduce((sum, reading) => sum + Number(reading[i]), 0) / each),
      ),
      labels: Array.from({ length: minutes }, (_, minute) => of(minute)[0]?.[1] === 1),
    };
  }
}

function* pumpRecordings(seed: number): Generator<Recorded> {
  for (const kind of pumpFaults) yield pumpRecording(seed, kind);
}

function pumpRecording(seed: number, kind: PumpFault): Recorded {
  const minutes = pumpMinutes(seed, healthyMinutes + faultMinutes, { kind, fromMinute: healthyMinutes });
  return {
    name: kind,
    columns: pumpSensors,
    rows: minutes.map(({ values }) => values),
    labels: minutes.map(({ isFaulty }) => isFaulty),
  };
}

const seeds = options.seed.split(',').map(Number);
for (const [what, recordingsOf] of [
  ['mine', mineRecordings],
  ['pump', pumpRecordings],
] as const) {
  if (!options.of.split(',').includes(what)) continue;
  const outcomes = new Map<string, Map<string, Outcome[]>>();
  for (const seed of seeds) {
    for (const recorded of recordingsOf(seed)) {
      const byMethod = outcomes.get(recorded.name) ?? new Map<string, Outcome[]>();
      outcomes.set(recorded.name, byMethod);
      for (const [name, alarms] of Object.entries(alarmsByMethod(recorded))) {
        byMethod.set(name, [...(byMethod.get(name) ?? []), outcomeOf(alarms, recorded)]);
      }
      console.error(`  seed ${seed}: ${what}, ${recorded.name}`);
    }
  }
  console.log(table(what, outcomes));
}

if (options.of.split(',').includes('cost')) console.log(await costOfModel(options.runtime));

/** Markdown; seed by seed. */
function table(what: string, outcomes: ReadonlyMap<string, ReadonlyMap<string, readonly Outcome[]>>): string {
  const hours = ({ foundAfterMinutes }: Outcome) =>
    foundAfterMinutes === null ? '–' : (foundAfterMinutes / 60).toFixed(1);
  const row = (first: string, cells: readonly string[]) => `| ${[first, ...cells].join(' | ')} |`;
  const names = [...(outcomes.values().next().value?.keys() ?? [])];
  const ofMethod = (name: string) => [...outcomes.values()].flatMap((byMethod) => byMethod.get(name) ?? []);
  return [
    row(`${what}, seeds ${seeds.join(', ')}: hours until told`, names),
    row(
      '---',
      names.map(() => '---'),
    ),
    ...[...outcomes].map(([recording, byMethod]) =>
      row(
        recording,
        names.map((name) => (byMethod.get(name) ?? []).map(hours).join(', ')),
      ),
    ),
    row(
      'found',
      names.map(
        (name) =>
          `${ofMethod(name).filter((one) => one.foundAfterMinutes !== null).length} of ${ofMethod(name).length}`,
      ),
    ),
    row(
      'false episodes a machine and healthy week',
      names.map((name) => {
        const all = ofMethod(name);
        const weeks = all.reduce((sum, { healthyWeeks }) => sum + healthyWeeks, 0);
        return (all.reduce((sum, { falseEpisodes }) => sum + falseEpisodes, 0) / weeks).toFixed(2);
      }),
    ),
    '',
  ].join('\n');
}
