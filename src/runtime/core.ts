import type { Access } from '../auth/access.ts';
import { createAccessControl } from '../auth/access-control.ts';
import type { Config } from '../config.ts';
import { createPostgresLog } from '../db/bronze/postgres-log.ts';
import type { ConnectOptions, Database } from '../db/connection/database.ts';
import { SteadyConnection } from '../db/connection/steady-connection.ts';
import { writeSettings } from '../db/migrations/write-settings.ts';
import { sendSignal } from '../db/signals/send-signal.ts';
import { readSignalState, type SignalState } from '../db/signals/signal-state.ts';
import { DayPartitions } from '../db/upkeep/day-partitions.ts';
import { shardCount } from '../domain/equipment/shard.ts';
import type { BronzeBatch, ComingBatch } from '../domain/readings/reading.ts';
import { severityRank } from '../domain/recommendations/severity.ts';
import { EventFeed } from '../events/feed/event-feed.ts';
import type { LiveHub } from '../events/live/live-hub.ts';
import { createLiveValues, type LiveValues, statusOf } from '../events/live/live-values.ts';
import { Listener, type ListenerHealth } from '../events/signals/listener.ts';
import type { IngestCounters } from '../ingest/counters.ts';
import type { IngestGateway } from '../ingest/ingest-gateway.ts';
import type { QuarantineReplay } from '../ingest/quarantine-replay.ts';
import type { Logger } from '../log.ts';
import { detectors } from '../pipeline/detect/detectors.ts';
import { Pipeline } from '../pipeline/pipeline.ts';
import type { PipelineState } from '../pipeline/pipeline-state.ts';
import type { BatchOutcome } from '../pipeline/process-batch.ts';
import type { Definition } from '../pipeline/sensor-definition.ts';
import { CounterRecorder } from '../services/counter-recorder.ts';
import { createDecisionService } from '../services/decision-service.ts';
import type { LagRecorder } from '../services/lag-recorder.ts';
import { StageRecorder } from '../services/stage-recorder.ts';
import { PeriodicTask } from '../timing/periodic-task.ts';
import { BronzeRewind } from './bronze-rewind.ts';
import { IdleMode } from './idle-mode.ts';
import { createSources, type Sources } from './sources.ts';
import { createHousekeeping } from './upkeep.ts';

const dayMs = 86_400_000;
const reconcileEveryMs = 1_000;
/** A deferral that is due so soon is waited for awake. */
const soonMs = 60_000;
const drainMs = 5_000;
const batchTimeoutMs = 30_000;
/** Nothing is awaited in the middle of a transaction but the database itself. */
const maxSilenceInTransactionMs = 5_000;
/** A server that is silent for so long loses its share of the work to the others; it speaks often enough to survive a long pause. */
const maxSilenceMs = 10_000;
const signOfLifeMs = 2_000;

/** Everything a reading passes through on its way to the feed, wired together; knows nothing of HTTP. */
export interface Core {
  readonly access: Access;
  readonly ingest: IngestGateway;
  readonly ingestCounters: IngestCounters;
  readonly quarantineReplay: QuarantineReplay;
  readonly feed: EventFeed;
  readonly live: LiveHub;
  readonly recorder: StageRecorder;
  readonly readingCounters: CounterRecorder;
  readonly lags: LagRecorder;
  pipelineState(): PipelineState;
  /** Readings that came to the source and are not committed yet. */
  waitingReadings(): number;
  listener(): ListenerHealth;
  /** Something was written that a signal tells of: look, in case it is not heard. */
  noteActivity(): void;
  /** This server has changed equipment or sensors; other servers' changes it finds itself. */
  masterDataChanged(): void;
  /** Nothing has happened for a minute. */
  isIdle(): boolean;
  /** Takes no more readings, and finishes those that were acknowledged. */
  close(): Promise<void>;
}

export async function startCore(config: Config, database: Database, log: Logger, now = Date.now): Promise<Core> {
  const { pool, condition } = database;
  await writeSettings(pool, config.pipeline);
  const dayPartitions = new DayPartitions(pool);
  const bronze = createPostgresLog(dayPartitions);
  const idleMode = new IdleMode(now);
  const recorder = new StageRecorder(pool, now, log);
  const readingCounters = new CounterRecorder(pool, now, log);
  const timeLimits = () => ({
    oldestMs: now() - config.retention.bronzeDays * dayMs,
    newestMs: now() + config.pipeline.futureLimitMs,
  });

  const live: LiveValues = createLiveValues({
    pool,
    bronze,
    config: config.pipeline,
    owned: () => pipeline.positions,
    now,
    log,
  });

  /** A new connection may lead to a database of another time: what was read before is read again. */
  const onRemade = (): void => {
    sources.forget();
    dayPartitions.forget();
    accessControl.wake();
    idleMode.noteActivity();
    if (lastState !== null) reconciliation.runNow();
  };
  /** It is a database of another time. */
  const onRewound = (): void => {
    onRemade();
    pipeline.startAnew();
    live.startAnew();
    writeSettings(pool, config.pipeline).catch((error: unknown) =>
      log.warn(
        { event: 'database.settings_write_failed', err: error },
        'the settings that views go by could not be written to the database that is there now',
      ),
    );
  };
  const connect = (options: ConnectOptions) => new SteadyConnection(database, options, onRemade);
  const pipelineConnection = connect({
    applicationName: 'andon pipeline',
    pipeline: true,
    genericPlans: true,
    queryTimeoutMs: batchTimeoutMs,
    maxSilence: { inTransactionMs: maxSilenceInTransactionMs, betweenMs: maxSilenceMs },
  });
  const pipeline: Pipeline = new Pipeline({
    connection: pipelineConnection,
    pool,
    bronze,
    dayPartitions,
    rules: {
      detectors,
      minSeverityRank: severityRank(config.pipeline.recommendFromSeverity),
    },
    observe: recorder.observe,
    now,
    onCommitted: (outcome, definitionOf) => publish(outcome, definitionOf),
    feed: {
      head: () => feed.head.number,
      prepare: (after, events) => feed.prepare(after, events),
      offer: (after, events) => feed.offer(after, events),
    },
    log,
  });
  const publish = (outcome: BatchOutcome, definitionOf: (sensorId: number) => Definition): void => {
    const latest = () =>
      outcome.latest.flatMap(({ reading }) => statusOf(reading, definitionOf(reading.sensorId)) ?? []);
    const valueless = outcome.latest.flatMap(({ reading }) => (reading.value === null ? [reading.sensorId] : []));
    live.committed({ latest, valueless, windows: outcome.windows });
    readingCounters.noteWritten(outcome.readingCounters.rows());
    if (outcome.unitsAssumed > 0) readingCounters.count('unit_given', outcome.unitsAssumed);
  };

  const onAppending = (batch: ComingBatch): void => {
    if (config.pipeline.enabled) pipeline.speculate(batch);
  };
  const onAppended = (batch: BronzeBatch): void => {
    idleMode.noteActivity();
    if (config.pipeline.enabled) pipeline.offer(batch);
    if (pipeline.positions.size === shardCount) return;
    // Some of these readings are another server's to work on.
    sendSignal(pool, 'andon_bronze').catch((error: unknown) =>
      log.warn(
        { event: 'signal.send_failed', err: error },
        'other servers hear of new readings by their reconciliation poll only',
      ),
    );
  };
  const sources: Sources = createSources({
    pool,
    connect,
    bronze,
    timeLimits,
    now,
    onAppending,
    onAppended,
    alarmLagMs: config.pipeline.watermarkMs,
    count: readingCounters.count,
    observe: recorder.observe,
    condition,
    log,
  });

  const accessControl = await createAccessControl({ pool, config: config.authentication, now, log });
  const decisions = createDecisionService(pool);
  const feed: EventFeed = new EventFeed({
    pool,
    listener: () => listener.health(),
    observe: recorder.observe,
    onRewound,
    now,
    log,
  });
  let lastState: SignalState | null = null;
  const bronzeRewind = new BronzeRewind();
  const take = async (state: SignalState): Promise<void> => {
    const { lastError, backlogBatches } = pipeline.state();
    const isMoving =
      state.eventNumber !== lastState?.eventNumber ||
      state.bronzeBatchNo !== lastState.bronzeBatchNo ||
      state.restatementNumber !== lastState.restatementNumber ||
      state.sqlInboxWaiting ||
      state.nextDeferralMs < soonMs ||
      lastError !== null ||
      backlogBatches > 0;
    if (isMoving) idleMode.noteActivity();
    const knownVersion = lastState?.masterDataVersion;
    lastState = state;
    feed.notice({ epoch: state.epoch, number: state.eventNumber, token: state.eventToken });
    if (state.sqlInboxWaiting) sources.wakeSqlSource();
    if (config.pipeline.enabled) pipeline.notice(state.bronzeBatchNo);
    live.follower.wake();
    live.restatements.notice(state.restatementNumber);
    live.service.notice(state.masterDataVersion);
    if (state.masterDataVersion !== knownVersion) sources.masterDataChanged();
    accessControl.notice(state.apiKeyVersion);
    if (state.nextDeferralMs <= 0) await decisions.releaseDue();
  };
  const lookAround = async (): Promise<void> => {
    const { listening, hasStandby, queueAlarm } = listener.health();
    // Where nothing happens the listener's own heartbeats look often enough, as long as two connections hear signals.
    if (idleMode.isIdle && listening && hasStandby && !queueAlarm) return;
    const state = await readSignalState(pool, bronzeRewind);
    if (bronzeRewind.isRewound(state)) {
      log.warn(
        { event: 'bronze.rewound', head: state.bronzeBatchNo },
        'the database went back in time: batches of readings that were seen are gone; everything is read from it anew',
      );
      onRewound();
    }
    await take(state);
  };
  const reconciliation = new PeriodicTask(reconcileEveryMs, lookAround, log);
  const signsOfLife = new PeriodicTask(signOfLifeMs, () => pipeline.showLife(), log);
  const housekeeping = createHousekeeping({ pool, bronze, retention: config.retention, dayPartitions, now, log });
  const listener: Listener = new Listener({
    database,
    signals: new Map(
      Object.entries({
        andon_event: () => feed.wake(),
        andon_sql_inbox: () => sources.wakeSqlSource(),
        andon_bronze: () => reconciliation.runNow(),
        andon_gold: () => live.follower.wake(),
        andon_restatement: () => live.restatements.wake(),
        andon_equipment: () => {
          live.service.wake();
          sources.masterDataChanged();
        },
        andon_api_key: () => accessControl.wake(),
      }).map(([channel, ring]) => [
        channel,
        () => {
          idleMode.noteActivity();
          ring();
        },
      ]),
    ),
    // Whatever was rung before went unheard; and where the listener had to be connected anew, others may have to be as well.
    onListening: () => {
      feed.wake();
      accessControl.wake();
      sources.wakeSqlSource();
      if (lastState !== null) reconciliation.runNow();
    },
    onSignalState: (state) => {
      take(state).catch((error: unknown) =>
        log.warn({ event: 'listener.follow_up_failed', err: error }, 'what a heartbeat found could not be seen to'),
      );
    },
    isIdle: () => idleMode.isIdle,
    random: Math.random,
    now,
    log,
  });

  await Promise.all([housekeeping.createAhead(), accessControl.start()]);
  await feed.start();
  await listener.start();
  if (config.pipeline.enabled) {
    pipeline.start();
    signsOfLife.start();
  }
  reconciliation.start();
  housekeeping.start();

  return {
    access: accessControl.access,
    ingest: sources.gateway,
    ingestCounters: sources.counters,
    quarantineReplay: sources.quarantineReplay,
    feed,
    live: live.hub,
    recorder,
    readingCounters,
    lags: sources.lags,
    pipelineState: () => ({ ...pipeline.state(), enabled: config.pipeline.enabled }),
    waitingReadings: sources.waitingReadings,
    listener: () => listener.health(),
    noteActivity: () => idleMode.noteActivity(),
    masterDataChanged: () => sources.masterDataChanged(),
    isIdle: () => idleMode.isIdle,
    close: async () => {
      const tidied = housekeeping.close();
      accessControl.close();
      await sources.close();
      await pipeline.close(drainMs);
      await signsOfLife.close();
      await reconciliation.close();
      await tidied;
      await live.close();
      await listener.close();
      await Promise.all([recorder.flush(), readingCounters.flush(), sources.lags.flush()]);
      await Promise.all([sources.disconnect(), pipelineConnection.close()]);
    },
  };
}
