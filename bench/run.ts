/** `npm run bench`: runs the measurements, or those that `--only` names, and writes their figures. */
import { cpus } from 'node:os';
import { parseArgs } from 'node:util';
import type { Bench, Figure } from './bench.ts';
import { alarms } from './measures/alarms.ts';
import { alert } from './measures/alert.ts';
import { argumentsBench } from './measures/arguments.ts';
import { coldStart } from './measures/cold-start.ts';
import { detection } from './measures/detection.ts';
import { fairness } from './measures/fairness.ts';
import { fanOut } from './measures/fan-out.ts';
import { growth } from './measures/growth.ts';
import { jython } from './measures/jython.ts';
import { mistakenTags } from './measures/mistaken-tags.ts';
import { notify } from './measures/notify.ts';
import { series } from './measures/series.ts';
import { statements } from './measures/statements.ts';
import { storage } from './measures/storage.ts';
import { sustained } from './measures/sustained.ts';
import { markdown, writeFigures } from './report.ts';
import { buildServer } from './site/server.ts';

const always: readonly Bench[] = [
  coldStart,
  alert,
  sustained,
  growth,
  series,
  alarms,
  storage,
  detection,
  fanOut,
  statements,
  argumentsBench,
  fairness,
  mistakenTags,
];
/** What takes a system package, and what a change may cost another part, is measured only when it is asked for. */
const benches: readonly Bench[] = [...always, notify, jython];

const { values: options } = parseArgs({
  options: {
    only: { type: 'string', multiple: true },
    seconds: { type: 'string' },
    rounds: { type: 'string' },
    times: { type: 'string', default: '100' },
    profile: { type: 'string' },
    write: { type: 'boolean', default: false },
    help: { type: 'boolean', default: false },
  },
});

if (options.help) {
  const width = Math.max(...benches.map(({ name }) => name.length));
  console.log(`npm run bench -- [--only NAME]… [--seconds N] [--rounds N] [--times N] [--profile FOLDER] [--write]

${benches.map(({ name, about }) => `  ${name.padEnd(width)}  ${about}`).join('\n')}

--seconds and --rounds shorten a measurement for a trial, --times its history; --profile keeps CPU profiles of the server;
--write puts the figures into bench/FIGURES.md.`);
  process.exit(0);
}

const wanted = options.only === undefined ? always : options.only.map(benchNamed);
const given = (value: string | undefined): number | undefined => (value === undefined ? undefined : Number(value));

buildServer();
console.log(`Node ${process.version}, ${cpus().length} × ${cpus()[0]?.model ?? 'unknown'}\n`);
const figures: Figure[] = [];
for (const bench of wanted) {
  const measured = await bench.run({
    seconds: given(options.seconds),
    rounds: given(options.rounds),
    times: Number(options.times),
    profileDir: options.profile,
  });
  figures.push(...measured);
  // At once, so that what was measured is not lost when a later measurement fails.
  if (options.write) await writeFigures(measured);
}
console.log(markdown(figures));

function benchNamed(name: string): Bench {
  const bench = benches.find((one) => one.name === name);
  if (bench === undefined) throw new Error(`no measurement is called ${name}; --help lists them`);
  return bench;
}
