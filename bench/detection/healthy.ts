/**
 * `npm run bench:healthy`: what operators are told of sensors that are well. One-minute signals of several kinds go through the stages and
 * all detectors that one sensor gets by default, by the code of `andon score --alarms`; weeks in which detectors learn are not counted.
 */
import { parseArgs } from 'node:util';
import { seededRandom } from '../../src/client/random.ts';
import { minuteMs } from '../../src/domain/window.ts';
import { unknownSensor } from '../../src/pipeline/sensor-definition.ts';
import { ToldAlarms } from '../../src/scoring/told-alarms.ts';
import { type HealthySignal, healthySignals } from './healthy-signals.ts';

const { values: options } = parseArgs({
  options: {
    seed: { type: 'string', default: '1,2,3' },
    weeks: { type: 'string', default: '12' },
    learning: { type: 'string', default: '2' },
    kind: { type: 'string' },
    sentences: { type: 'boolean', default: false },
    help: { type: 'boolean', default: false },
  },
});
if (options.help) {
  console.log(`npm run bench:healthy -- [--seed 1,2,3] [--weeks 12] [--learning 2] [--kind NAME] [--sentences]

Prints for each kind of healthy signal how often operators are told of one, a sensor and week, by detector, and how often something is
recorded. --weeks: how long each signal is followed; --learning: how many of those are not counted; --sentences: what was told.`);
  process.exit(0);
}

const seeds = options.seed.split(',').map(Number);
const weeks = Number(options.weeks);
const learning = Number(options.learning);
const weekMs = 7 * 1_440 * minuteMs;
/** A Monday. */
const startMs = Date.UTC(2026, 0, 5);
/** What must hold, an entry a sensor and week. */
const goal = 0.2;

interface Told {
  readonly detector: string;
  readonly week: number;
  readonly sentence: string;
}

function follow(signal: HealthySignal, seed: number): { readonly told: readonly Told[]; readonly recorded: number } {
  const told = new ToldAlarms(unknownSensor('HEALTHY', 'value'));
  const next = signal(seededRandom(seed));
  let learnt = 0;
  for (let minute = 0; minute < weeks * 7 * 1_440; minute++) {
    if (minute === learning * 7 * 1_440) learnt = told.recorded;
    told.take(startMs + minute * minuteMs, next(minute));
  }
  const all = told.alarms.map(({ when, detector, sentence }) => ({
    detector,
    sentence: `${when.toISOString()} ${sentence}`,
    week: (when.getTime() - startMs) / weekMs,
  }));
  return { told: all, recorded: told.recorded - learnt };
}

const counted = weeks - learning;
let [allTold, allRecorded, allSignals] = [0, 0, 0];
console.log('| signal | told a sensor and week | by detector | recorded a week | told while it was learnt |');
console.log('| --- | --- | --- | --- | --- |');
for (const [name, signal] of Object.entries(healthySignals)) {
  if (options.kind !== undefined && options.kind !== name) continue;
  const runs = seeds.map((seed) => follow(signal, seed));
  const told = runs.flatMap((run) => run.told);
  const late = told.filter(({ week }) => week >= learning);
  const recorded = runs.reduce((sum, run) => sum + run.recorded, 0);
  const byDetector = new Map<string, number>();
  for (const { detector } of late) byDetector.set(detector, (byDetector.get(detector) ?? 0) + 1);
  const cells = [
    name.replaceAll('_', ' '),
    aWeek(late.length, seeds.length),
    [...byDetector].map(([detector, count]) => `${detector} ${count}`).join(', '),
    aWeek(recorded, seeds.length),
    String(told.length - late.length),
  ];
  console.log(`| ${cells.join(' | ')} |`);
  if (options.sentences) for (const { sentence } of late) console.log(`  ${sentence}`);
  allTold += late.length;
  allRecorded += recorded;
  allSignals += seeds.length;
}
const isMet = allTold / (allSignals * counted) <= goal;
console.log(`| all | ${aWeek(allTold, allSignals)} | | ${aWeek(allRecorded, allSignals)} | |`);
console.log(`\ngoal: at most ${goal} told a sensor and week: ${isMet ? 'met' : 'missed'}`);

function aWeek(count: number, signals: number): string {
  return (count / (signals * counted)).toFixed(3);
}
