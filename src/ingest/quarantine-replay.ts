/** Takes mended readings of quarantine into bronze, each entry once. */
import type pg from 'pg';
import { releaseEventIds } from '../db/bronze/event-ids.ts';
import { type LockedEntry, lockEntries, markReplayed } from '../db/quarantine/quarantine-replay.ts';
import type { Queryable } from '../db/query/queryable.ts';
import { isReadingsFault } from '../db/query/sql-state.ts';
import { inTransaction } from '../db/query/transaction.ts';
import type { QuarantineReplayResult, ReadingSource, ReceivedReading } from '../domain/readings/reading.ts';
import { AndonError } from '../errors.ts';
import { maxReplayedEntries } from '../limits.ts';
import { appendToBronze, type LocatedReading, locatedReading } from './append.ts';
import { checkReading, isRejection, type Sender, trusted } from './check-reading.ts';
import { unavailable } from './ingest-refusals.ts';
import { conflictingDuplicate } from './quarantined.ts';
import type { ReadingShares } from './reading-shares.ts';
import { allowanceOf, sensorLimit } from './sensor-limit.ts';
import type { SourceDependencies } from './source-dependencies.ts';

export interface QuarantineReplayOptions extends SourceDependencies {
  readonly source: ReadingSource;
  readonly pool: pg.Pool;
  readonly shares: ReadingShares;
}

/** An entry of quarantine with its reading as it is to be sent now; the reading's index is the entry's place in the request. */
export interface ReplayEntry {
  readonly id: number;
  readonly reading: ReceivedReading;
}

interface CheckedEntry {
  readonly id: number;
  readonly index: number;
  readonly reading: LocatedReading;
}

interface ReplayCounts {
  accepted: number;
  duplicates: number;
  alreadyReplayed: number;
  readonly rejected: QuarantineReplayResult['rejected'][number][];
}

/**
 * Readings of quarantine, mended, on their second way in. The mark on the entry commits with the reading, so each is taken once, however
 * often it is sent. What is refused again makes no second entry.
 */
export class QuarantineReplay {
  readonly #options: QuarantineReplayOptions;

  constructor(options: QuarantineReplayOptions) {
    this.#options = options;
  }

  /** Entries of sites that the sender does not reach do not exist for them. */
  async replay(entries: readonly ReplayEntry[], sender: Sender = trusted): Promise<QuarantineReplayResult> {
    if (entries.length > maxReplayedEntries) {
      throw new AndonError(
        'BAD_USER_INPUT',
        `${entries.length} entries in one request; send at most ${maxReplayedEntries}`,
      );
    }
    this.#options.shares.takeReadings(sender, entries.length);
    const counts: ReplayCounts = { accepted: 0, duplicates: 0, alreadyReplayed: 0, rejected: [] };
    await this.#take(await this.#check(entries, sender, counts), sender, counts);
    counts.rejected.sort((a, b) => a.index - b.index);
    return counts;
  }

  async #check(entries: readonly ReplayEntry[], sender: Sender, counts: ReplayCounts): Promise<CheckedEntry[]> {
    const { directory, bronze, timeLimits, numericTexts, newSensorsPerHour } = this.#options;
    const limits = timeLimits();
    const checked = entries.flatMap(({ id, reading }) => {
      const result = checkReading(reading, limits, sender);
      if (!isRejection(result)) return [{ id, index: reading.index, result }];
      counts.rejected.push({ index: reading.index, ...result });
      return [];
    });
    await bronze.prepare(checked.map(({ result }) => result.eventTimeMs));
    const learned = await directory.learn(
      checked.map(({ result }) => result),
      allowanceOf(sender, newSensorsPerHour),
    );
    for (const { index, result } of checked) {
      if (learned.isRefused(result)) counts.rejected.push({ index, ...sensorLimit(result, newSensorsPerHour) });
    }
    const admitted = checked.filter(({ result }) => !learned.isRefused(result));
    const located = admitted.map(({ id, index, result }) => {
      const sensor = directory.lookUp(result);
      if (sensor === undefined) throw unavailable('A sensor was forgotten while its reading was taken');
      // What waited in quarantine tells of the past, unless it was mended within a minute.
      return { id, index, reading: locatedReading(result, sensor, false) };
    });
    const converted = await numericTexts.converted(located.map(({ reading }) => reading));
    return located.map((entry, i) => ({ ...entry, reading: converted[i] ?? entry.reading }));
  }

  /** A reading that the database refuses is found by halving, so that it alone fails. */
  async #take(entries: readonly CheckedEntry[], sender: Sender, counts: ReplayCounts): Promise<void> {
    if (entries.length === 0) return;
    try {
      await this.#takeTogether(entries, sender, counts);
    } catch (error) {
      if (!isReadingsFault(error)) throw error;
      const [only] = entries;
      if (only !== undefined && entries.length === 1) {
        const message = `the database refused this reading: ${error instanceof Error ? error.message : String(error)}`;
        counts.rejected.push({ index: only.index, code: 'INVALID_VALUE', message });
        return;
      }
      const middle = entries.length >> 1;
      await this.#take(entries.slice(0, middle), sender, counts);
      await this.#take(entries.slice(middle), sender, counts);
    }
  }

  async #takeTogether(entries: readonly CheckedEntry[], { siteIds }: Sender, counts: ReplayCounts): Promise<void> {
    const { source, pool, bronze, now, onAppended, counters } = this.#options;
    const receivedAtMs = now();
    const { open, appended, locked } = await inTransaction(pool, async (client) => {
      const found = await lockEntries(client, [...new Set(entries.map(({ id }) => id))]);
      const reached = found.filter(({ siteId }) => siteIds === null || (siteId !== null && siteIds.includes(siteId)));
      const locked = new Map(reached.map((entry) => [entry.id, entry]));
      const open = firstOfEach(entries).flatMap(({ id, index, reading }) => {
        const entry = locked.get(id);
        return entry === undefined || entry.isReplayed ? [] : [{ id, index, ...placed(reading, entry) }];
      });
      const inTheWay = open.filter(({ takesOwnPlace }) => takesOwnPlace).map(({ reading }) => reading);
      if (inTheWay.length > 0) await this.#makeWay(client, inTheWay);
      const readings = open.map(({ reading }) => reading);
      const appended =
        open.length === 0 ? null : await appendToBronze(client, { bronze, source, receivedAtMs }, readings);
      const done = open.filter((_entry, i) => appended?.outcomes[i] !== 'conflict').map(({ id }) => id);
      if (done.length > 0) await markReplayed(client, done, receivedAtMs);
      return { open, appended, locked };
    });
    counts.alreadyReplayed += entries.filter(({ id }) => locked.has(id)).length - open.length;
    for (const { id, index } of entries) {
      if (locked.has(id)) continue;
      const message = `quarantine has no entry ${id}; entries go with the readings of their day`;
      counts.rejected.push({ index, code: 'NOT_IN_QUARANTINE', message });
    }
    if (appended === null) return;
    appended.outcomes.forEach((outcome, i) => {
      if (outcome === 'stored') counts.accepted += 1;
      else if (outcome === 'duplicate') counts.duplicates += 1;
      else counts.rejected.push({ index: open[i]?.index ?? 0, ...conflictingDuplicate });
    });
    counters.count({ appended: open.map(({ reading }) => reading), outcomes: appended.outcomes, rejected: [] });
    if (appended.batchNo === null) return;
    onAppended({ batchNo: appended.batchNo, receivedAtMs, committedAtMs: now(), readings: appended.stored });
  }

  /** Takes the first forms of these readings out of bronze, unless silver has them, and gives their event ids free. */
  async #makeWay(db: Queryable, readings: readonly LocatedReading[]): Promise<void> {
    const siteOf = new Map(readings.map(({ sensorId, siteId }) => [sensorId, siteId]));
    const withdrawn = await this.#options.bronze.withdraw(db, readings);
    const ids = withdrawn.flatMap(({ sensorId, eventId }) => {
      const siteId = siteOf.get(sensorId);
      return eventId === null || siteId === undefined ? [] : [{ siteId, eventId }];
    });
    if (ids.length > 0) await releaseEventIds(db, ids);
  }
}

/** One entry may be named several times: the first form of it counts. */
function firstOfEach(entries: readonly CheckedEntry[]): CheckedEntry[] {
  const seen = new Set<number>();
  return entries.filter(({ id }) => seen.size < seen.add(id).size);
}

/**
 * What the pipeline left out of silver stands in bronze already: with the same sensor and time the mended form takes its place, with
 * another it stands beside it, and cannot have the event id that belongs to the first.
 */
function placed(reading: LocatedReading, entry: LockedEntry): { reading: LocatedReading; takesOwnPlace: boolean } {
  if (entry.source !== 'pipeline') return { reading, takesOwnPlace: false };
  const takesOwnPlace =
    reading.siteId === entry.siteId &&
    reading.equipmentId === entry.equipmentId &&
    reading.sensorType === entry.sensorType &&
    reading.eventTimeMs === entry.eventTimeMs;
  return takesOwnPlace ? { reading, takesOwnPlace } : { reading: { ...reading, eventId: null }, takesOwnPlace };
}
