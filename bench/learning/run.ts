/**
 * `npm run bench:learning -- --seed 1,2,3`: how well the learnt confidence tells what is real, over a simulated year of decisions whose truth is known,
 * beside the fixed confidence of the detectors. It needs no database.
 */
import { parseArgs } from 'node:util';
import { brierScore, reliability } from '../../src/domain/learning/calibration.ts';
import { judge, nothingLearnt } from '../../src/domain/learning/learnt-place.ts';
import { playYear } from './play.ts';
import { simulateYear } from './year.ts';

const { values: options } = parseArgs({ options: { seed: { type: 'string', default: '1,2,3' } } });
/** Deciles with fewer than this say more of chance than of calibration: a rate of 100 is off by 0.05 of itself. */
const leastCount = 200;

for (const seed of options.seed.split(',').map(Number)) {
  const year = simulateYear(seed);
  const from = performance.now();
  const result = playYear(year);
  const tookMs = performance.now() - from;
  const [fixed, learnt] = [brierScore(result.fixed) ?? 0, brierScore(result.learnt) ?? 0];
  const [fixedSeen, learntSeen] = [brierScore(result.fixedOfDecided) ?? 0, brierScore(result.learntOfDecided) ?? 0];
  const bins = reliability(result.learnt);
  const gaps = bins.filter(({ count }) => count >= leastCount).map((bin) => Math.abs(bin.confidence - bin.approved));
  console.log(
    `seed ${seed}: ${result.occasions} occasions, ${result.decisions} decisions and outcomes, ${tookMs.toFixed(0)} ms`,
  );
  console.log(
    `  Brier score against the truth: fixed ${fixed.toFixed(4)}, learnt ${learnt.toFixed(4)}, ${percent(1 - learnt / fixed)} better`,
  );
  console.log(
    `  of what was decided on:        fixed ${fixedSeen.toFixed(4)}, learnt ${learntSeen.toFixed(4)}, ${percent(1 - learntSeen / fixedSeen)} better`,
  );
  console.log('  decile   told  confidence  real');
  for (const { from: edge, count, confidence, approved } of bins) {
    console.log(
      `  ${edge.toFixed(1)}  ${String(count).padStart(8)}  ${confidence.toFixed(3).padStart(10)}  ${approved.toFixed(3)}`,
    );
  }
  console.log(`  largest difference in a decile of ${leastCount} or more: ${Math.max(...gaps).toFixed(3)}`);
  console.log(
    `  withheld: ${percent(result.withheldFalse / result.allFalse)} of what is false; ${result.withheldReal} real of ${result.occasions - result.allFalse} (${percent(result.withheldReal / (result.occasions - result.allFalse))}); of critical ones ${result.withheldCritical}`,
  );
}

const question = {
  issueType: 'vibration_high_medium',
  detector: 'limit',
  severity: 'medium',
  limit: null,
  score: 0.6,
  hour: 3,
} as const;
const from = process.hrtime.bigint();
const rounds = 1_000_000;
let sum = 0;
for (let n = 0; n < rounds; n++) sum += judge(nothingLearnt, question, n).confidence;
const tookNs = Number(process.hrtime.bigint() - from) / rounds;
console.log(`one verdict: ${tookNs.toFixed(0)} ns (${sum > 0 ? 'from memory' : ''})`);

function percent(share: number): string {
  return `${(100 * share).toFixed(1)} %`;
}
