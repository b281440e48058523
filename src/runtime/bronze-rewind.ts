/** Finds out whether the log of bronze went back in time under open connections. */
import type { SignalState } from '../db/signals/signal-state.ts';

/**
 * Whether the log of bronze is still the one that was seen before. A database that went back in time stands at an earlier batch, or
 * has given the number to another. To be asked with one reconciliation poll after the other, in the order in which they were read.
 */
export class BronzeRewind {
  #batchNo = 0;
  #mark: string | null = null;

  /** What the next reconciliation poll is to be asked for. */
  get knownBatchNo(): number {
    return this.#batchNo;
  }

  /** Takes what stands there now as known. */
  isRewound({ bronzeBatchNo, bronzeMark, knownBronzeMark }: SignalState): boolean {
    // One past its retention has no mark any more.
    const isOther = this.#mark !== null && knownBronzeMark !== null && knownBronzeMark !== this.#mark;
    const isRewound = bronzeBatchNo < this.#batchNo || isOther;
    this.#batchNo = bronzeBatchNo;
    this.#mark = bronzeMark;
    return isRewound;
  }
}
