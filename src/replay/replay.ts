/** Sends a CSV recording to a server at its own pace or a faster one, and goes on where it was interrupted. */
import { resolve } from 'node:path';
import { createClient } from '../client/andon-client.ts';
import type { Clock } from '../client/clock.ts';
import type { Random } from '../client/random.ts';
import type { SentCounts } from '../client/sent-counter.ts';
import { StartupError } from '../errors.ts';
import { ChunkSender } from './chunk-sender.ts';
import type { ColumnMapping } from './columns.ts';
import { fileIdentity, recordedRows } from './recorded-rows.ts';
import { forgetProgress, loadProgress } from './saved-progress.ts';
import { type Origin, type Pace, rowTimes } from './timeline.ts';

export interface ReplayOptions {
  readonly file: string;
  readonly url: string;
  /** For a server that asks for one. */
  readonly key?: string | null | undefined;
  readonly mapping: ColumnMapping;
  readonly pace: Pace;
  /** Where progress is kept until the replay is finished. */
  readonly statePath: string;
  /** Forget an earlier, interrupted replay. */
  readonly restart: boolean;
  readonly clock: Clock;
  readonly random: Random;
  /** Ends the replay, which can be resumed later. */
  readonly signal: AbortSignal;
  readonly onProgress?: (status: ReplayStatus) => void;
  /** Worth a line of its own: a bad row, a rejected reading, the server away or back. */
  readonly onNotice?: (notice: string) => void;
}

export interface ReplayStatus extends SentCounts {
  /** Rows that hold no reading. */
  readonly badRows: number;
  readonly bytes: number;
  readonly bytesTotal: number;
  /** When the next row is due; null while rows are being sent. */
  readonly nextDueMs: number | null;
  /** True once every row was answered for. */
  readonly finished: boolean;
}

/** Rows that fall due within this time share a request. */
const gatherMs = 200;
const longestSleepMs = 1_000;
const giveUpAfterMs = 5 * 60_000;

/**
 * Sends a recording through `ingestReadings`, in the file's order and one request at a time, while the next is being read.
 * Throws RequestFailure when the server stays away for five minutes or refuses the requests; the progress is kept.
 */
export async function replay(options: ReplayOptions): Promise<ReplayStatus> {
  const { clock, signal, file, pace } = options;
  const identity = await fileIdentity(file);
  const belongsTo = JSON.stringify([resolve(file), identity, options.url, options.mapping, pace]);
  if (options.restart) await forgetProgress(options.statePath);
  const saved = await loadProgress(options.statePath, belongsTo);
  const client = createClient({
    url: options.url,
    key: options.key,
    clock,
    random: options.random,
    signal,
    giveUpAfterMs,
    onTrouble: (trouble) => options.onNotice?.(trouble ?? 'the server answers again'),
  });
  if (saved !== null) options.onNotice?.(`resuming after line ${saved.throughLine}`);
  const sender = new ChunkSender({
    client,
    clock,
    statePath: options.statePath,
    belongsTo,
    unit: options.mapping.unit,
    saved,
    onNotice: options.onNotice ?? (() => undefined),
  });
  const resumeAfter = saved?.throughLine ?? 0;
  let origin: Origin | undefined = saved?.origin;
  let bytes = 0;
  const report = (nextDueMs: number | null, finished = false): ReplayStatus => {
    const status = { ...sender.counts(), bytes, bytesTotal: identity.bytes, nextDueMs, finished };
    options.onProgress?.(status);
    return status;
  };

  try {
    if (origin === undefined && pace.kind === 'max') origin = await newestIsNow(options);
    for await (const row of recordedRows(file, options.mapping)) {
      signal.throwIfAborted();
      bytes = row.endByte;
      if (row.line <= resumeAfter) continue;
      if (typeof row.reading === 'string') {
        sender.bad(row.line, row.reading);
        continue;
      }
      origin ??= { recordedMs: row.reading.timeMs, clockMs: clock.nowMs() };
      const { eventMs, dueMs } = rowTimes(row.reading.timeMs, origin, pace);
      if (dueMs !== null && dueMs > clock.nowMs()) {
        await sender.send(origin);
        await waitUntil(Math.max(dueMs, sender.lastSentMs + gatherMs), clock, signal, () => {
          sender.throwIfFailed();
          report(dueMs);
        });
        signal.throwIfAborted();
      }
      sender.add(row.line, row.reading, eventMs);
      if (!sender.full) continue;
      await sender.send(origin);
      report(null);
    }
    if (origin !== undefined) await sender.send(origin);
    await sender.answered();
  } catch (error) {
    // An interruption is no failure: the progress is there to go on from.
    if (signal.aborted) return report(null);
    throw error;
  }
  await forgetProgress(options.statePath);
  return report(null, true);
}

/** Reads the file once to find its newest row: an earlier one as "now" would put the rest into the future. */
async function newestIsNow(options: ReplayOptions): Promise<Origin> {
  let recordedMs = Number.NEGATIVE_INFINITY;
  options.onNotice?.('looking for the newest row');
  for await (const { reading } of recordedRows(options.file, options.mapping)) {
    options.signal.throwIfAborted();
    if (typeof reading !== 'string') recordedMs = Math.max(recordedMs, reading.timeMs);
  }
  if (recordedMs === Number.NEGATIVE_INFINITY) {
    throw new StartupError(`${options.file} has no row with a reading in the named columns.`);
  }
  return { recordedMs, clockMs: options.clock.nowMs() };
}

async function waitUntil(wakeMs: number, clock: Clock, signal: AbortSignal, report: () => void): Promise<void> {
  for (let leftMs = wakeMs - clock.nowMs(); leftMs > 0 && !signal.aborted; leftMs = wakeMs - clock.nowMs()) {
    report();
    await clock.sleep(Math.min(leftMs, longestSleepMs), signal);
  }
}
