/** Runs one batch range through all stages and commits their results with the checkpoint, in one transaction. */
import type pg from 'pg';
import { advanceCheckpoint } from '../db/pipeline/pipeline-write.ts';
import { inOnePacket, sentTogether } from '../db/query/sent-together.ts';
import { shareSync } from '../db/query/shared-sync.ts';
import { isDataError } from '../db/query/sql-state.ts';
import { readEvents } from '../db/recommendations/event-rows.ts';
import { despiteFullQueue } from '../db/signals/despite-full-queue.ts';
import { sendSignal } from '../db/signals/send-signal.ts';
import type { DayPartitions } from '../db/upkeep/day-partitions.ts';
import { expectationOfCode } from '../domain/readings/expectation.ts';
import type { ObserveStage } from '../domain/readings/latency.ts';
import type { RecommendationEvent } from '../domain/recommendations/recommendation.ts';
import { endTrouble, foundConditions } from './alarms/conditions.ts';
import type { Floods } from './alarms/floods.ts';
import { type BatchOutcome, type BatchRules, processBatch } from './process-batch.ts';
import { draftDue, findDue, raiseRecommendations } from './recommend/raise.ts';
import type { Withholding } from './recommend/withholding.ts';
import { findRefused, type RefusedReading } from './refused-readings.ts';
import type { Definitions } from './sensor-definitions.ts';
import type { SensorStates } from './sensor-states.ts';
import type { ReceivedBronze } from './silver.ts';
import { sendBatch, stopwatch } from './write-batch.ts';

/** No batch raises so many events; a feed that is further behind reads for itself. */
const maxEvents = 1_000;
/** Named, and so by the extended protocol: the simple one would have a Sync of its own. */
const begin = { name: 'begin', text: 'BEGIN' };
const fireTriggers = { name: 'set-constraints-immediate', text: 'SET CONSTRAINTS ALL IMMEDIATE' };

/** Another server has moved the checkpoint of one of the shards: what this one knows of them is out of date. */
export class OvertakenError extends Error {
  override readonly name = 'OvertakenError';
}

/** Speculative processing was for nothing: the readings did not become durable as one whole batch under the expected number. */
class SpeculationFailedError extends Error {
  override readonly name = 'SpeculationFailedError';
}

export interface BatchRange {
  readonly shards: readonly number[];
  readonly from: number;
  readonly to: number;
  readonly readings: readonly ReceivedBronze[];
  /** Resolves to whether these readings, and no others, are durable under the number `to`. Absent if they are. It never rejects. */
  readonly isDurable?: Promise<boolean>;
}

export interface BatchTransactionOptions {
  readonly definitions: Definitions;
  readonly states: SensorStates;
  readonly dayPartitions: DayPartitions;
  readonly rules: BatchRules;
  /** What is found about one machine within this time may be one recommendation; ms, 0 for never. */
  readonly joinWindowMs: number;
  /** Which alarms of a flood are told under one line. */
  readonly floods: Floods;
  readonly withholding: Withholding;
  readonly observe: ObserveStage;
  readonly now: () => number;
  /** Other servers take part in the pipeline: they have to be signalled this one's commits, for their subscribers. */
  readonly isShared: () => boolean;
  readonly feed: FeedShortcut;
}

/**
 * A batch that raises a recommendation holds the event counter from its trigger to its commit, so what it reads behind the feed's
 * head in between is all there is, and true once it commits: the feed can have it without a signal and without reading again.
 */
export interface FeedShortcut {
  /** Number of the newest event that the feed has. */
  head(): number;
  /** Events that are to be offered next, unless their commit fails. */
  prepare(after: number, events: readonly RecommendationEvent[]): void;
  /** Committed events that follow `after` without a gap. */
  offer(after: number, events: readonly RecommendationEvent[]): void;
}

/**
 * Takes a batch range through all stages and moves the checkpoint, in one transaction: silver, gold, status, anomalies,
 * recommendations and checkpoint are there together or not at all. A reading that the database refuses is found by halving and put into
 * quarantine with the database's reason; the batch is processed without it.
 */
export class BatchTransaction {
  readonly #options: BatchTransactionOptions;

  constructor(options: BatchTransactionOptions) {
    this.#options = options;
  }

  /**
   * Speculative processing: writes everything while the readings' own commit is still under way, and commits once they are durable. Null,
   * with nothing changed, if they did not become durable as expected, or if the database refuses one.
   */
  async processAhead(
    client: pg.Client,
    range: BatchRange & { readonly isDurable: Promise<boolean> },
  ): Promise<BatchOutcome | null> {
    try {
      return await despiteFullQueue(() => this.#attempt(client, range, [], true));
    } catch (error) {
      if (error instanceof SpeculationFailedError || isDataError(error)) return null;
      throw error;
    }
  }

  async process(client: pg.Client, range: BatchRange): Promise<BatchOutcome> {
    try {
      return await despiteFullQueue(() => this.#attempt(client, range, [], true));
    } catch (error) {
      if (!isDataError(error)) throw error;
      this.#options.dayPartitions.forget(); // a partition that retention has dropped refuses its rows, too
      const refused = await findRefused(client, range.readings, (readings) =>
        this.#attempt(client, { ...range, readings }, [], false),
      );
      const bad = new Set(refused.map(({ received }) => received));
      const readings = range.readings.filter((received) => !bad.has(received));
      return this.#attempt(client, { ...range, readings }, refused, true);
    }
  }

  async #attempt(
    client: pg.Client,
    range: BatchRange,
    refused: readonly RefusedReading[],
    commit: boolean,
  ): Promise<BatchOutcome> {
    const { definitions, states, joinWindowMs, floods, withholding, observe, now, isShared, feed } = this.#options;
    const sensorIds = range.readings.map(({ reading }) => reading.sensorId);
    try {
      const outcome = await this.#prepare(range.readings);
      for (const { received } of refused) {
        outcome.readingCounters.add(received.receivedAtMs, expectationOfCode('REFUSED_BY_DATABASE'));
      }
      const { conditions, unfolded } = foundConditions(outcome.candidates, floods, now());
      const changes = {
        ...outcome,
        conditions,
        quarantine: [...outcome.quarantine, ...refused.map(({ quarantine }) => quarantine)],
      };
      const place = { batchNo: range.to, shardNo: range.shards[0] ?? 0 };
      const lap = stopwatch(commit ? observe : () => undefined, now);
      // Sent without waiting for each other: whether this server may write at all is known one answer later, in time to roll back.
      const {
        begun,
        ended,
        due: asked,
        advanced,
        written,
        signalled,
      } = inPackets(client, unfolded.length > 0, {
        asking: () => ({
          begun: client.query(begin),
          // Before what is found: trouble that is over holds nothing back.
          ended: endTrouble(client, outcome, true),
          // First, and so of the time before the batch: an alert waits for its answer alone.
          due: findDue(client, unfolded, withholding),
          advanced: advanceCheckpoint(client, range.shards, range.from, range.to),
          signalled: commit && isShared() ? sendSignal(client, 'andon_gold') : null,
        }),
        writing: () => ({ written: sendBatch(client, place, changes, lap) }),
      });
      const sent = Promise.allSettled([begun, ended, asked, advanced, written, signalled]);
      const { moved, masterDataVersion } = await firstOf(advanced, sent);
      if (moved !== range.shards.length) throw new OvertakenError('another server holds these shards');
      if (masterDataVersion !== definitions.version) {
        await client.query('ROLLBACK');
        definitions.forget();
        states.forget();
        return await this.#attempt(client, range, refused, commit);
      }
      // The rows may still be on their way. If the database refuses one, what follows is refused with it, and COMMIT rolls back.
      const due = draftDue(await firstOf(asked, sent), (sensorId) => states.of(sensorId).lastHour(), withholding);
      if (!(await (range.isDurable ?? true))) throw new SpeculationFailedError('the readings did not become durable');
      const commitFrom = now();
      const after = feed.head();
      const raised = due.length > 0;
      const [, , , , , , , , , events] = await sentTogether([
        begun,
        ended,
        asked,
        advanced,
        written,
        signalled,
        ...inOnePacket(
          client,
          () =>
            [
              ...shareSync(
                client,
                () =>
                  [
                    raised
                      ? raiseRecommendations(client, due, joinWindowMs).then(() => lap('recommend', due.length))
                      : null,
                    // Behind what the batch found: what came and went within it has ended.
                    endTrouble(client, outcome, false),
                    // The triggers of commit, now: a trial has to meet what they refuse, and an alert's events are theirs.
                    commit && !raised ? null : client.query(fireTriggers),
                    commit && raised ? readEvents(client, after, maxEvents).then(prepared(feed, after)) : [],
                  ] as const,
              ),
              client.query(commit ? 'COMMIT' : 'ROLLBACK'),
            ] as const,
        ),
      ]);
      if (events.length > 0) feed.offer(after, events);
      if (commit) withholding.noteTold(due);
      if (commit) observe('commit', now() - commitFrom, range.readings.length);
      else states.forgetThose(sensorIds);
      return outcome;
    } catch (error) {
      states.forgetThose(sensorIds);
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

/**
 * An alert waits for what it asks: that leaves by itself, and the database works on it while the rest is put together. Otherwise one
 * packet spares a wake-up.
 */
function inPackets<Asked, Written>(
  client: pg.Client,
  isAlert: boolean,
  { asking, writing }: { readonly asking: () => Asked; readonly writing: () => Written },
): Asked & Written {
  const send = () => ({
    ...inOnePacket(client, () => shareSync(client, asking)),
    ...inOnePacket(client, writing),
  });
  return isAlert ? send() : inOnePacket(client, send);
}

function prepared(feed: FeedShortcut, after: number) {
  return (events: readonly RecommendationEvent[]) => {
    feed.prepare(after, events);
    return events;
  };
}

/** The answer, or the failure of whatever failed first: those behind it only say that the transaction is aborted. */
async function firstOf<T>(answer: Promise<T>, sent: Promise<readonly PromiseSettledResult<unknown>[]>): Promise<T> {
  try {
    return await answer;
  } catch (error) {
    throw (await sent).find((outcome) => outcome.status === 'rejected')?.reason ?? error;
  }
}
