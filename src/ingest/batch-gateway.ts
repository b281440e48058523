/** Takes readings from programs that wait for the answer, checks them, and commits requests together as micro-batches. */
import { type QuarantinedReading, quarantineReadings } from '../db/quarantine/quarantine-write.ts';
import { sqlStateOf } from '../db/query/sql-state.ts';
import { holderOf } from '../domain/access.ts';
import { capital, troubles } from '../domain/database-trouble.ts';
import type { IngestResult, ReceivedReading, RejectedReading } from '../domain/readings/reading.ts';
import { AndonError } from '../errors.ts';
import { maxBatchReadings, maxWaitingReadings, maxWaitingReadingsPerKey } from '../limits.ts';
import { RunAgainLoop } from '../timing/run-again.ts';
import type { LocatedReading } from './append.ts';
import type { Arrival } from './arrivals.ts';
import { type CheckedReading, checkReading, isRejection, type Sender, trusted } from './check-reading.ts';
import { FairTurns } from './fair-turns.ts';
import type { IngestGateway } from './ingest-gateway.ts';
import { rateLimited, unavailable } from './ingest-refusals.ts';
import type { Intake } from './intake.ts';
import { MicroBatchAppend, type MicroBatchAppendOptions, type MicroBatchOutcome } from './micro-batch-append.ts';
import { conflictingDuplicate, quarantined } from './quarantined.ts';
import type { ReadingShares } from './reading-shares.ts';
import { allowanceOf, sensorLimit } from './sensor-limit.ts';
import { readingsOf } from './series.ts';
import type { SourceDependencies } from './source-dependencies.ts';

/** A micro-batch closes above this, so that one transaction stays within tens of milliseconds. */
const microBatchReadings = 5_000;
/** While several senders are at work: so long as these take, 2 to 3 ms, each waits for the others. */
const sharedBatchReadings = 100;

/** What a gateway is given; `source` is how bronze and quarantine call the readings that come through it. */
export interface GatewayOptions extends SourceDependencies, MicroBatchAppendOptions {
  readonly intake: Intake;
  readonly shares: ReadingShares;
}

interface Request {
  readonly receivedAtMs: number;
  readonly located: readonly LocatedReading[];
  /** Of the directory that located them. */
  readonly generation: number;
  /** The readings behind `located`, as received. */
  readonly originals: readonly ReceivedReading[];
  readonly rejected: RejectedReading[];
  readonly quarantine: QuarantinedReading[];
  readonly arrival: Arrival;
  readonly resolve: (result: IngestResult) => void;
  readonly reject: (error: unknown) => void;
  /** Of the readings that have been stored so far, in their order. */
  readonly outcomes: MicroBatchOutcome[];
  hasFailed: boolean;
}

/** What a micro-batch takes of a request. */
interface Part {
  readonly request: Request;
  readonly located: readonly LocatedReading[];
}

/**
 * Group commit: requests that arrive while a transaction is under way share the next one. An idle server commits a request at once, a
 * busy one commits many together, and nobody waits for a timer.
 */
export class MicroBatchGateway implements IngestGateway {
  readonly #options: GatewayOptions;
  readonly #bronze: MicroBatchAppend;
  readonly #waiting = new FairTurns<Part>();
  #waitingReadings = 0;
  /** By key or token; those of callers who prove nothing are not told apart. */
  readonly #waitingOfKeys = new Map<string, number>();
  readonly #flushing = new RunAgainLoop(() => this.#flushAll());
  #closed = false;

  constructor(options: GatewayOptions) {
    this.#options = options;
    this.#bronze = new MicroBatchAppend(options);
  }

  async submitSeries(series: readonly unknown[], sender?: Sender): Promise<IngestResult> {
    return this.submit(readingsOf(series, maxBatchReadings), sender);
  }

  async submit(readings: readonly ReceivedReading[], sender: Sender = trusted): Promise<IngestResult> {
    if (readings.length > maxBatchReadings) {
      throw new AndonError(
        'BAD_USER_INPUT',
        `${readings.length} readings in one request; send at most ${maxBatchReadings}`,
      );
    }
    if (this.#closed) throw unavailable('The server is stopping');
    if (this.#waitingReadings + readings.length > maxWaitingReadings) throw this.#full('QUEUE_FULL');
    if (readings.length === 0) return { accepted: 0, duplicates: 0, rejected: [] };
    const key = sender.credential == null ? undefined : holderOf(sender.credential);
    const ofKey = key === undefined ? 0 : (this.#waitingOfKeys.get(key) ?? 0) + readings.length;
    if (ofKey > maxWaitingReadingsPerKey) throw this.#full('KEY_LIMIT');
    this.#options.shares.takeReadings(sender, readings.length);
    this.#noteWaiting(key, readings.length);
    try {
      return await this.#take(readings, sender, key ?? '');
    } finally {
      this.#noteWaiting(key, -readings.length);
    }
  }

  #noteWaiting(key: string | undefined, readings: number): void {
    this.#waitingReadings += readings;
    if (key === undefined) return;
    const waiting = (this.#waitingOfKeys.get(key) ?? 0) + readings;
    if (waiting === 0) this.#waitingOfKeys.delete(key);
    else this.#waitingOfKeys.set(key, waiting);
  }

  refusal(): AndonError | null {
    return this.#waitingReadings > maxWaitingReadings - microBatchReadings ? this.#full('QUEUE_FULL') : null;
  }

  #full(reason: 'QUEUE_FULL' | 'KEY_LIMIT'): AndonError {
    // What one sender is refused by itself tells nothing of the others, whose sensors must not seem silent for no reason of their own.
    if (reason === 'QUEUE_FULL') this.#options.intake.noteRefused();
    return rateLimited(reason);
  }

  /** Readings that were taken are finished first. */
  async close(): Promise<void> {
    this.#closed = true;
    await this.#flushing.settled();
  }

  get waitingReadings(): number {
    return this.#waitingReadings;
  }

  async #take(readings: readonly ReceivedReading[], sender: Sender, lane: string): Promise<IngestResult> {
    const receivedAtMs = this.#options.now();
    const rejected: RejectedReading[] = [];
    const quarantine: QuarantinedReading[] = [];
    const checked: CheckedReading[] = [];
    const originals: ReceivedReading[] = [];
    const limits = this.#options.timeLimits();
    for (const reading of readings) {
      const result = checkReading(reading, limits, sender);
      if (isRejection(result)) {
        rejected.push({ index: reading.index, ...result });
        quarantine.push(quarantined(reading, result));
      } else {
        checked.push(result);
        originals.push(reading);
      }
    }
    // Before they are located: what is forgotten in between is then located again.
    const { generation } = this.#options.directory;
    const arrival = this.#options.arrivals.begin(sender, receivedAtMs);
    const found = await this.#locate(checked, arrival, sender);
    const located: LocatedReading[] = [];
    const taken: ReceivedReading[] = [];
    found.forEach((reading, i) => {
      const original = originals[i];
      const of = checked[i];
      if (original === undefined || of === undefined) return;
      if (reading !== null) {
        located.push(reading);
        taken.push(original);
        return;
      }
      const rejection = sensorLimit(of, this.#options.newSensorsPerHour);
      rejected.push({ index: original.index, ...rejection });
      quarantine.push(quarantined(original, rejection));
    });
    return new Promise<IngestResult>((resolve, reject) => {
      const request: Request = {
        receivedAtMs,
        located,
        generation,
        originals: taken,
        rejected,
        quarantine,
        arrival,
        resolve,
        reject,
        outcomes: [],
        hasFailed: false,
      };
      const most = this.#options.shares.isShared(lane) ? sharedBatchReadings : maxBatchReadings;
      for (const part of partsOf(request, most)) this.#waiting.add(lane, part);
      this.#flushing.request();
    });
  }

  /** Null for a reading of a new sensor that cannot be added. */
  async #locate(
    checked: readonly CheckedReading[],
    arrival: Arrival,
    sender: Sender,
  ): Promise<readonly (LocatedReading | null)[]> {
    const { numericTexts, newSensorsPerHour } = this.#options;
    try {
      const found = await this.#bronze.locate(checked, arrival.isBehind, allowanceOf(sender, newSensorsPerHour));
      const located = found.filter((reading) => reading !== null);
      const converted = await numericTexts.converted(located);
      if (located.length === found.length) return converted;
      let next = 0;
      return found.map((reading) => (reading === null ? null : (converted[next++] ?? reading)));
    } catch (error) {
      arrival.takeBack();
      throw error instanceof AndonError ? error : this.#unavailable('The database cannot be reached', error);
    }
  }

  async #flushAll(): Promise<void> {
    while (!this.#waiting.isEmpty) {
      const most = this.#options.shares.isShared(this.#waiting.next) ? sharedBatchReadings : microBatchReadings;
      await this.#flush(this.#waiting.take(most, ({ located }) => located.length));
    }
  }

  /** Never throws: each request gets its result or its error. */
  async #flush(taken: readonly Part[]): Promise<void> {
    const { source, connection, observe, now, counters, condition, intake, log } = this.#options;
    // The rest of a request that has failed is sent again with it.
    const parts = taken.filter(({ request }) => !request.hasFailed);
    if (parts.length === 0) return;
    const requests = [...new Set(parts.map(({ request }) => request))];
    try {
      const located = parts.flatMap((part) => part.located);
      const receivedAtMs = Math.min(...requests.map((request) => request.receivedAtMs));
      const generation = Math.min(...requests.map((request) => request.generation));
      const outcomes = located.length === 0 ? [] : await this.#bronze.append(located, generation, receivedAtMs);
      if (located.length > 0) observe('bronze', now() - receivedAtMs, located.length);
      let position = 0;
      for (const { request, located } of parts) {
        request.outcomes.push(...outcomes.slice(position, position + located.length));
        position += located.length;
      }
      const done = requests
        .filter((request) => request.outcomes.length === request.located.length)
        .map((request) => ({ request, result: settled(request) }));
      const quarantine = done.flatMap(({ request }) => request.quarantine);
      if (quarantine.length > 0) await quarantineReadings(await connection.get(), source, quarantine);
      condition.noteStored();
      intake.noteTaken();
      counters.count({ appended: located, outcomes, rejected: done.flatMap(({ result }) => result.rejected) });
      for (const { request, result } of done) request.resolve(result);
    } catch (error) {
      log.error(
        { event: 'ingest.store_failed', err: error, requests: requests.length },
        'readings could not be stored',
      );
      const failure =
        error instanceof AndonError ? error : this.#unavailable('The database did not store the readings', error);
      // The last one first, as each has advanced from where the one before it left off.
      for (const request of requests.toReversed()) request.arrival.takeBack();
      for (const request of requests) {
        request.hasFailed = true;
        request.reject(failure);
      }
      // No answer from the database itself: whatever was wrong with the line, the next batch begins on a new one.
      if (sqlStateOf(error) === null) await connection.discard();
    }
  }

  /** Says why, as far as the database itself is why. */
  #unavailable(otherwise: string, error: unknown): AndonError {
    const { condition, intake } = this.#options;
    intake.noteRefused();
    const trouble = condition.troubleIn(error);
    condition.noteRefused(trouble);
    const reason = trouble === null || trouble === 'away' ? otherwise : capital(troubles[trouble].what);
    return unavailable(reason, error);
  }
}

/** A request without readings to store has one part, too. */
function partsOf(request: Request, most: number): Part[] {
  const { located } = request;
  if (located.length <= most) return [{ request, located }];
  return Array.from({ length: Math.ceil(located.length / most) }, (_, i) => ({
    request,
    located: located.slice(i * most, (i + 1) * most),
  }));
}

function settled(request: Request): IngestResult {
  const { originals, rejected, quarantine } = request;
  let accepted = 0;
  let duplicates = 0;
  originals.forEach((original, i) => {
    const outcome = request.outcomes[i];
    if (outcome === 'stored') accepted += 1;
    else if (outcome === 'duplicate') duplicates += 1;
    else {
      const rejection =
        outcome === 'conflict' || outcome === undefined
          ? conflictingDuplicate
          : { code: 'INVALID_VALUE' as const, message: `the database refused this reading: ${outcome.refused}` };
      rejected.push({ index: original.index, ...rejection });
      quarantine.push(quarantined(original, rejection));
    }
  });
  rejected.sort((a, b) => a.index - b.index);
  return { accepted, duplicates, rejected };
}
