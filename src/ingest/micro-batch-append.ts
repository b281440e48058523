/** Appends micro-batches with retries, and lets a reading that the database refuses fail alone. */

import type { NewSensorAllowance } from '../db/bronze/sensor-directory.ts';
import type { SteadyConnection } from '../db/connection/steady-connection.ts';
import type { Queryable } from '../db/query/queryable.ts';
import { isReadingsFault, isTransient, sqlState, sqlStateOf } from '../db/query/sql-state.ts';
import { inTransactionOn } from '../db/query/transaction.ts';
import type { ComingBatch, ReadingSource } from '../domain/readings/reading.ts';
import { type Appended, type AppendOutcome, appendToBronze, type LocatedReading, locatedReading } from './append.ts';
import type { CheckedReading } from './check-reading.ts';
import { unavailable } from './ingest-refusals.ts';
import type { SourceDependencies } from './source-dependencies.ts';

const maxAttempts = 3;

export interface MicroBatchAppendOptions
  extends Pick<SourceDependencies, 'bronze' | 'directory' | 'now' | 'onAppended'> {
  readonly source: ReadingSource;
  readonly connection: SteadyConnection;
  /** Told while the batch is being written; whatever is made of it has to wait for `durable`. */
  readonly onAppending: (batch: ComingBatch) => void;
}

/** What became of one reading; `refused` holds the database's reason. */
export type MicroBatchOutcome = AppendOutcome | { readonly refused: string };

/** Appends micro-batches of checked readings to bronze: it tries again what may succeed, and lets a refused reading fail alone. */
export class MicroBatchAppend {
  readonly #options: MicroBatchAppendOptions;

  constructor(options: MicroBatchAppendOptions) {
    this.#options = options;
  }

  /** Looks up each reading's sensor; null where it is new and cannot be added. */
  async locate<Reading extends CheckedReading>(
    checked: readonly Reading[],
    isBehind: (reading: Reading, sensorId: number) => boolean,
    allowance: NewSensorAllowance,
  ): Promise<(LocatedReading | null)[]> {
    const { directory } = this.#options;
    const learned = await directory.learn(checked, allowance);
    return checked.map((reading) => {
      const sensor = directory.lookUp(reading);
      if (sensor !== undefined) return locatedReading(reading, sensor, isBehind(reading, sensor.sensorId));
      if (learned.isRefused(reading)) return null;
      throw forgotten();
    });
  }

  /** Once more, by a connection that leads perhaps to another database than the one that was asked before. */
  async #relocate(located: readonly LocatedReading[], db: Queryable): Promise<LocatedReading[]> {
    const { directory } = this.#options;
    await directory.learn(located, undefined, db);
    return located.map((reading) => {
      const sensor = directory.lookUp(reading);
      if (sensor === undefined) throw forgotten();
      return locatedReading(reading, sensor, reading.isBehind);
    });
  }

  /**
   * Resolves once the batch is durable, with one outcome for each reading. `generation` is that of the directory which located them. A
   * reading that the database refuses is found by halving, so that it alone fails.
   */
  async append(
    readings: readonly LocatedReading[],
    generation: number,
    receivedAtMs: number,
  ): Promise<readonly MicroBatchOutcome[]> {
    try {
      return (await this.#appendTogether(readings, generation, receivedAtMs)).outcomes;
    } catch (error) {
      if (!isReadingsFault(error)) throw error;
      if (readings.length === 1) return [{ refused: error instanceof Error ? error.message : String(error) }];
      const middle = readings.length >> 1;
      const first = await this.append(readings.slice(0, middle), generation, receivedAtMs);
      return [...first, ...(await this.append(readings.slice(middle), generation, receivedAtMs))];
    }
  }

  async #appendTogether(given: readonly LocatedReading[], locatedIn: number, receivedAtMs: number): Promise<Appended> {
    const { source, connection, directory, bronze } = this.#options;
    for (let attempt = 1; ; attempt++) {
      const client = await connection.get();
      const { generation } = directory;
      const readings = generation === locatedIn ? given : await this.#relocate(given, client);
      await bronze.prepare(readings.map((reading) => reading.eventTimeMs));
      const append = () => appendToBronze(client, { bronze, source, receivedAtMs }, readings);
      try {
        const appended = readings.some((reading) => reading.eventId !== null)
          ? inTransactionOn(client, append)
          : append();
        const isCurrent = () => directory.generation === generation;
        const durable = wholeBatchNo(appended, readings.length).then((batchNo) => (isCurrent() ? batchNo : null));
        this.#options.onAppending({ receivedAtMs, readings, durable });
        const done = await appended;
        // What was acknowledged by a database that has been left meanwhile is read from the next one, if it is there.
        if (isCurrent()) this.#announce(done, receivedAtMs);
        return done;
      } catch (error) {
        // The row has no partition: retention has dropped one that was remembered.
        const noPartition = sqlStateOf(error) === sqlState.checkViolation;
        if (attempt === maxAttempts || !(noPartition || isTransient(error))) throw error;
      }
    }
  }

  #announce({ batchNo, stored }: Appended, receivedAtMs: number): void {
    if (batchNo === null) return;
    this.#options.onAppended({ batchNo, receivedAtMs, committedAtMs: this.#options.now(), readings: stored });
  }
}

function forgotten(): Error {
  return unavailable('A sensor was forgotten while its reading arrived');
}

/** The batch's number if every reading of it was stored; else null. The error itself is told to whoever sent the readings. */
async function wholeBatchNo(appended: Promise<Appended>, readings: number): Promise<number | null> {
  try {
    const { batchNo, stored } = await appended;
    return stored.length === readings ? batchNo : null;
  } catch {
    return null;
  }
}
