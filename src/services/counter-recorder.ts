import { addCounters, sourceShard } from '../db/pipeline/reading-counters.ts';
import type { Queryable } from '../db/query/queryable.ts';
import { type CounterName, type CounterRow, CounterSheet } from '../domain/readings/counters.ts';
import type { Logger } from '../log.ts';
import { FlushTimer } from './flush-timer.ts';

const flushMs = 10_000;

/**
 * Counts readings by outcome in memory, and adds the counts to the database every ten seconds in which there were any. A server that
 * dies loses the counts it has not written: they are figures for people, and the readings themselves are not affected.
 */
export class CounterRecorder {
  /** Since the start of this server, the pipeline's counts too: for /metrics. */
  readonly sinceStart = new Map<CounterName, number>();
  readonly #pool: Queryable;
  readonly #now: () => number;
  readonly #log: Logger;
  readonly #timer = new FlushTimer(flushMs, () => this.#write());
  #sheet = new CounterSheet();

  constructor(pool: Queryable, now: () => number, log: Logger) {
    this.#pool = pool;
    this.#now = now;
    this.#log = log;
  }

  /** Counts what a source tells. */
  readonly count = (counter: CounterName, readings: number): void => {
    this.#sheet.add(this.#now(), counter, readings);
    this.#note(counter, readings);
    this.#timer.changed();
  };

  /** Takes note of what the pipeline has counted and written by itself. */
  noteWritten(rows: readonly CounterRow[]): void {
    for (const { counter, readings } of rows) this.#note(counter, readings);
  }

  flush(): Promise<void> {
    return this.#timer.flush();
  }

  #note(counter: CounterName, readings: number): void {
    this.sinceStart.set(counter, (this.sinceStart.get(counter) ?? 0) + readings);
  }

  async #write(): Promise<void> {
    const rows = this.#sheet.rows();
    if (rows.length === 0) return;
    this.#sheet = new CounterSheet();
    try {
      await addCounters(this.#pool, sourceShard, rows);
    } catch (error) {
      // Without a database no source accepts readings, so the counts that wait do not grow.
      for (const { minuteMs, counter, readings } of rows) this.#sheet.add(minuteMs, counter, readings);
      this.#timer.changed();
      this.#log.warn(
        { event: 'counters.write_failed', err: error, rows: rows.length },
        'counts of readings could not be written and are tried again',
      );
    }
  }
}
