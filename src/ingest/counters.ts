import type { IngestResult } from '../domain/reading.ts';

/** Readings since the start of this server, for /metrics. */
export class IngestCounters {
  accepted = 0;
  duplicates = 0;
  readonly rejectedByCode = new Map<string, number>();

  count(result: IngestResult): void {
    this.accepted += result.accepted;
    this.duplicates += result.duplicates;
    for (const { code } of result.rejected) this.rejectedByCode.set(code, (this.rejectedByCode.get(code) ?? 0) + 1);
  }
}
