/** `andon replay FILE`: sends the readings of a CSV file to a server. */
import { type Command, InvalidArgumentError } from 'commander';
import { systemClock } from '../../client/clock.ts';
import { RequestFailure } from '../../client/graphql-request.ts';
import { seededRandom } from '../../client/random.ts';
import { StartupError } from '../../errors.ts';
import type { ColumnMapping } from '../../replay/columns.ts';
import { type ReplayStatus, replay } from '../../replay/replay.ts';
import type { Pace } from '../../replay/timeline.ts';
import { clientKey } from '../client-environment.ts';
import { defaultUrl, httpUrl, positiveNumber } from '../option-values.ts';
import { createProgressView } from '../progress-view.ts';
import { failureLines, keyHelp } from '../request-failure.ts';
import { stopSignal } from '../stop-signal.ts';
import {
  duration,
  type QuarantineCommandOptions,
  qualityWord,
  renaming,
  runQuarantineReplay,
} from './replay-quarantine.ts';

interface ReplayCommandOptions extends QuarantineCommandOptions {
  readonly quarantine?: boolean;
  readonly speed?: number | 'max';
  readonly keepTimestamps?: boolean;
  readonly timestampColumn: string;
  readonly valueColumn: string;
  readonly equipmentColumn: string;
  readonly sensorColumn: string;
  readonly unit?: string;
  readonly missing?: readonly string[];
  readonly delimiter: string;
  readonly state?: string;
  readonly restart?: boolean;
}

export function registerReplay(program: Command): void {
  program
    .command('replay')
    .description(
      'Send recorded readings from a CSV file to a server, or with --quarantine those that it did not take, mended. An interrupted replay goes on where it stopped when the same command is given again. ' +
        keyHelp,
    )
    .argument(
      '[file]',
      'CSV with a header: timestamp, value and, unless given as options, equipment and sensor; times without a zone are UTC',
    )
    .option('--url <address>', 'the GraphQL address of the server', httpUrl, defaultUrl)
    .option(
      '--speed <factor>',
      'how much faster than recorded, from the first row as now (1); or "max": as fast as the server takes it, with the newest row as now',
      replaySpeed,
    )
    .option('--keep-timestamps', 'send the times as recorded, as fast as the server takes them unless --speed is given')
    .option('--timestamp-column <name>', 'the column of the time', 'timestamp')
    .option('--value-column <name>', 'the column of the value', 'value')
    .option('--equipment-column <name>', 'the column of the equipment', 'equipment')
    .option('--sensor-column <name>', 'the column of the sensor type', 'sensor')
    .option('--equipment <id>', 'the equipment of every row; with --quarantine: this equipment only')
    .option('--sensor <type>', 'the sensor type of every row; with --quarantine: this sensor only')
    .option('--unit <unit>', 'the unit of every row')
    .option(
      '--missing <values>',
      'what the file has where there is no value, such as -9999,null: sent as no value of quality BAD',
      (text) => text.split(',').map((word) => word.trim()),
    )
    .option('--delimiter <character>', 'what stands between the columns', singleCharacter, ',')
    .option('--state <path>', 'where progress is kept until the end (FILE.andon-replay.json)')
    .option('--restart', 'forget an interrupted replay and begin anew')
    .option('--quarantine', 'send what is open in quarantine instead of a file; each entry is taken once')
    .option('--code <codes...>', 'of quarantine: these reasons only, such as UNIT_MISMATCH')
    .option('--site <id>', 'of quarantine: this site only')
    .option('--from <time>', 'of quarantine: what came at or after this time, RFC 3339')
    .option('--to <time>', 'of quarantine: what came before this time')
    .option('--set-units <unit>', 'mend: the unit that the number is really in')
    .option('--set-quality <word>', 'mend: GOOD, UNCERTAIN or BAD', qualityWord)
    .option('--map-equipment <old=new>', 'mend: another equipment; may be repeated, =NEW where it is missing', renaming)
    .option('--map-sensor <old=new>', 'mend: another sensor; may be repeated, =NEW where it is missing', renaming)
    .option('--shift-time <duration>', 'mend: a clock that was wrong, such as -1h or +90s', duration)
    .option('--dry-run', 'of quarantine: show what would be sent, and send nothing')
    .action(async (file: string | undefined, options: ReplayCommandOptions) => {
      if ((file === undefined) !== (options.quarantine ?? false)) {
        throw new StartupError('Give either a file or --quarantine (andon replay --help tells more).');
      }
      process.exitCode = file === undefined ? await runQuarantineReplay(options) : await runReplay(file, options);
    });
}

async function runReplay(file: string, options: ReplayCommandOptions): Promise<number> {
  const stop = stopSignal();
  const view = createProgressView();
  try {
    const status = await replay({
      file,
      url: options.url,
      key: clientKey(),
      mapping: mappingOf(options),
      pace: paceOf(options),
      statePath: options.state ?? `${file}.andon-replay.json`,
      restart: options.restart ?? false,
      clock: systemClock,
      random: seededRandom(process.pid),
      signal: stop.signal,
      onProgress: (status) => view.progress(status.bytes, status.bytesTotal, `${countsText(status)}${dueText(status)}`),
      onNotice: view.say,
    });
    view.end();
    for (const line of summary(status)) view.say(line);
    return status.finished && status.rejected === 0 && status.badRows === 0 ? 0 : 1;
  } catch (error) {
    view.end();
    if (!(error instanceof RequestFailure)) throw error;
    for (const words of failureLines(error, 'scope INGEST')) view.say(words);
    view.say('What was acknowledged is kept: give the same command again to go on.');
    return 1;
  } finally {
    stop.release();
  }
}

/** The mapping alone: the saved progress belongs to it, and not to --restart or --state. */
function mappingOf(options: ReplayCommandOptions): ColumnMapping {
  const { delimiter, timestampColumn, valueColumn, equipmentColumn, sensorColumn, equipment, sensor, unit, missing } =
    options;
  return { delimiter, timestampColumn, valueColumn, equipmentColumn, sensorColumn, equipment, sensor, unit, missing };
}

function paceOf({ speed, keepTimestamps = false }: ReplayCommandOptions): Pace {
  const wanted = speed ?? (keepTimestamps ? 'max' : 1);
  return wanted === 'max' ? { kind: 'max', keepTimestamps } : { kind: 'paced', speed: wanted, keepTimestamps };
}

const hints: Readonly<Record<string, string>> = {
  TIMESTAMP_TOO_OLD: 'older than the server keeps readings; a --speed factor brings a long recording to now',
  CONFLICTING_DUPLICATE:
    'another value for the same sensor and millisecond: the recording repeats a time, or a --speed too high for its intervals',
};

function summary(status: ReplayStatus): string[] {
  const lines = [
    `${status.finished ? 'finished' : 'interrupted; give the same command again to go on'}: ${countsText(status)}`,
  ];
  for (const [code, count] of Object.entries(status.rejectedByCode)) {
    const hint = hints[code];
    lines.push(`  rejected, ${code}: ${count}${hint === undefined ? '' : ` (${hint})`}`);
  }
  if (status.badRows > 0) lines.push(`  rows without a reading: ${status.badRows}`);
  return lines;
}

function countsText(status: ReplayStatus): string {
  const { sent, accepted, duplicates, rejected, badRows } = status;
  return `sent ${sent} · accepted ${accepted} · duplicates ${duplicates} · rejected ${rejected} · bad rows ${badRows}`;
}

function dueText({ nextDueMs }: ReplayStatus): string {
  if (nextDueMs === null) return '';
  const seconds = (nextDueMs - Date.now()) / 1_000;
  return seconds < 1 ? '' : ` · next row in ${Math.ceil(seconds)} s`;
}

function replaySpeed(text: string): number | 'max' {
  return text === 'max' ? 'max' : positiveNumber(text);
}

function singleCharacter(text: string): string {
  const character = text === '\\t' || text === 'tab' ? '\t' : text;
  if (character.length === 1 && character !== '"') return character;
  throw new InvalidArgumentError('want one character, or "tab"');
}
