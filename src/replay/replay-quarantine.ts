/** Corrects readings of quarantine and sends them to the server again. */
import type { AndonClient, QuarantinedInput, QuarantineEntry, QuarantineFilter } from '../client/andon-client.ts';
import { type Mending, mended } from './mending.ts';

export interface QuarantineReplayOptions {
  readonly client: AndonClient;
  readonly filter: QuarantineFilter;
  readonly mending: Mending;
  /** Only tell what would be sent. */
  readonly dryRun: boolean;
  /** Ends the replay; the same call goes on with what is still open. */
  readonly signal: AbortSignal;
  readonly onProgress: (status: QuarantineReplayStatus) => void;
  /** Told of each reading before it is sent, or why it is left out. */
  readonly onEntry: (entry: QuarantineEntry, mended: { reading: QuarantinedInput } | { skip: string }) => void;
  /** Told of each reading that was rejected again. */
  readonly onRejected: (entry: QuarantineEntry, code: string, message: string) => void;
}

export interface QuarantineReplayStatus {
  /** Entries that matched the filter and were not sent before. */
  readonly found: number;
  readonly sent: number;
  readonly accepted: number;
  readonly duplicates: number;
  readonly rejected: number;
  readonly skipped: number;
  /** True once every entry was looked at. */
  readonly finished: boolean;
}

/**
 * Sends what is open in quarantine again, newest first and page by page. The server marks what it takes together with taking it, so an
 * interrupted replay, or two at once, send nothing twice.
 */
export async function replayQuarantine(options: QuarantineReplayOptions): Promise<QuarantineReplayStatus> {
  const { client, filter, mending, dryRun, signal } = options;
  const status = { found: 0, sent: 0, accepted: 0, duplicates: 0, rejected: 0, skipped: 0, finished: false };
  try {
    for (let after: string | null = null; ; ) {
      const page = await client.openQuarantine(filter, after);
      status.found += page.entries.length;
      const sending = page.entries.flatMap((entry) => {
        const result = mended(entry, mending);
        options.onEntry(entry, result);
        return 'skip' in result ? [] : [{ entry, reading: result.reading }];
      });
      status.skipped += page.entries.length - sending.length;
      if (sending.length > 0 && !dryRun) {
        const result = await client.replayQuarantine(sending.map(({ entry, reading }) => ({ id: entry.id, reading })));
        status.sent += sending.length;
        status.accepted += result.accepted;
        // Somebody else may have sent it between the reading of the page and now.
        status.duplicates += result.duplicates + result.alreadyReplayed;
        status.rejected += result.rejected.length;
        for (const { index, code, message } of result.rejected) {
          const entry = sending[index]?.entry;
          if (entry !== undefined) options.onRejected(entry, code, message);
        }
      } else if (dryRun) {
        status.sent += sending.length;
      }
      options.onProgress(status);
      after = page.next;
      if (after === null) return { ...status, finished: true };
    }
  } catch (error) {
    if (signal.aborted) return status;
    throw error;
  }
}
