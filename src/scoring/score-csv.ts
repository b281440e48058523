/** Scores the rows of a CSV file, for `andon score`. */
import { once } from 'node:events';
import { createReadStream } from 'node:fs';
import { stat } from 'node:fs/promises';
import type { Writable } from 'node:stream';
import { parse } from 'csv-parse';
import { stringify } from 'csv-stringify/sync';
import { columnPlace } from '../domain/readings/recorded-columns.ts';
import { recordedTimeMs } from '../domain/readings/recorded-time.ts';
import { StartupError } from '../errors.ts';
import { usualTrainingRows } from '../pipeline/detect/machine/machine-novelty.ts';
import { createScorer, type ScoringDetector, usualDetector } from './detectors.ts';

/** Scores the rows of a CSV file one after the other, in one pass: what a row is given depends on it and the rows before it alone. */

export interface ScoreRequest {
  readonly file: string;
  readonly delimiter: string;
  readonly timeColumn: string;
  /** One for a sensor, several for a machine. */
  readonly valueColumns: readonly string[];
  readonly detector: ScoringDetector | null;
  readonly trainingRows: number | null;
  readonly allowedStates?: readonly string[];
}

export interface ScoreSummary {
  readonly rows: number;
  readonly anomalies: number;
  /** Rows without a time, or without a number (of states, anything) in a chosen column: they score 0. */
  readonly unreadable: number;
  /** Which row is the first of these, and what it has there; null where there is none. */
  readonly firstUnreadable: string | null;
  /** Rows that are not later than one before them: `novelty` and `state` pass over them, and they score 0. */
  readonly outOfOrder: number;
  /** From all of them a machine was learned, and none was judged. */
  readonly isLearningOnly: boolean;
}

export interface ScoreOutput {
  readonly to: Writable;
  /** Bytes read so far, and of the whole file. */
  readonly progress: (done: number, total: number) => void;
  /** Hears of every row with a time and values, in the order of the file; times in epoch ms. Of states their texts, else numbers. */
  readonly each?: (timeMs: number, values: readonly (number | string)[]) => void;
}

const addedColumns = ['anomaly_score', 'is_anomaly'] as const;

/** Throws a StartupError that names the file and what is wrong: it cannot be read, has no header, or lacks a column. */
export async function scoreCsv(request: ScoreRequest, { to, progress, each }: ScoreOutput): Promise<ScoreSummary> {
  const { file, delimiter, valueColumns } = request;
  const total = await sizeOf(file);
  const detector = request.detector ?? usualDetector(valueColumns.length);
  const scoreRow = createScorer({
    detector,
    trainingRows: request.trainingRows,
    allowedStates: request.allowedStates ?? [],
  });
  const isOfStates = detector === 'state';
  const source = createReadStream(file);
  const parser = parse({ delimiter, bom: true, relax_column_count: true, skip_empty_lines: true });
  const failed = new Promise<never>((_, reject) => {
    for (const stream of [source, parser]) stream.once('error', reject);
  });
  failed.catch(() => undefined);
  const rows: AsyncIterable<string[]> = source.pipe(parser);
  let places: Places | null = null;
  let count = 0;
  let anomalies = 0;
  let unreadable = 0;
  let firstUnreadable: string | null = null;
  let outOfOrder = 0;
  let newestMs = Number.NEGATIVE_INFINITY;
  const work = async (): Promise<void> => {
    for await (const row of rows) {
      if (places === null) {
        places = placesOf(row, request, detector);
        await write(to, stringify([[...row, ...addedColumns]], { delimiter }));
        continue;
      }
      const timeMs = places.time === null ? null : recordedTimeMs(row[places.time] ?? '');
      const texts = places.values.map((place) => row[place] ?? '');
      const values = texts.map(numberIn);
      const isReadable = isOfStates ? texts.every((text) => text.trim() !== '') : values.every(Number.isFinite);
      if ((places.time !== null && timeMs === null) || !isReadable) {
        unreadable += 1;
        firstUnreadable ??= unreadableText(count + 2, row, places, request, isOfStates);
      } else if (timeMs !== null) {
        if (timeMs <= newestMs) outOfOrder += 1;
        newestMs = Math.max(newestMs, timeMs);
        each?.(timeMs, isOfStates ? texts : values);
      }
      const { score, isAnomaly } = scoreRow(timeMs === null ? null : timeMs / 1_000, values, texts);
      count += 1;
      if (isAnomaly) anomalies += 1;
      await write(to, stringify([[...row, String(score), isAnomaly ? '1' : '0']], { delimiter }));
      if (count % 1_000 === 0) progress(source.bytesRead, total);
    }
  };
  await Promise.race([work(), failed]).catch((error: unknown) => {
    source.destroy();
    if (error instanceof StartupError) throw error;
    throw new StartupError(`${file} cannot be read as CSV: ${error instanceof Error ? error.message : String(error)}`, {
      cause: error,
    });
  });
  if (places === null) throw new StartupError(`${file} is empty; its first row has to name the columns.`);
  if (firstUnreadable !== null && unreadable === count) {
    throw new StartupError(
      `${file} has no row that can be scored: ${firstUnreadable}. Numbers have a decimal point; times are as 2026-01-31 08:00:00, with or without a zone, or seconds or milliseconds since 1970.`,
    );
  }
  progress(total, total);
  const learned = detector === 'machine' ? (request.trainingRows ?? usualTrainingRows) : 0;
  return {
    rows: count,
    anomalies,
    unreadable,
    firstUnreadable,
    outOfOrder,
    isLearningOnly: learned > 0 && count - unreadable <= learned,
  };
}

interface Places {
  /** Null for a machine whose rows need no time. */
  readonly time: number | null;
  readonly values: readonly number[];
}

const usualDelimiters = [',', ';', '\t', '|'];

function placesOf(header: readonly string[], request: ScoreRequest, detector: ScoringDetector): Places {
  const { file, delimiter, timeColumn, valueColumns } = request;
  const [only = ''] = header;
  const other = usualDelimiters.find((one) => one !== delimiter && only.includes(one));
  if (header.length === 1 && other !== undefined) {
    throw new StartupError(
      `${file} has one column, "${only}", when it is read with "${delimiter}" between columns. Name what stands there with --delimiter ${other === '\t' ? "'\\t'" : `'${other}'`}.`,
    );
  }
  const valueOption = valueColumns.length > 1 ? '--value-columns' : '--value-column';
  const place = (name: string, holds: string, option: string): number =>
    columnPlace(header, { name, holds, wayOut: `Name it with ${option}.` }, file);
  const needsTime = detector !== 'machine' || header.some((name) => name.trim() === timeColumn);
  return {
    time: needsTime ? place(timeColumn, 'time', '--time-column') : null,
    values: valueColumns.map((column) => place(column, 'value', valueOption)),
  };
}

/** Such as `row 2 has "12,5" in "value", which is no number`. */
function unreadableText(
  line: number,
  row: readonly string[],
  places: Places,
  { timeColumn, valueColumns }: ScoreRequest,
  isOfStates: boolean,
): string {
  const time = places.time === null ? null : (row[places.time] ?? '');
  if (time !== null && recordedTimeMs(time) === null)
    return `row ${line} has "${time}" in "${timeColumn}", which is no time`;
  const texts = places.values.map((place) => row[place] ?? '');
  const at = texts.findIndex((text) => (isOfStates ? text.trim() === '' : !Number.isFinite(numberIn(text))));
  return `row ${line} has "${texts[at] ?? ''}" in "${valueColumns[at] ?? ''}", which is no ${isOfStates ? 'state' : 'number'}`;
}

function numberIn(text: string): number {
  return text.trim() === '' ? Number.NaN : Number(text);
}

async function sizeOf(file: string): Promise<number> {
  try {
    return (await stat(file)).size;
  } catch (error) {
    throw new StartupError(`${file} cannot be read: ${error instanceof Error ? error.message : String(error)}`, {
      cause: error,
    });
  }
}

/** Backpressure: waits while the output is full. */
async function write(to: Writable, text: string): Promise<void> {
  if (!to.write(text)) await once(to, 'drain');
}
