/** `npm run bench:mine`: what the live detectors tell of the simulated mine, against what is wrong with it. */
import { readFile, writeFile } from 'node:fs/promises';
import { parseArgs } from 'node:util';
import { faultsNamed, parsePlan } from '../../src/simulator/faults/plan.ts';
import { judgeMine } from './mine-judge.ts';
import { mineReport } from './mine-report.ts';
import { runMine } from './mine-run.ts';

const { values: options } = parseArgs({
  options: {
    seed: { type: 'string', default: '1' },
    hours: { type: 'string', default: '24' },
    'warm-up': { type: 'string', default: '168' },
    every: { type: 'string', default: '60' },
    pace: { type: 'string', default: '0' },
    faults: { type: 'string', default: 'all' },
    plan: { type: 'string' },
    healthy: { type: 'boolean', default: false },
    days: { type: 'string', default: '14' },
    out: { type: 'string' },
    help: { type: 'boolean', default: false },
  },
});
if (options.help) {
  console.log(`npm run bench:mine -- [--seed 1,2,3] [--hours 24] [--warm-up 168] [--every 60] [--faults all|none|NAMES | --plan FILE]
npm run bench:mine -- --healthy [--days 14]

Runs the simulated mine of 107 tags, with shifts, weekends and faults at known times, through a whole server whose clock is the mine's,
and prints for each fault when it was first told, and what was told besides. --warm-up: hours of health before, in which detectors learn
and nothing is judged; --every: seconds of the mine between two readings of a sensor; --pace:
milliseconds that each of them takes at least, for what the server does by timers; --healthy: no faults, --days of them;
--out: everything that was told and recorded, as JSON.`);
  process.exit(0);
}

const hours = options.healthy ? Number(options.days) * 24 : Number(options.hours);
const faults = options.healthy
  ? []
  : options.plan === undefined
    ? faultsNamed(options.faults)
    : parsePlan(await readFile(options.plan, 'utf8'));
for (const seed of options.seed.split(',').map(Number)) {
  const result = await runMine({
    seed,
    faults,
    hours,
    warmUpHours: Number(options['warm-up']),
    everyS: Number(options.every),
    paceMs: Number(options.pace),
    progress: (text) => console.error(`  seed ${seed}: ${text}`),
  });
  const verdict = judgeMine(result.ledger, result.told, result.recorded, hours);
  console.log(mineReport({ seed, hours, ...result, verdict }));
  if (options.out !== undefined) {
    await writeFile(options.out.replace('%', String(seed)), JSON.stringify({ seed, ...result, verdict }, null, 1));
  }
}
