import type pg from 'pg';
import { ringBell } from '../db/bell.ts';
import type { DayPartitions } from '../db/day-partitions.ts';
import { despiteFullQueue } from '../db/despite-full-queue.ts';
import { readEvents } from '../db/event-log.ts';
import { advanceCheckpoint } from '../db/pipeline-write.ts';
import { inOnePacket, sentTogether } from '../db/sent-together.ts';
import { isDataError } from '../db/sql-state.ts';
import { expectationOfCode } from '../domain/expectation.ts';
import type { ObserveStage } from '../domain/latency.ts';
import type { RecommendationEvent } from '../domain/recommendation.ts';
import type { Definitions } from './definitions.ts';
import { type BatchOutcome, type BatchRules, processBatch } from './process-batch.ts';
import { raiseRecommendations } from './recommend/raise.ts';
import { findRefused, type RefusedReading } from './refused.ts';
import type { SensorStates } from './sensor-states.ts';
import type { ReceivedBronze } from './silver.ts';
import { sendBatch, stopwatch } from './write-batch.ts';

/** More than one batch ever raises; a feed that is further behind reads for itself. */
const maxEvents = 1_000;

/** Another server has moved one of the partitions: this one's picture of the log is out of date. */
export class OvertakenError extends Error {
  override readonly name = 'OvertakenError';
}

export interface Stretch {
  readonly partitions: readonly number[];
  readonly from: number;
  readonly to: number;
  readonly readings: readonly ReceivedBronze[];
}

export interface BatchTransactionOptions {
  readonly definitions: Definitions;
  readonly states: SensorStates;
  readonly dayPartitions: DayPartitions;
  readonly rules: BatchRules;
  readonly observe: ObserveStage;
  readonly now: () => number;
  /** Other servers take part: their screens have to hear of this one's commits. */
  readonly isShared: () => boolean;
  readonly feed: FeedShortcut;
}

/**
 * A batch that raises a recommendation holds the event counter from its trigger to its commit, so what it reads behind the feed's
 * head in between is all there is, and true once it commits: the feed can have it without being rung and reading again.
 */
export interface FeedShortcut {
  /** Number of the newest event that the feed has. */
  head(): number;
  /** Committed events that follow `after` without a gap. */
  offer(after: number, events: readonly RecommendationEvent[]): void;
}

/**
 * Takes a stretch of the log through all stages and moves the checkpoint, in one transaction: silver, gold, status, anomalies,
 * recommendations and checkpoint are there together or not at all. A reading that the database refuses is found by halving, put into
 * quarantine with the database's reason, and the line goes on without it.
 */
export class BatchTransaction {
  readonly #options: BatchTransactionOptions;

  constructor(options: BatchTransactionOptions) {
    this.#options = options;
  }

  async process(client: pg.Client, stretch: Stretch): Promise<BatchOutcome> {
    try {
      return await despiteFullQueue(() => this.#attempt(client, stretch, [], true));
    } catch (error) {
      if (!isDataError(error)) throw error;
      this.#options.dayPartitions.forget(); // a partition that retention has dropped refuses its rows, too
      const refused = await findRefused(
        stretch.readings,
        (readings) => this.#attempt(client, { ...stretch, readings }, [], false),
        (sensorId) => this.#options.definitions.of(sensorId),
      );
      const bad = new Set(refused.map(({ received }) => received));
      const readings = stretch.readings.filter((received) => !bad.has(received));
      return this.#attempt(client, { ...stretch, readings }, refused, true);
    }
  }

  async #attempt(
    client: pg.Client,
    stretch: Stretch,
    refused: readonly RefusedReading[],
    commit: boolean,
  ): Promise<BatchOutcome> {
    const { definitions, states, observe, now, isShared, feed } = this.#options;
    try {
      const outcome = await this.#prepare(stretch.readings);
      for (const { received } of refused) {
        outcome.tallies.add(received.receivedAtMs, expectationOfCode('REFUSED_BY_DATABASE'));
      }
      const changes = {
        ...outcome,
        quarantine: [...outcome.quarantine, ...refused.map(({ quarantine }) => quarantine)],
      };
      const place = { batchNo: stretch.to, partitionNo: stretch.partitions[0] ?? 0 };
      const lap = stopwatch(commit ? observe : () => undefined, now);
      // Sent without waiting for each other: whether this server may write at all is known one answer later, in time to roll back.
      const { begun, advanced, batch, rung } = inOnePacket(client, () => ({
        begun: client.query('BEGIN'),
        advanced: advanceCheckpoint(client, stretch.partitions, stretch.from, stretch.to),
        batch: sendBatch(client, place, changes, lap),
        rung: commit && isShared() ? ringBell(client, 'andon_gold') : null,
      }));
      const sent = Promise.allSettled([begun, advanced, batch.due, batch.written, rung]);
      const { moved, masterDataVersion } = await firstOf(advanced, sent);
      if (moved !== stretch.partitions.length) throw new OvertakenError('another server holds these partitions');
      if (masterDataVersion !== definitions.version) {
        await client.query('ROLLBACK');
        definitions.forget();
        states.forget();
        return await this.#attempt(client, stretch, refused, commit);
      }
      // The rows may still be on their way. If the database refuses one, what follows is refused with it, and COMMIT rolls back.
      const due = await firstOf(batch.due, sent);
      const commitFrom = now();
      const after = feed.head();
      const raised = due.length > 0;
      const [, , , , , , , events] = await sentTogether([
        begun,
        advanced,
        batch.due,
        batch.written,
        rung,
        ...inOnePacket(
          client,
          () =>
            [
              raised ? raiseRecommendations(client, due).then(() => lap('recommend', due.length)) : null,
              // The triggers of commit, now: a trial has to meet what they refuse, and an alert's events are theirs.
              commit && !raised ? null : client.query('SET CONSTRAINTS ALL IMMEDIATE'),
              commit && raised ? readEvents(client, after, maxEvents) : [],
              client.query(commit ? 'COMMIT' : 'ROLLBACK'),
            ] as const,
        ),
      ]);
      if (events.length > 0) feed.offer(after, events);
      if (commit) observe('commit', now() - commitFrom, stretch.readings.length);
      else states.forget();
      return outcome;
    } catch (error) {
      states.forget();
      await client.query('ROLLBACK').catch((rollbackError: unknown) => {
        // The connection is gone, and with it the transaction; the first error tells why.
        if (error instanceof Error && error.cause === undefined) error.cause = rollbackError;
      });
      throw error;
    }
  }

  async #prepare(readings: readonly ReceivedBronze[]): Promise<BatchOutcome> {
    const { definitions, states, dayPartitions, rules } = this.#options;
    const earliest = new Map<number, number>();
    for (const { reading } of readings) {
      const known = earliest.get(reading.sensorId);
      if (known === undefined || reading.eventTimeMs < known) earliest.set(reading.sensorId, reading.eventTimeMs);
    }
    await definitions.load(earliest.keys());
    await states.load(earliest);
    await dayPartitions.ensure(
      ['telemetry_silver', 'performance_1min'],
      readings.map(({ reading }) => reading.eventTimeMs),
    );
    return processBatch(
      readings,
      (sensorId) => definitions.of(sensorId),
      (sensorId) => states.of(sensorId),
      rules,
    );
  }
}

/** The answer, or the failure of whatever failed first: those behind it only say that the transaction is aborted. */
async function firstOf<T>(answer: Promise<T>, sent: Promise<readonly PromiseSettledResult<unknown>[]>): Promise<T> {
  try {
    return await answer;
  } catch (error) {
    throw (await sent).find((outcome) => outcome.status === 'rejected')?.reason ?? error;
  }
}
