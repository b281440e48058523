import { jsonText } from '../domain/json-text.ts';
import type { QuarantineSource } from '../domain/reading.ts';
import { numberArray, textArray } from './array-literal.ts';
import type { Queryable } from './queryable.ts';
import { run, statement } from './sql.ts';

const insert = statement('quarantine-insert');

/** The original is kept up to this many characters. */
const maxOriginalLength = 8_192;

export interface QuarantinedReading {
  readonly siteId: string | null;
  readonly equipmentId: string | null;
  readonly sensorType: string | null;
  readonly eventTimeMs: number | null;
  readonly code: string;
  readonly message: string;
  /** As it was received; JSON text is made of it here. */
  readonly original: unknown;
}

export async function quarantineReadings(
  db: Queryable,
  door: QuarantineSource,
  readings: readonly QuarantinedReading[],
): Promise<void> {
  await run(db, insert, [
    door,
    textArray(readings.map((reading) => reading.siteId)),
    textArray(readings.map((reading) => reading.equipmentId)),
    textArray(readings.map((reading) => reading.sensorType)),
    numberArray(readings.map((reading) => reading.eventTimeMs)),
    textArray(readings.map((reading) => reading.code)),
    textArray(readings.map((reading) => reading.message)),
    textArray(readings.map((reading) => originalText(reading.original))),
  ]);
}

/** JSON escapes NUL and lone surrogates, so that any original can be stored as text. */
function originalText(original: unknown): string {
  const text = jsonText(original);
  if (text === null) return '(nested too deeply to be kept)';
  if (text.length <= maxOriginalLength) return text;
  return `${text.slice(0, maxOriginalLength)}… (${text.length} characters in all)`;
}
