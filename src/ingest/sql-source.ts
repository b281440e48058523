/** The source for programs that write by `INSERT INTO sensor_data`: takes rows out of the inbox and appends them to bronze. */
import { type InboxRow, takeInboxRows } from '../db/bronze/sql-inbox.ts';
import type { SteadyConnection } from '../db/connection/steady-connection.ts';
import { quarantineReadings } from '../db/quarantine/quarantine-write.ts';
import { isReadingsFault, sqlStateOf } from '../db/query/sql-state.ts';
import { inTransactionOn } from '../db/query/transaction.ts';
import type { ReadingSource, ReceivedReading, Rejection } from '../domain/readings/reading.ts';
import { RunAgainLoop } from '../timing/run-again.ts';
import { type Appended, appendToBronze, locatedReading } from './append.ts';
import type { Arrival } from './arrivals.ts';
import { checkReading, isRejection, type Sender } from './check-reading.ts';
import type { SourceResult } from './counters.ts';
import type { Intake } from './intake.ts';
import { conflictingDuplicate, quarantined } from './quarantined.ts';
import { allowanceOf, sensorLimit } from './sensor-limit.ts';
import type { SourceDependencies } from './source-dependencies.ts';

const rowsAtOnce = 5_000;
/** Writers of sensor_data cannot be told apart, so they count as one sender. */
const anyWriter: Sender = { siteIds: null, credential: { id: 'sensor_data' } };

export interface SqlSourceOptions extends SourceDependencies {
  readonly source: ReadingSource;
  readonly connection: SteadyConnection;
  readonly intake: Intake;
}

/**
 * Takes what other programs wrote by `INSERT INTO sensor_data` to bronze. Leaving the inbox and arriving in bronze is one
 * transaction, so a row is in exactly one of them at any instant.
 */
export class SqlSource {
  readonly #options: SqlSourceOptions;
  readonly #draining = new RunAgainLoop(() => this.#drain());
  #closed = false;

  constructor(options: SqlSourceOptions) {
    this.#options = options;
  }

  /** There may be rows; called by the signal and by the reconciliation poll. */
  wake(): void {
    if (!this.#closed) this.#draining.request();
  }

  async close(): Promise<void> {
    this.#closed = true;
    await this.#draining.settled();
  }

  async #drain(): Promise<void> {
    try {
      let taken = rowsAtOnce;
      while (taken > 0) taken = await this.#takeSome(rowsAtOnce);
      this.#options.intake.noteTaken();
    } catch (error) {
      this.#options.intake.noteRefused();
      this.#options.log.error(
        { event: 'ingest.sql_rows_failed', err: error },
        'rows of sensor_data wait: they could not be taken',
      );
      if (sqlStateOf(error) === null) await this.#options.connection.discard();
    }
  }

  async #takeSome(limit: number): Promise<number> {
    try {
      return await this.#take(limit);
    } catch (error) {
      // A row that bronze refuses must not keep the others: look for it in ever smaller bites, and put it aside when it is alone.
      if (!isReadingsFault(error)) throw error;
      return limit === 1 ? this.#putAside(error) : this.#takeSome(Math.ceil(limit / 10));
    }
  }

  async #take(limit: number): Promise<number> {
    const { connection, directory, arrivals, now, onAppended, counters, observe } = this.#options;
    const client = await connection.get();
    const { generation } = directory;
    const receivedAtMs = now();
    const arrival = arrivals.begin(anyWriter, receivedAtMs);
    const { rows, appended, result } = await inTransactionOn(client, async () => {
      const taken = await takeInboxRows(client, limit);
      return { rows: taken.length, ...(await this.#append(client, taken, arrival, receivedAtMs)) };
    }).catch((error: unknown) => {
      arrival.takeBack();
      throw error;
    });
    // From its leaving the inbox: how long it lay there is a matter of when its writer committed, and whether a server ran.
    if (result.appended.length > 0) observe('bronze', now() - receivedAtMs, result.appended.length);
    counters.count(result);
    if (appended !== null && appended.batchNo !== null && directory.generation === generation) {
      onAppended({ batchNo: appended.batchNo, receivedAtMs, committedAtMs: now(), readings: appended.stored });
    }
    return rows;
  }

  async #append(
    client: Awaited<ReturnType<SteadyConnection['get']>>,
    rows: readonly InboxRow[],
    arrival: Arrival,
    receivedAtMs: number,
  ): Promise<{ appended: Appended | null; result: SourceResult }> {
    const { source, directory, bronze, timeLimits, newSensorsPerHour } = this.#options;
    const limits = timeLimits();
    const received: ReceivedReading[] = rows.map((row, index) => ({ index, ...row }));
    const results = received.map((reading) => ({ reading, result: checkReading(reading, limits) }));
    const rejected: { readonly reading: ReceivedReading; readonly rejection: Rejection }[] = results.flatMap(
      ({ reading, result }) => (isRejection(result) ? [{ reading, rejection: result }] : []),
    );
    const whole = results.flatMap(({ reading, result }) => (isRejection(result) ? [] : [{ reading, result }]));
    await bronze.prepare(whole.map(({ result }) => result.eventTimeMs));
    const learned = await directory.learn(
      whole.map(({ result }) => result),
      allowanceOf(anyWriter, newSensorsPerHour),
    );
    const checked = whole.filter(({ result }) => !learned.isRefused(result));
    for (const { reading, result } of whole) {
      if (learned.isRefused(result)) rejected.push({ reading, rejection: sensorLimit(result, newSensorsPerHour) });
    }
    const located = checked.map(({ result }) => {
      const sensor = directory.lookUp(result);
      // Another connection that was made anew may have made the directory forget; the rows stay in the inbox, and are taken again.
      if (sensor === undefined) throw new Error('a sensor was forgotten while its rows were taken');
      return locatedReading(result, sensor, arrival.isBehind(result, sensor.sensorId));
    });
    const appended =
      located.length === 0 ? null : await appendToBronze(client, { bronze, source, receivedAtMs }, located);
    appended?.outcomes.forEach((outcome, i) => {
      const conflicting = checked[i];
      if (outcome !== 'conflict' || conflicting === undefined) return;
      rejected.push({ reading: conflicting.reading, rejection: conflictingDuplicate });
    });
    const quarantine = rejected.map(({ reading, rejection }) => quarantined(reading, rejection));
    if (quarantine.length > 0) await quarantineReadings(client, source, quarantine);
    const outcomes = appended?.outcomes ?? [];
    return {
      appended,
      result: { appended: located, outcomes, rejected: rejected.map(({ rejection }) => rejection) },
    };
  }

  async #putAside(cause: unknown): Promise<number> {
    const { source, connection, counters } = this.#options;
    const client = await connection.get();
    const message = `the database refused this reading: ${cause instanceof Error ? cause.message : String(cause)}`;
    const rejection = { code: 'INVALID_VALUE' as const, message };
    const count = await inTransactionOn(client, async () => {
      const rows = await takeInboxRows(client, 1);
      const readings = rows.map((row, index) => quarantined({ index, ...row }, rejection));
      if (readings.length > 0) await quarantineReadings(client, source, readings);
      return rows.length;
    });
    counters.count({
      appended: [],
      outcomes: [],
      rejected: Array.from({ length: count }, () => rejection),
    });
    return count;
  }
}
