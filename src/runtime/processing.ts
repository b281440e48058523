/** Ties the pipeline to its connection, the feed, live values and counters. */
import type pg from 'pg';
import type { Config } from '../config.ts';
import type { ConnectOptions } from '../db/connection/database.ts';
import type { SteadyConnection } from '../db/connection/steady-connection.ts';
import type { Queryable } from '../db/query/queryable.ts';
import { sendSignal } from '../db/signals/send-signal.ts';
import type { DayPartitions } from '../db/upkeep/day-partitions.ts';
import { shardCount } from '../domain/equipment/shard.ts';
import type { AskLearnt } from '../domain/learning/learnt-place.ts';
import type { BronzeReader } from '../domain/readings/bronze-log.ts';
import type { ObserveStage } from '../domain/readings/latency.ts';
import type { BronzeBatch, ComingBatch } from '../domain/readings/reading.ts';
import { severityRank } from '../domain/recommendations/severity.ts';
import type { AlarmFeed } from '../events/feed/alarm-feed.ts';
import type { EventFeed } from '../events/feed/event-feed.ts';
import { type LiveValues, statusOf } from '../events/live/live-values.ts';
import type { Logger } from '../log.ts';
import type { Scorer } from '../models/scoring/scorer.ts';
import type { Floods } from '../pipeline/alarms/floods.ts';
import { detectors, windowDetectors } from '../pipeline/detect/detectors.ts';
import { OutsideJudge } from '../pipeline/outside/outside-judge.ts';
import { Pipeline } from '../pipeline/pipeline.ts';
import type { ProcessingState } from '../pipeline/pipeline-state.ts';
import type { BatchOutcome } from '../pipeline/process-batch.ts';
import { createWithholding, type Withholding } from '../pipeline/recommend/withholding.ts';
import type { Definition } from '../pipeline/sensor-definition.ts';
import { SilenceWatch } from '../pipeline/silence/silence-watch.ts';
import { WindowJudge } from '../pipeline/windows/window-judge.ts';
import type { CounterRecorder } from '../services/counter-recorder.ts';
import { PeriodicTask } from '../timing/periodic-task.ts';

const drainMs = 4_000;
/** For windows that are completed and not judged, and for what detectors remember of them. */
const judgeDrainMs = 1_000;
const batchTimeoutMs = 30_000;
/** Nothing is awaited in the middle of a transaction but the database itself. */
const maxSilenceInTransactionMs = 5_000;
/** A server that is silent for so long loses its share of the work to the others; it speaks often enough to survive a long pause. */
const maxSilenceMs = 10_000;
const signOfLifeMs = 2_000;

export interface ProcessingOptions {
  readonly pool: pg.Pool;
  readonly config: Config['pipeline'];
  readonly connect: (options: ConnectOptions) => SteadyConnection;
  readonly bronze: BronzeReader<Queryable>;
  readonly dayPartitions: DayPartitions;
  readonly observe: ObserveStage;
  readonly readingCounters: Pick<CounterRecorder, 'noteWritten' | 'count'>;
  /** Whether the sources of readings take what is sent. */
  readonly intake: () => { readonly refusals: number; readonly isRefusing: boolean };
  readonly feed: Pick<EventFeed, 'head' | 'prepare' | 'offer'>;
  readonly alarmFeed: Pick<AlarmFeed, 'wake'>;
  readonly live: Pick<LiveValues, 'committed'>;
  /** What operators' decisions say of a finding. */
  readonly askLearnt: AskLearnt;
  /** A model from outside that judges machines; null: none is configured. */
  readonly scorer: Scorer | null;
  /** Which alarms of a flood are told under one line. */
  readonly floods: Floods;
  readonly now: () => number;
  readonly elapsedMs: () => number;
  readonly log: Logger;
}

/** The pipeline, its connection, and what other parts of the server tell it and are told by it. Does nothing where it is switched off. */
export interface Processing {
  /** PostgreSQL's process that the pipeline commits by; null before its first connection. */
  readonly processId: number | null;
  readonly positions: ReadonlyMap<number, number>;
  /** A batch is taken again after a failure, or some wait. */
  readonly hasWork: boolean;
  state(): ProcessingState;
  /** A batch is on its way to the disk. */
  appending(batch: ComingBatch): void;
  /** This server has stored a batch. */
  appended(batch: BronzeBatch): void;
  /** The log has come this far. */
  notice(headBatchNo: number): void;
  /** Lets go what is remembered of sensors that have fallen silent. */
  putOutIdle(): void;
  /** The database went back in time. */
  startAnew(): void;
  start(): void;
  /** Finishes what is in the log already. */
  close(): Promise<void>;
  disconnect(): Promise<void>;
}

export function createProcessing(options: ProcessingOptions): Processing {
  const { pool, config, connect, bronze, dayPartitions, observe, feed, alarmFeed, floods, now, elapsedMs, log } =
    options;
  const connection = connect({
    applicationName: 'andon pipeline',
    pipeline: true,
    genericPlans: true,
    queryTimeoutMs: batchTimeoutMs,
    maxSilence: { inTransactionMs: maxSilenceInTransactionMs, betweenMs: maxSilenceMs },
  });
  const minSeverityRank = severityRank(config.recommendFromSeverity);
  const { joinWindowMs } = config;
  const withholding = createWithholding({
    ask: options.askLearnt,
    isAllowed: config.learntSilences,
    windowMs: config.dedupeWindowMs,
    now,
  });
  const judgeConnection = connect({
    applicationName: 'andon detection',
    pipeline: true,
    queryTimeoutMs: batchTimeoutMs,
  });
  const judge: WindowJudge = new WindowJudge({
    pool,
    connection: judgeConnection,
    detectors: windowDetectors,
    telling: { minSeverityRank, joinWindowMs, withholding, floods, now },
    owned: () => pipeline.positions.keys(),
    elapsedMs,
    log,
  });
  const silenceConnection = connect({ applicationName: 'andon silence', queryTimeoutMs: batchTimeoutMs });
  const silence: SilenceWatch = new SilenceWatch({
    pool,
    connection: silenceConnection,
    minSeverityRank,
    joinWindowMs,
    withholding,
    floods,
    owned: () => pipeline.positions.keys(),
    refusals: () => options.intake().refusals,
    hearing: () => {
      const { lastError, backlogBatches } = pipeline.state();
      if (lastError !== null || options.intake().isRefusing) return 'broken';
      return backlogBatches > 0 ? 'behind' : 'all';
    },
    now,
    elapsedMs,
    log,
  });
  const outside = createOutsideJudge(options, minSeverityRank, withholding);
  const pipeline: Pipeline = new Pipeline({
    connection,
    pool,
    bronze,
    dayPartitions,
    rules: { detectors, minSeverityRank, returnHoldMs: config.returnHoldMs },
    joinWindowMs,
    floods,
    withholding,
    observe,
    now,
    elapsedMs,
    onCommitted: (outcome, definitionOf) => {
      judge.notice(outcome.completed.map(({ shardNo }) => shardNo));
      publish(options, outcome, definitionOf);
      silence.hear(outcome.heard, definitionOf);
      outside?.judge.take(outcome.completed, definitionOf);
    },
    onShardsTaken: (shards) => judge.notice(shards),
    feed: {
      head: () => feed.head.number,
      prepare: (after, events) => feed.prepare(after, events),
      offer: (after, events) => {
        feed.offer(after, events);
        // What was raised has a condition. It is read once what was offered is out.
        setImmediate(() => alarmFeed.wake());
      },
    },
    log,
  });
  const signsOfLife = new PeriodicTask('sign of life of the pipeline', signOfLifeMs, () => pipeline.showLife(), log);
  return {
    get processId() {
      return connection.processId;
    },
    get positions() {
      return pipeline.positions;
    },
    get hasWork() {
      const { lastError, backlogBatches } = pipeline.state();
      return lastError !== null || backlogBatches > 0;
    },
    state: () => ({ ...pipeline.state(), enabled: config.enabled, windows: judge.state(), silence: silence.state() }),
    appending: (batch) => {
      if (config.enabled) pipeline.speculate(batch);
    },
    appended: (batch) => {
      if (config.enabled) pipeline.offer(batch);
      if (pipeline.positions.size === shardCount) return;
      // Some of these readings are another server's to work on.
      sendSignal(pool, 'andon_bronze').catch((error: unknown) =>
        log.warn(
          { event: 'signal.send_failed', err: error },
          'other servers hear of new readings by their reconciliation poll only',
        ),
      );
    },
    notice: (headBatchNo) => {
      if (config.enabled) pipeline.notice(headBatchNo);
    },
    putOutIdle: () => pipeline.putOutIdle(),
    startAnew: () => {
      pipeline.startAnew();
      judge.startAnew();
      silence.startAnew();
      outside?.judge.startAnew();
    },
    start: () => {
      if (!config.enabled) return;
      pipeline.start();
      judge.start();
      silence.start();
      outside?.judge.start();
      signsOfLife.start();
    },
    close: async () => {
      await pipeline.close(drainMs);
      await silence.close();
      await outside?.judge.close();
      await judge.close(judgeDrainMs);
      await signsOfLife.close();
    },
    disconnect: async () =>
      void (await Promise.all([
        connection.close(),
        judgeConnection.close(),
        silenceConnection.close(),
        outside?.connection.close(),
      ])),
  };
}

/** Null where no model from outside is configured: then nothing of it runs. */
function createOutsideJudge(
  { config, connect, scorer, now, log }: ProcessingOptions,
  minSeverityRank: number,
  withholding: Withholding,
): { readonly judge: OutsideJudge; readonly connection: SteadyConnection } | null {
  if (scorer === null) return null;
  const connection = connect({ applicationName: 'andon outside model', queryTimeoutMs: batchTimeoutMs });
  const telling = { minSeverityRank, joinWindowMs: config.joinWindowMs, withholding };
  return { judge: new OutsideJudge({ connection, scorer, telling, now, log }), connection };
}

/** Tells live values and counters of a committed batch. */
function publish(
  { live, readingCounters }: Pick<ProcessingOptions, 'live' | 'readingCounters'>,
  outcome: BatchOutcome,
  definitionOf: (sensorId: number) => Definition,
): void {
  const latest = () =>
    outcome.latest.flatMap(({ reading, isValueOnly }) =>
      isValueOnly ? [] : (statusOf(reading, definitionOf(reading.sensorId)) ?? []),
    );
  const valueless = outcome.latest.flatMap(({ reading, isValueOnly }) =>
    isValueOnly || reading.value === null ? [reading.sensorId] : [],
  );
  live.committed({ latest, valueless, windows: outcome.windows });
  readingCounters.noteWritten(outcome.readingCounters.rows());
  if (outcome.limitUnitsAssumed > 0) readingCounters.count('limit_unit_given', outcome.limitUnitsAssumed);
  if (outcome.unitsAssumed > 0) readingCounters.count('unit_given', outcome.unitsAssumed);
}
