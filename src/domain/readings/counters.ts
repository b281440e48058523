import type { ExpectationName } from './expectation.ts';
import { windowStartMs } from '../window.ts';

/**
 * What readings are counted under: the expectation that they did not meet, or what they add up to. `received` is everything that
 * came to a door, `good`, `uncertain` and `bad` what was stored of it, `warned` what silver took with at least one flag.
 */
export type Tally = ExpectationName | 'received' | 'good' | 'uncertain' | 'bad' | 'warned';

/** So many readings of one minute, by the server's clock at their arrival. */
export interface TallyRow {
  readonly minuteMs: number;
  readonly tally: Tally;
  readonly readings: number;
}

/** Counts readings in memory, by minute of arrival. */
export class TallySheet {
  readonly #minutes = new Map<number, Map<Tally, number>>();

  add(receivedAtMs: number, tally: Tally, readings = 1): void {
    const minuteMs = windowStartMs(receivedAtMs);
    let minute = this.#minutes.get(minuteMs);
    if (minute === undefined) {
      minute = new Map();
      this.#minutes.set(minuteMs, minute);
    }
    minute.set(tally, (minute.get(tally) ?? 0) + readings);
  }

  /** Sorted, so that two writers of the same rows cannot deadlock. */
  rows(): TallyRow[] {
    const rows: TallyRow[] = [];
    for (const [minuteMs, minute] of this.#minutes) {
      for (const [tally, readings] of minute) rows.push({ minuteMs, tally, readings });
    }
    return rows.sort((a, b) => a.minuteMs - b.minuteMs || (a.tally < b.tally ? -1 : 1));
  }
}
