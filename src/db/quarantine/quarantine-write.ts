/** Writes readings into quarantine, with their originals and reasons. */
import { jsonTextCut } from '../../domain/json-text.ts';
import type { QuarantineSource } from '../../domain/readings/reading.ts';
import { maxOriginalLength } from '../../limits.ts';
import { numberArray, textArray } from '../query/array-literal.ts';
import type { Queryable } from '../query/queryable.ts';
import { run, statement } from '../query/statement.ts';

const insert = statement('quarantine-insert');

/** All originals of one call together; columns repeat their units in each reading, and must not make gigabytes of one request. */
const maxTogether = 8 * 1_024 * 1_024;
const shortLength = 512;

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
  source: QuarantineSource,
  readings: readonly QuarantinedReading[],
): Promise<void> {
  let together = 0;
  const originals = readings.map(({ original }) => {
    const text = originalText(original, together < maxTogether ? maxOriginalLength : shortLength);
    together += text.length;
    return text;
  });
  await run(db, insert, [
    source,
    textArray(readings.map((reading) => reading.siteId)),
    textArray(readings.map((reading) => reading.equipmentId)),
    textArray(readings.map((reading) => reading.sensorType)),
    numberArray(readings.map((reading) => reading.eventTimeMs)),
    textArray(readings.map((reading) => reading.code)),
    textArray(readings.map((reading) => reading.message)),
    textArray(originals),
  ]);
}

/**
 * JSON escapes NUL and lone surrogates, so that any original can be stored as text. Texts inside are cut before they are written: to
 * write one of megabytes in order to keep its beginning is what a refusal would mostly consist of.
 */
export function originalText(original: unknown, maxLength: number): string {
  const { text, leftOut } = jsonTextCut(original, maxLength);
  if (text === null) return '(nested too deeply to be kept)';
  if (text.length <= maxLength) return text;
  return `${text.slice(0, maxLength)}… (${text.length + leftOut} characters in all)`;
}
