/** Counts what became of the readings that a client has sent. */
import type { IngestResult } from './andon-client.ts';

/** What became of the readings so far. */
export interface SentCounts {
  readonly sent: number;
  readonly accepted: number;
  readonly duplicates: number;
  readonly rejected: number;
  readonly rejectedByCode: Readonly<Record<string, number>>;
  /** Given up unsent because the buffer was full or the run ended. */
  readonly dropped: number;
}

/** Counts readings by what the server answered to them; counts of an interrupted run can be gone on from. */
export class SentCounter {
  #sent = 0;
  #accepted = 0;
  #duplicates = 0;
  #dropped = 0;
  readonly #rejectedByCode = new Map<string, number>();

  constructor(start?: SentCounts) {
    if (start === undefined) return;
    this.#sent = start.sent;
    this.#accepted = start.accepted;
    this.#duplicates = start.duplicates;
    this.#dropped = start.dropped;
    this.#rejectedByCode = new Map(Object.entries(start.rejectedByCode));
  }

  answered(sent: number, result: IngestResult): void {
    this.#sent += sent;
    this.#accepted += result.accepted;
    this.#duplicates += result.duplicates;
    for (const { code } of result.rejected) this.#rejectedByCode.set(code, (this.#rejectedByCode.get(code) ?? 0) + 1);
  }

  dropped(readings: number): void {
    this.#dropped += readings;
  }

  counts(): SentCounts {
    let rejected = 0;
    for (const count of this.#rejectedByCode.values()) rejected += count;
    return {
      sent: this.#sent,
      accepted: this.#accepted,
      duplicates: this.#duplicates,
      rejected,
      rejectedByCode: Object.fromEntries(this.#rejectedByCode),
      dropped: this.#dropped,
    };
  }
}
