/** The files that `andon simulate` writes of its mine: the ledger of what was wrong, and the recording of one machine. */
import { createWriteStream } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import { pipeline } from 'node:stream/promises';
import { StartupError } from '../errors.ts';
import type { LedgerEntry } from '../simulator/faults/ledger.ts';
import { type RecordingOptions, recordingRows } from '../simulator/recording.ts';

export interface LedgerHeading {
  readonly seed: number;
  /** The clock's time at the plan's hour 0, epoch ms. */
  readonly planStartedMs: number;
  /** Hours of the mine an hour. */
  readonly speed: number;
}

const hourMs = 3_600_000;

/** Each entry with its hours of the plan, and with the clock's times, which readings and alarms carry. */
export async function writeLedger(
  file: string,
  { seed, planStartedMs, speed }: LedgerHeading,
  entries: readonly LedgerEntry[],
): Promise<void> {
  const clockTime = (hours: number | null): string | null =>
    hours === null ? null : new Date(planStartedMs + (hours * hourMs) / speed).toISOString();
  const faults = entries.map((entry) => ({
    ...entry,
    onsetAt: clockTime(entry.onsetHours),
    endAt: clockTime(entry.endHours),
    firstLimitAt: clockTime(entry.firstLimitHours),
    criticalAt: clockTime(entry.criticalHours),
  }));
  await writing(
    file,
    writeFile(file, `${JSON.stringify({ seed, speed, startedAt: clockTime(0), faults }, null, 2)}\n`),
  );
}

/** Returns the number of rows. */
export async function writeRecording(file: string, options: RecordingOptions): Promise<number> {
  let rows = -1;
  const lines = function* (): Generator<string> {
    for (const row of recordingRows(options)) {
      rows += 1;
      yield `${row.join(',')}\n`;
    }
  };
  await writing(file, pipeline(lines(), createWriteStream(file)));
  return rows;
}

async function writing(file: string, written: Promise<void>): Promise<void> {
  try {
    await written;
  } catch (error) {
    throw new StartupError(`${file} cannot be written: ${error instanceof Error ? error.message : String(error)}`);
  }
}
