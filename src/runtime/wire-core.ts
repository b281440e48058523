/** Makes each part of the core once and ties them together. */
import { type AccessControl, createAccessControl } from '../auth/access-control.ts';
import { CallerShares } from '../auth/caller-shares.ts';
import type { Config } from '../config.ts';
import { createPostgresLog } from '../db/bronze/postgres-log.ts';
import type { ConnectOptions, Database } from '../db/connection/database.ts';
import { SteadyConnection } from '../db/connection/steady-connection.ts';
import { DayPartitions } from '../db/upkeep/day-partitions.ts';
import { severityRank } from '../domain/recommendations/severity.ts';
import { AlarmFeed } from '../events/feed/alarm-feed.ts';
import { EventFeed } from '../events/feed/event-feed.ts';
import { createLiveValues, type LiveValues } from '../events/live/live-values.ts';
import { Listener } from '../events/signals/listener.ts';
import type { Logger } from '../log.ts';
import type { Scorer } from '../models/scoring/scorer.ts';
import type { Notifier } from '../notify/notifier.ts';
import { Floods } from '../pipeline/alarms/floods.ts';
import { DetectionTrial } from '../pipeline/trial/detection-trial.ts';
import { createAlarmService } from '../services/alarm-service.ts';
import { AlarmTimes } from '../services/alarm-times.ts';
import { AccessAudit, nobodyKnown } from '../services/audit/access-audit.ts';
import { AuditChaining } from '../services/audit/audit-chaining.ts';
import { CounterRecorder } from '../services/counter-recorder.ts';
import { createDecisionService, type DecisionService } from '../services/decision-service.ts';
import { DeferralRelease } from '../services/deferral-release.ts';
import { Learner } from '../services/learning/learner.ts';
import { StageRecorder } from '../services/stage-recorder.ts';
import type { Clock } from '../timing/elapsed.ts';
import { AnotherDatabase } from './another-database.ts';
import { createScorer } from './create-scorer.ts';
import { FloodWatch } from './flood-watch.ts';
import { createHousekeeping, type Housekeeping } from './housekeeping.ts';
import { IdleMode } from './idle-mode.ts';
import { createIdleSensors, type IdleSensors } from './idle-sensors.ts';
import { createNotifier } from './notify.ts';
import { createProcessing, type Processing } from './processing.ts';
import { ReconciliationPoll } from './reconciliation-poll.ts';
import { createSources, type Sources } from './sources.ts';

const dayMs = 86_400_000;

/** The parts of the core, each made once. What one has to tell another is a callback: they do not import each other. */
export interface Parts {
  readonly idleMode: IdleMode;
  readonly recorder: StageRecorder;
  readonly readingCounters: CounterRecorder;
  readonly audit: AccessAudit;
  readonly auditChaining: AuditChaining;
  readonly keys: AccessControl;
  readonly shares: CallerShares;
  readonly decisions: DecisionService;
  readonly detectionTrial: DetectionTrial;
  readonly alarmTimes: AlarmTimes;
  readonly alarmFeed: AlarmFeed;
  readonly floodWatch: FloodWatch;
  readonly notifier: Notifier;
  readonly learner: Learner;
  readonly deferrals: DeferralRelease;
  readonly housekeeping: Housekeeping;
  readonly live: LiveValues;
  readonly feed: EventFeed;
  readonly processing: Processing;
  readonly sources: Sources;
  readonly idleSensors: IdleSensors;
  readonly scorer: Scorer | null;
  readonly poll: ReconciliationPoll;
  readonly listener: Listener;
}

/** Wires the parts to each other; nothing is started. */
export async function wireCore(config: Config, database: Database, log: Logger, clock: Clock): Promise<Parts> {
  const { now, elapsedMs } = clock;
  const { pool, condition } = database;
  const common = { pool, now, elapsedMs, log };
  const dayPartitions = new DayPartitions(pool);
  const bronze = createPostgresLog(dayPartitions);
  const idleMode = new IdleMode(elapsedMs);
  const recorder = new StageRecorder(pool, now, log);
  const { observe } = recorder;
  const readingCounters = new CounterRecorder(pool, now, log);
  const audit = new AccessAudit(common);
  const auditChaining = new AuditChaining(pool, log);
  const keys = await createAccessControl({
    ...common,
    config: config.authentication,
    certifiesWriters: config.tls?.clientCa != null,
    onRefused: (error, holder) => audit.refused(error, holder ?? nobodyKnown, null),
  });
  const shares = new CallerShares({ defaults: config.shares, limitsOf: keys.limitsOf, elapsedMs, log });
  const decisions = createDecisionService(pool, now, () => idleMode.noteActivity());
  const deferrals = new DeferralRelease(decisions, log);
  const alarmTimes = new AlarmTimes(
    createAlarmService(pool, () => idleMode.noteActivity()),
    log,
  );
  const notifier = createNotifier({ ...common, trustedHosts: config.notify.trustedHosts });
  const housekeeping = createHousekeeping({ ...common, bronze, retention: config.retention, dayPartitions });
  const another = new AnotherDatabase({
    ...common,
    settings: config.pipeline,
    parts: () => ({ sources, dayPartitions, keys, idleMode, poll, processing, live, learner }),
  });
  const onRewound = () => another.is();
  const connect = (options: ConnectOptions) => new SteadyConnection(database, options, () => another.mayBe());
  const live: LiveValues = createLiveValues({
    ...common,
    bronze,
    config: config.pipeline,
    owned: () => processing.positions,
  });
  const feed = new EventFeed({ ...common, listener: () => listener.health(), observe, onRewound });
  const alarmFeed = new AlarmFeed({ ...common, listener: () => listener.health(), onRewound });
  const floods = new Floods(config.pipeline.floodAbove);
  const floodWatch = new FloodWatch({ ...common, feed: alarmFeed, floods });
  const learner = new Learner(common);
  const scorer = createScorer(config.models.detector, { now, log });
  const processing: Processing = createProcessing({
    ...common,
    config: config.pipeline,
    connect,
    bronze,
    dayPartitions,
    observe,
    readingCounters,
    intake: () => sources.intake(),
    askLearnt: learner.ask,
    scorer,
    floods,
    feed,
    alarmFeed,
    live,
  });
  const detectionTrial = new DetectionTrial({
    db: pool,
    bronze,
    minSeverityRank: severityRank(config.pipeline.recommendFromSeverity),
    dedupeWindowMs: config.pipeline.dedupeWindowMs,
    elapsedMs,
  });
  const sources: Sources = createSources({
    ...common,
    connect,
    condition,
    shares,
    observe,
    bronze,
    count: readingCounters.count,
    timeLimits: () => ({
      oldestMs: now() - config.retention.bronzeDays * dayMs,
      newestMs: now() + config.pipeline.futureLimitMs,
    }),
    newSensorsPerHour: config.ingest.newSensorsPerHour,
    alarmLagMs: config.pipeline.watermarkMs,
    onAppending: processing.appending,
    onAppended: (batch) => {
      idleMode.noteActivity();
      processing.appended(batch);
    },
  });
  const idleSensors = createIdleSensors({ ...common, rememberers: [processing, sources] });
  const poll: ReconciliationPoll = new ReconciliationPoll({
    ...common,
    idleMode,
    onRewound,
    listener: () => listener.health(),
    receivers: {
      feed,
      alarmFeed,
      alarmTimes,
      notifier,
      sources,
      processing,
      live,
      keys,
      audit: auditChaining,
      deferrals,
      learner,
    },
  });
  const listener: Listener = new Listener({
    ...common,
    database,
    random: Math.random,
    isIdle: () => idleMode.isIdle,
    signals: poll.channels(),
    onListening: () => poll.onListening(),
    onSignalState: (state) => poll.take(state),
  });
  return {
    idleMode,
    recorder,
    readingCounters,
    audit,
    auditChaining,
    keys,
    shares,
    decisions,
    detectionTrial,
    alarmTimes,
    alarmFeed,
    floodWatch,
    notifier,
    learner,
    deferrals,
    housekeeping,
    live,
    feed,
    processing,
    sources,
    idleSensors,
    scorer,
    poll,
    listener,
  };
}
