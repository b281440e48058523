import type { Queryable } from '../db/query/queryable.ts';
import { addTallies, doorPartition } from '../db/pipeline/reading-counters.ts';
import { type Tally, type TallyRow, TallySheet } from '../domain/readings/counters.ts';
import type { Logger } from '../log.ts';
import { FlushTimer } from './flush-timer.ts';

const flushMs = 10_000;

/**
 * Counts what the doors made of readings, in memory, and adds it to the database every ten seconds in which there was something.
 * What a server that dies has not written is lost: these are figures for people, the readings themselves are not touched.
 */
export class TallyRecorder {
  /** Since the start of this server, the pipeline's counts too: for /metrics. */
  readonly sinceStart = new Map<Tally, number>();
  readonly #pool: Queryable;
  readonly #now: () => number;
  readonly #log: Logger;
  readonly #timer = new FlushTimer(flushMs, () => this.#write());
  #sheet = new TallySheet();

  constructor(pool: Queryable, now: () => number, log: Logger) {
    this.#pool = pool;
    this.#now = now;
    this.#log = log;
  }

  /** Counts what a door tells. */
  readonly count = (tally: Tally, readings: number): void => {
    this.#sheet.add(this.#now(), tally, readings);
    this.#note(tally, readings);
    this.#timer.changed();
  };

  /** Takes note of what the pipeline has counted and written by itself. */
  noteWritten(rows: readonly TallyRow[]): void {
    for (const { tally, readings } of rows) this.#note(tally, readings);
  }

  flush(): Promise<void> {
    return this.#timer.flush();
  }

  #note(tally: Tally, readings: number): void {
    this.sinceStart.set(tally, (this.sinceStart.get(tally) ?? 0) + readings);
  }

  async #write(): Promise<void> {
    const rows = this.#sheet.rows();
    if (rows.length === 0) return;
    this.#sheet = new TallySheet();
    try {
      await addTallies(this.#pool, doorPartition, rows);
    } catch (error) {
      // Without a database no door takes anything, so what waits for it does not grow.
      for (const { minuteMs, tally, readings } of rows) this.#sheet.add(minuteMs, tally, readings);
      this.#timer.changed();
      this.#log.warn({ err: error, rows: rows.length }, 'counts of readings could not be written and are tried again');
    }
  }
}
