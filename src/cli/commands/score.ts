/** `andon score`: scores recorded data by the detectors, without a server and without a database. */
import { createWriteStream } from 'node:fs';
import { stat, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { finished } from 'node:stream/promises';
import { type Command, InvalidArgumentError, Option } from 'commander';
import { stringify } from 'csv-stringify/sync';
import { StartupError } from '../../errors.ts';
import { type Definition, unknownSensor } from '../../pipeline/sensor-definition.ts';
import { type ScoringDetector, scoringDetectors, stateSensor } from '../../scoring/detectors.ts';
import { type ScoreSummary, scoreCsv } from '../../scoring/score-csv.ts';
import { ToldAlarms } from '../../scoring/told-alarms.ts';
import { wholeNumber } from '../option-values.ts';

interface ScoreCommandOptions {
  readonly detector?: ScoringDetector;
  readonly timeColumn: string;
  readonly valueColumn: string;
  readonly valueColumns?: readonly string[];
  readonly delimiter: string;
  readonly train?: number;
  readonly states?: readonly string[];
  readonly out?: string;
  readonly alarms?: string;
}

/** `andon score`: detection over recorded data, without a server and without a database. */
export function registerScore(program: Command): void {
  program
    .command('score')
    .description(
      'Score the rows of a CSV file by a detector: every row is written again with anomaly_score (0…1, a rank, no probability) and is_anomaly (0 or 1) added. One pass, no look-ahead.',
    )
    .argument('<file>', 'CSV with a header; times without a zone are UTC, rows are in order of time')
    .addOption(
      new Option(
        '--detector <name>',
        'novelty looks at one sensor that measures, state at one that shows states, machine at several together; without it novelty for one column and machine for several',
      ).choices(scoringDetectors),
    )
    .option('--time-column <name>', 'the column of the time', 'timestamp')
    .option('--value-column <name>', 'the column of the value of one sensor', 'value')
    .option('--value-columns <names>', 'the columns of a machine’s sensors, with commas between them', columnNames)
    .option('--delimiter <character>', 'what stands between two columns', oneCharacter, ',')
    .option(
      '--train <rows>',
      'how many rows from the first one on are known to be good; machine learns from them (400)',
      wholeNumber(100, 1_000_000),
    )
    .option('--states <names>', 'the states that the sensor may show, with commas between them; for state', columnNames)
    .option('--out <file>', 'where to write; without it standard output')
    .option(
      '--alarms <file>',
      'where to write, as CSV, what operators would have been told of this one sensor by all detectors that run by default',
    )
    .action(async (file: string, options: ScoreCommandOptions) => {
      const valueColumns = options.valueColumns ?? [options.valueColumn];
      const { detector } = options;
      if (detector !== undefined && detector !== 'machine' && valueColumns.length > 1) {
        throw new StartupError(`${detector} looks at one sensor: give one --value-column, or --detector machine.`);
      }
      if (options.states !== undefined && detector !== 'state') {
        throw new StartupError('--states are those of --detector state.');
      }
      if (options.alarms !== undefined && valueColumns.length > 1) {
        throw new StartupError('--alarms looks at one sensor: give one --value-column.');
      }
      await score(file, options, valueColumns);
    });
}

async function score(file: string, options: ScoreCommandOptions, valueColumns: readonly string[]): Promise<void> {
  await keepApart(file, options);
  const to = options.out === undefined ? process.stdout : createWriteStream(options.out);
  const failed = new Promise<never>((_, reject) => {
    to.once('error', (error) =>
      reject(new StartupError(`${options.out ?? 'standard output'} cannot be written: ${error.message}`)),
    );
  });
  let toldPercent = 0;
  const told = options.alarms === undefined ? null : new ToldAlarms(sensorOf(file, options));
  const summary = await Promise.race([
    failed,
    scoreCsv(
      {
        file,
        delimiter: options.delimiter,
        timeColumn: options.timeColumn,
        valueColumns,
        detector: options.detector ?? null,
        trainingRows: options.train ?? null,
        ...(options.states === undefined ? {} : { allowedStates: options.states }),
      },
      {
        to,
        progress: (done, total) => {
          const percent = total === 0 ? 100 : Math.floor((done / total) * 100);
          if (percent < toldPercent + 10) return;
          toldPercent = percent;
          process.stderr.write(`${percent} %\n`);
        },
        ...(told === null ? {} : { each: (timeMs, [value = Number.NaN]) => told.take(timeMs, value) }),
      },
    ),
  ]);
  if (options.out !== undefined) {
    to.end();
    await finished(to);
  }
  if (options.alarms !== undefined && told !== null) await writeAlarms(options.alarms, told);
  process.stderr.write(summaryText(summary, options.detector !== 'machine' && valueColumns.length === 1));
}

function summaryText(
  { rows, anomalies, unreadable, firstUnreadable, outOfOrder, isLearningOnly }: ScoreSummary,
  isInOrder: boolean,
): string {
  const skipped = unreadable === 0 ? '' : `, ${unreadable} without a time or a value (${firstUnreadable ?? ''})`;
  const passed =
    outOfOrder === 0 || !isInOrder ? '' : `, ${outOfOrder} passed over, not later than one before: sort rows by time`;
  const learned =
    isLearningOnly && rows > 0 ? '\nnone was judged: the machine was learned from all of them (--train)' : '';
  return `${rows} rows scored, ${anomalies} anomalous${skipped}${passed}${learned}\n`;
}

/** What is written would be written over the recording, before it is read. */
async function keepApart(file: string, { out, alarms }: ScoreCommandOptions): Promise<void> {
  if (out !== undefined && alarms !== undefined && path.resolve(out) === path.resolve(alarms)) {
    throw new StartupError('--out and --alarms name the same file.');
  }
  const recording = await stat(file).catch(() => null);
  for (const target of [out, alarms]) {
    const existing = target === undefined ? null : await stat(target).catch(() => null);
    if (recording === null || existing === null || !existing.isFile()) continue;
    if (existing.dev === recording.dev && existing.ino === recording.ino) {
      throw new StartupError(`${target ?? ''} is the recording itself, and would be lost: name another file.`);
    }
  }
}

/** The sensor of a recording: the machine is called by the file, the sensor by its column. */
function sensorOf(file: string, { detector, valueColumn, states }: ScoreCommandOptions): Definition {
  const equipmentId = path.basename(file, path.extname(file));
  return detector === 'state'
    ? stateSensor(equipmentId, valueColumn, states ?? [])
    : unknownSensor(equipmentId, valueColumn);
}

async function writeAlarms(file: string, { alarms }: ToldAlarms): Promise<void> {
  const rows = alarms.map(({ when, detector, severity, sentence }) => ({
    time: when.toISOString(),
    detector,
    severity,
    sentence,
  }));
  const text = stringify(rows, { header: true, columns: ['time', 'detector', 'severity', 'sentence'] });
  try {
    await writeFile(file, text);
  } catch (error) {
    throw new StartupError(`${file} cannot be written: ${error instanceof Error ? error.message : String(error)}`, {
      cause: error,
    });
  }
  process.stderr.write(`${rows.length} alarms\n`);
}

function columnNames(text: string): string[] {
  const names = text.split(',').map((name) => name.trim());
  if (names.includes('')) throw new InvalidArgumentError('want names with commas between them');
  return names;
}

function oneCharacter(text: string): string {
  // As it is written, and as a shell hands it on.
  if (text === '\\t') return '\t';
  if (text.length === 1 && !'"\r\n'.includes(text)) return text;
  throw new InvalidArgumentError('want one character');
}
