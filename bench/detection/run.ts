import { createHash } from 'node:crypto';
import { parseArgs } from 'node:util';
import { recordingScore } from '../../src/pipeline/detect/novelty/novelty.ts';
import { scoreCorpus } from './corpus.ts';
import { bestThreshold, type JudgedFile, normalised, outcomeAt, type Profile, profiles } from './profiles.ts';
import { toldTable } from './told.ts';

/** `npm run bench:detection -- --data DIR`: how well the default detector of one sensor finds what is labelled in recorded data. */

const folds = 10;
const { values: options } = parseArgs({
  options: { data: { type: 'string' }, help: { type: 'boolean', default: false } },
});
if (options.help || options.data === undefined) {
  console.log(`npm run bench:detection -- --data DIR

DIR is in the layout of the Numenta Anomaly Benchmark: data/<group>/<file>.csv with the columns timestamp and value,
labels/combined_windows.json. Prints the scores of that benchmark's rule: at the product's fixed threshold, at the best
threshold for these files, and cross-validated: the threshold chosen on nine tenths of the files, scored on the last. Then, for
each file, what operators would have been told by all detectors of one sensor that run by default.`);
  process.exit(options.help ? 0 : 1);
}

const { files, told, rows, costUs } = await scoreCorpus(options.data);
const windows = files.reduce((sum, file) => sum + file.windows, 0);
console.log(`${files.length} files, ${rows} rows, ${windows} windows; ${costUs.toFixed(1)} µs a row\n`);
console.log(
  '| profile | at the fixed threshold | best threshold | cross-validated | windows found, false rows at the fixed one |',
);
console.log('| --- | --- | --- | --- | --- |');
for (const profile of profiles) {
  const fixed = sum(files, () => recordingScore, profile);
  const best = bestThreshold(files, profile);
  const crossed = sum(files, (file) => bestThreshold(othersThan(file), profile), profile);
  console.log(
    `| ${profile.name} | ${points(fixed.raw, profile)} at ${recordingScore} | ${points(sum(files, () => best, profile).raw, profile)} at ${best.toFixed(3)} | ${points(crossed.raw, profile)} | ${fixed.found} of ${windows}, ${fixed.falseRows} |`,
  );
}

console.log(`\n${toldTable(told)}`);

function points(raw: number, profile: Profile): string {
  return normalised(files, raw, profile).toFixed(1);
}

function sum(over: readonly JudgedFile[], thresholdOf: (file: JudgedFile) => number, profile: Profile) {
  const outcomes = over.map((file) => outcomeAt(file, thresholdOf(file), profile));
  return {
    raw: outcomes.reduce((total, { raw }) => total + raw, 0),
    found: outcomes.reduce((total, { found }) => total + found, 0),
    falseRows: outcomes.reduce((total, { falseRows }) => total + falseRows, 0),
  };
}

/** Folds by a hash of the name, so that they do not depend on which files are there. */
function foldOf({ name }: JudgedFile): number {
  return Number(BigInt(`0x${createHash('sha256').update(name).digest('hex')}`) % BigInt(folds));
}

function othersThan(file: JudgedFile): JudgedFile[] {
  return files.filter((other) => foldOf(other) !== foldOf(file));
}
