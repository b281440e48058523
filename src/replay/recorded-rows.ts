/** Reads the rows of a CSV recording one at a time. */
import { stat } from 'node:fs/promises';
import { CsvError, parse } from 'csv-parse/sync';
import { MissingValues } from '../domain/readings/missing-values.ts';
import { numberOfText } from '../domain/readings/numeric-text.ts';
import { otherCount } from '../domain/readings/reading-time.ts';
import { recordedTimeMs } from '../domain/readings/recorded-time.ts';
import { StartupError } from '../errors.ts';
import { type ColumnMapping, type ColumnPlaces, findColumns } from './columns.ts';
import { type FileLine, fileLines } from './file-lines.ts';

export interface RecordedReading {
  readonly timeMs: number;
  /** Null: the recording says that there was none. */
  readonly value: number | null;
  readonly equipmentId: string;
  readonly sensorType: string;
}

export interface RecordedRow {
  /** The line in the file, from 1; the header is line 1. */
  readonly line: number;
  readonly endByte: number;
  /** The reading, or why the row holds none. */
  readonly reading: RecordedReading | string;
}

/** The size of a file, for progress; a file that is not there or no file is an error that says so. */
export async function fileIdentity(file: string): Promise<{ bytes: number; modifiedMs: number }> {
  try {
    const found = await stat(file);
    if (!found.isFile()) throw new StartupError(`${file} is not a file.`);
    return { bytes: found.size, modifiedMs: found.mtimeMs };
  } catch (error) {
    if (error instanceof StartupError) throw error;
    const reason = error instanceof Error ? error.message : String(error);
    throw new StartupError(`${file} cannot be read: ${reason}`, { cause: error });
  }
}

/** The rows of a recording after its header, one at a time; blank lines are left out. A row is a line: no field holds a line break. */
export async function* recordedRows(file: string, mapping: ColumnMapping): AsyncGenerator<RecordedRow> {
  let places: ColumnPlaces | null = null;
  const missing = new MissingValues(mapping.missing ?? []);
  for await (const line of fileLines(file)) {
    if (line.text?.trim() === '') continue;
    if (places === null) {
      const header = fields(line, mapping.delimiter);
      if (typeof header === 'string') throw new StartupError(`The header of ${file} cannot be read: ${header}.`);
      places = findColumns(header, mapping, file);
      continue;
    }
    const reading = readingOf(fields(line, mapping.delimiter), places, missing);
    yield { line: line.number, endByte: line.endByte, reading };
  }
  if (places === null) throw new StartupError(`${file} is empty: it needs a header line that names the columns.`);
}

function fields({ text }: FileLine, delimiter: string): readonly string[] | string {
  if (text === null) return 'the line is longer than a megabyte';
  if (!text.includes('"')) return text.split(delimiter);
  // Line by line, so that a quote that never closes spoils its own row and not the rest of the file.
  try {
    return parse(text, { delimiter, relax_column_count: true })[0] ?? [];
  } catch (error) {
    if (error instanceof CsvError) return `the quotes do not match (${error.code})`;
    throw error;
  }
}

function readingOf(
  row: readonly string[] | string,
  places: ColumnPlaces,
  missing: MissingValues,
): RecordedReading | string {
  if (typeof row === 'string') return row;
  const timeText = row[places.timestamp]?.trim() ?? '';
  if (timeText === '') return 'the time is missing';
  const timeMs = recordedTimeMs(timeText);
  if (timeMs === null) return notATime(timeText);
  const valueText = row[places.value]?.trim() ?? '';
  const isMissing = missing.has(valueText);
  if (valueText === '' && !isMissing) return 'the value is missing';
  const value = isMissing ? null : numberOfText(valueText);
  if (!isMissing && (value === null || !Number.isFinite(value)))
    return `"${shortened(valueText)}" is not a finite number`;
  const equipmentId = typeof places.equipment === 'string' ? places.equipment : (row[places.equipment]?.trim() ?? '');
  if (equipmentId === '') return 'the equipment is missing';
  const sensorType = typeof places.sensor === 'string' ? places.sensor : (row[places.sensor]?.trim() ?? '');
  if (sensorType === '') return 'the sensor type is missing';
  return { timeMs, value, equipmentId, sensorType };
}

function notATime(text: string): string {
  const other = otherCount(numberOfText(text) ?? Number.NaN);
  return `"${shortened(text)}" is not a time${other === null ? '' : `: it looks like ${other}`}`;
}

function shortened(text: string): string {
  return text.length <= 40 ? text : `${text.slice(0, 40)}…`;
}
