/** `npm run train:autoencoder`: trains an autoencoder on rows of a machine's health, and writes it as a file for the detector outside_model. */
import { createReadStream } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { parse } from 'csv-parse';
import { scoreRow, trainAutoencoder, usualTraining } from './autoencoder.ts';
import { autoencoderFile } from './autoencoder-file.ts';

const { values: options } = parseArgs({
  options: {
    file: { type: 'string' },
    columns: { type: 'string' },
    delimiter: { type: 'string', default: ',' },
    rows: { type: 'string', default: '10080' },
    epochs: { type: 'string', default: String(usualTraining.epochs) },
    seed: { type: 'string', default: String(usualTraining.seed) },
    out: { type: 'string', default: 'model.onnx' },
    help: { type: 'boolean', default: false },
  },
});
if (options.help || options.file === undefined || options.columns === undefined) {
  console.log(`npm run train:autoencoder -- --file ROWS.csv --columns flow,pressure,… [--delimiter ,] [--rows 10080] [--epochs 20] [--seed 1] [--out model.onnx]

Trains on the first --rows rows of the file, one-minute means of one machine in health with a column for each sensor, called as its type. Of each four hours the
last is held back, and scales the score: 1 is as far out as half a percent of it. Writes --out, for ANDON_DETECTOR_FILE; the same rows and seed give the same file.`);
  process.exit(options.help ? 0 : 1);
}

const columns = options.columns.split(',').map((name) => name.trim());
const most = Number(options.rows);
const rows: number[][] = [];
const records = createReadStream(options.file).pipe(parse({ delimiter: options.delimiter, bom: true, columns: true }));
for await (const record of records) {
  const given: Readonly<Record<string, string>> = record;
  const missing = columns.find((name) => given[name] === undefined);
  if (missing !== undefined)
    throw new Error(`${options.file} has no column ${missing}; it has ${Object.keys(given).join(', ')}`);
  const row = columns.map((name) => Number.parseFloat(given[name] ?? ''));
  if (row.every(Number.isFinite)) rows.push(row);
  if (rows.length >= most) break;
}
const training = { epochs: Number(options.epochs), seed: Number(options.seed) };
const model = trainAutoencoder(columns, rows, training);
const about = `Autoencoder of ${columns.join(', ')}, trained on ${rows.length} rows of ${path.basename(options.file)}, ${training.epochs} epochs, seed ${training.seed}`;
await writeFile(options.out, autoencoderFile(model, about));
const scores = rows.map((row) => scoreRow(model, row).score).sort((a, b) => a - b);
const [median, highest] = [scores[Math.floor(scores.length / 2)] ?? 0, scores.at(-1) ?? 0];
console.log(
  `${about}; its score of these rows: median ${median.toFixed(3)}, highest ${highest.toFixed(3)}; written to ${options.out}`,
);
