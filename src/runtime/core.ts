import { createAccessControl } from '../auth/access-control.ts';
import type { Access } from '../auth/access.ts';
import { BronzeWatch } from './bronze-rewind.ts';
import type { Config } from '../config.ts';
import { ringBell } from '../db/signals/send-signal.ts';
import type { ConnectOptions, Database } from '../db/connection/database.ts';
import { DayPartitions } from '../db/upkeep/day-partitions.ts';
import { type Pulse, readPulse } from '../db/signals/signal-state.ts';
import { writeSettings } from '../db/migrations/write-settings.ts';
import { SteadyConnection } from '../db/connection/steady-connection.ts';
import { partitionCount } from '../domain/equipment/shard.ts';
import type { BronzeBatch, ComingBatch } from '../domain/readings/reading.ts';
import { severityRank } from '../domain/recommendations/severity.ts';
import { createDoors, type Doors } from './sources.ts';
import { EventFeed } from '../events/feed/event-feed.ts';
import { Listener, type ListenerHealth } from '../events/signals/listener.ts';
import type { LiveHub } from '../events/live/live-hub.ts';
import { createHousekeeping } from './upkeep.ts';
import type { IngestCounters } from '../ingest/counters.ts';
import type { IngestGateway } from '../ingest/ingest-gateway.ts';
import type { QuarantineReplay } from '../ingest/quarantine-replay.ts';
import { createLiveValues, type LiveValues, statusOf } from '../events/live/live-values.ts';
import type { Logger } from '../log.ts';
import { Metronome } from '../timing/periodic-task.ts';
import type { Definition } from '../pipeline/sensor-definition.ts';
import { detectors } from '../pipeline/detect/detectors.ts';
import type { PipelineState } from '../pipeline/pipeline-state.ts';
import type { BatchOutcome } from '../pipeline/process-batch.ts';
import { Pipeline } from '../pipeline/pipeline.ts';
import { Quiet } from './idle-mode.ts';
import { createDecisionService } from '../services/decision-service.ts';
import type { LagRecorder } from '../services/lag-recorder.ts';
import { StageRecorder } from '../services/stage-recorder.ts';
import { TallyRecorder } from '../services/counter-recorder.ts';

const dayMs = 86_400_000;
const pulseMs = 1_000;
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
  readonly tallies: TallyRecorder;
  readonly lags: LagRecorder;
  pipelineState(): PipelineState;
  /** Readings that came to the door and are not committed yet. */
  waitingReadings(): number;
  listener(): ListenerHealth;
  /** Something was written that a bell tells of: look, in case it is not heard. */
  stir(): void;
  /** Nothing has happened for a minute. */
  isQuiet(): boolean;
  /** Takes no more readings, and finishes those that were acknowledged. */
  close(): Promise<void>;
}

export async function startCore(config: Config, database: Database, log: Logger, now = Date.now): Promise<Core> {
  const { pool, condition } = database;
  await writeSettings(pool, config.pipeline);
  const dayPartitions = new DayPartitions(pool);
  const quiet = new Quiet(now);
  const recorder = new StageRecorder(pool, now, log);
  const tallies = new TallyRecorder(pool, now, log);
  const timeLimits = () => ({
    oldestMs: now() - config.retention.bronzeDays * dayMs,
    newestMs: now() + config.pipeline.futureLimitMs,
  });

  const live: LiveValues = createLiveValues({
    pool,
    config: config.pipeline,
    owned: () => pipeline.positions,
    now,
    log,
  });

  /** A new connection may lead to a database of another time: what was read before is read again. */
  const onRemade = (): void => {
    doors.forget();
    dayPartitions.forget();
    accessControl.wake();
    quiet.disturb();
    if (lastBeat !== null) pulse.beatNow();
  };
  /** It is a database of another time. */
  const onRewound = (): void => {
    onRemade();
    pipeline.startAnew();
    live.startAnew();
    writeSettings(pool, config.pipeline).catch((error: unknown) =>
      log.warn({ err: error }, 'the settings that views go by could not be written to the database that is there now'),
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
    tallies.noteWritten(outcome.tallies.rows());
    if (outcome.unitsAssumed > 0) tallies.count('unit_given', outcome.unitsAssumed);
  };

  const onAppending = (batch: ComingBatch): void => {
    if (config.pipeline.enabled) pipeline.foresee(batch);
  };
  const onAppended = (batch: BronzeBatch): void => {
    quiet.disturb();
    if (config.pipeline.enabled) pipeline.offer(batch);
    if (pipeline.positions.size === partitionCount) return;
    // Some of these readings are another server's to work on.
    ringBell(pool, 'andon_bronze').catch((error: unknown) =>
      log.warn({ err: error }, 'other servers hear of new readings by their pulse only'),
    );
  };
  const doors: Doors = createDoors({
    pool,
    connect,
    partitions: dayPartitions,
    timeLimits,
    now,
    onAppending,
    onAppended,
    alarmLagMs: config.pipeline.watermarkMs,
    count: tallies.count,
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
  let lastBeat: Pulse | null = null;
  const bronze = new BronzeWatch();
  const take = async (beat: Pulse): Promise<void> => {
    const { lastError, backlogBatches } = pipeline.state();
    const isMoving =
      beat.eventNumber !== lastBeat?.eventNumber ||
      beat.bronzeBatchNo !== lastBeat.bronzeBatchNo ||
      beat.restatementNumber !== lastBeat.restatementNumber ||
      beat.sqlInboxWaiting ||
      beat.nextDeferralMs < soonMs ||
      lastError !== null ||
      backlogBatches > 0;
    if (isMoving) quiet.disturb();
    lastBeat = beat;
    feed.notice({ epoch: beat.epoch, number: beat.eventNumber, token: beat.eventToken });
    if (beat.sqlInboxWaiting) doors.wakeSqlDoor();
    if (config.pipeline.enabled) pipeline.notice(beat.bronzeBatchNo);
    live.follower.wake();
    live.restatements.notice(beat.restatementNumber);
    live.service.notice(beat.masterDataVersion);
    accessControl.notice(beat.apiKeyVersion);
    if (beat.nextDeferralMs <= 0) await decisions.releaseDue();
  };
  const lookAround = async (): Promise<void> => {
    const { listening, hasSecondEar, queueAlarm } = listener.health();
    // Where nothing happens the listener's own heartbeats look often enough, as long as two connections hear bells.
    if (quiet.isQuiet && listening && hasSecondEar && !queueAlarm) return;
    const beat = await readPulse(pool, bronze);
    if (bronze.isRewound(beat)) {
      log.warn(
        { event: 'bronze_rewound', head: beat.bronzeBatchNo },
        'the database went back in time: batches of readings that were seen are gone; everything is read from it anew',
      );
      onRewound();
    }
    await take(beat);
  };
  const pulse = new Metronome(pulseMs, lookAround, log);
  const signsOfLife = new Metronome(signOfLifeMs, () => pipeline.showLife(), log);
  const housekeeping = createHousekeeping({ pool, retention: config.retention, dayPartitions, now, log });
  const listener: Listener = new Listener({
    database,
    bells: new Map(
      Object.entries({
        andon_event: () => feed.wake(),
        andon_sql_inbox: () => doors.wakeSqlDoor(),
        andon_bronze: () => pulse.beatNow(),
        andon_gold: () => live.follower.wake(),
        andon_restatement: () => live.restatements.wake(),
        andon_equipment: () => live.service.wake(),
        andon_api_key: () => accessControl.wake(),
      }).map(([channel, ring]) => [
        channel,
        () => {
          quiet.disturb();
          ring();
        },
      ]),
    ),
    // Whatever was rung before went unheard; and where the listener had to be connected anew, others may have to be as well.
    onListening: () => {
      feed.wake();
      accessControl.wake();
      doors.wakeSqlDoor();
      if (lastBeat !== null) pulse.beatNow();
    },
    onPulse: (beat) => {
      take(beat).catch((error: unknown) => log.warn({ err: error }, 'what a heartbeat found could not be seen to'));
    },
    isQuiet: () => quiet.isQuiet,
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
  pulse.start();
  housekeeping.start();

  return {
    access: accessControl.access,
    ingest: doors.gateway,
    ingestCounters: doors.counters,
    quarantineReplay: doors.quarantineReplay,
    feed,
    live: live.hub,
    recorder,
    tallies,
    lags: doors.lags,
    pipelineState: () => ({ ...pipeline.state(), enabled: config.pipeline.enabled }),
    waitingReadings: doors.waitingReadings,
    listener: () => listener.health(),
    stir: () => quiet.disturb(),
    isQuiet: () => quiet.isQuiet,
    close: async () => {
      const tidied = housekeeping.close();
      accessControl.close();
      await doors.close();
      await pipeline.close(drainMs);
      await signsOfLife.close();
      await pulse.close();
      await tidied;
      await live.close();
      await listener.close();
      await Promise.all([recorder.flush(), tallies.flush(), doors.lags.flush()]);
      await Promise.all([doors.disconnect(), pipelineConnection.close()]);
    },
  };
}
