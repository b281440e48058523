import type { BronzeBatch } from '../domain/readings/reading.ts';

/**
 * The newest batches of the log, as this server appended them, kept in memory so that the pipeline need not read back what the server
 * has just written. Batch numbers are gapless, which is what makes the memory trustworthy: if it has every number from the checkpoint
 * on, nothing is missing, whichever server wrote in between. That holds until the database goes back in time.
 */
export class LogTail {
  readonly #batches = new Map<number, BronzeBatch>();
  readonly #maxReadings: number;
  #readings = 0;

  constructor(maxReadings: number) {
    this.#maxReadings = maxReadings;
  }

  add(batch: BronzeBatch): void {
    // Over the bound the newest is left out, not the oldest: the oldest is needed next, the rest is in the database.
    if (this.#readings + batch.readings.length > this.#maxReadings) return;
    this.#batches.set(batch.batchNo, batch);
    this.#readings += batch.readings.length;
  }

  /** The unbroken run of batches directly after the given one, up to about `maxReadings`; empty when the next one is not here. */
  after(batchNo: number, maxReadings: number): BronzeBatch[] {
    const run: BronzeBatch[] = [];
    let readings = 0;
    for (let next = this.#batches.get(batchNo + 1); next !== undefined; next = this.#batches.get(next.batchNo + 1)) {
      if (run.length > 0 && readings + next.readings.length > maxReadings) break;
      run.push(next);
      readings += next.readings.length;
    }
    return run;
  }

  /** Forgets batches that every owned shard has processed. */
  forgetUpTo(batchNo: number): void {
    for (const [number, batch] of this.#batches) {
      if (number > batchNo) continue;
      this.#batches.delete(number);
      this.#readings -= batch.readings.length;
    }
  }

  /** What was written may not be in the log any more. */
  clear(): void {
    this.#batches.clear();
    this.#readings = 0;
  }

  get readings(): number {
    return this.#readings;
  }
}
