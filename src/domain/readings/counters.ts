import { windowStartMs } from '../window.ts';
import type { ExpectationName } from './expectation.ts';

/**
 * What readings are counted under: the expectation that they did not meet, or what they add up to. `received` is everything that
 * came to a source, `good`, `uncertain` and `bad` what was stored of it, `warned` what silver took with at least one flag.
 */
export type CounterName = ExpectationName | 'received' | 'good' | 'uncertain' | 'bad' | 'warned';

/** So many readings of one minute, by the server's clock at their arrival. */
export interface CounterRow {
  readonly minuteMs: number;
  readonly counter: CounterName;
  readonly readings: number;
}

/** Counts readings in memory, by minute of arrival. */
export class CounterSheet {
  readonly #minutes = new Map<number, Map<CounterName, number>>();

  add(receivedAtMs: number, counter: CounterName, readings = 1): void {
    const minuteMs = windowStartMs(receivedAtMs);
    let minute = this.#minutes.get(minuteMs);
    if (minute === undefined) {
      minute = new Map();
      this.#minutes.set(minuteMs, minute);
    }
    minute.set(counter, (minute.get(counter) ?? 0) + readings);
  }

  /** Sorted, so that two writers of the same rows cannot deadlock. */
  rows(): CounterRow[] {
    const rows: CounterRow[] = [];
    for (const [minuteMs, minute] of this.#minutes) {
      for (const [counter, readings] of minute) rows.push({ minuteMs, counter, readings });
    }
    return rows.sort((a, b) => a.minuteMs - b.minuteMs || (a.counter < b.counter ? -1 : 1));
  }
}
