/** Starts everything that needs no HTTP, in order: from the sources of readings to the feed of events. */
import { hostname } from 'node:os';
import type { Access } from '../auth/access.ts';
import type { CallerShares } from '../auth/caller-shares.ts';
import type { Config } from '../config.ts';
import { recordConfiguration } from '../db/audit/configuration.ts';
import type { Database } from '../db/connection/database.ts';
import { writeSettings } from '../db/migrations/write-settings.ts';
import type { AlarmFeed } from '../events/feed/alarm-feed.ts';
import type { EventFeed } from '../events/feed/event-feed.ts';
import type { LiveHub } from '../events/live/live-hub.ts';
import type { ListenerHealth } from '../events/signals/listener.ts';
import type { IngestCounters } from '../ingest/counters.ts';
import type { IngestGateway } from '../ingest/ingest-gateway.ts';
import type { QuarantineReplay } from '../ingest/quarantine-replay.ts';
import type { Logger } from '../log.ts';
import type { Scorer } from '../models/scoring/scorer.ts';
import type { ProcessingState } from '../pipeline/pipeline-state.ts';
import type { DetectionTrial } from '../pipeline/trial/detection-trial.ts';
import type { AccessAudit } from '../services/audit/access-audit.ts';
import type { CounterRecorder } from '../services/counter-recorder.ts';
import type { DecisionService } from '../services/decision-service.ts';
import type { LagRecorder } from '../services/lag-recorder.ts';
import type { Learner } from '../services/learning/learner.ts';
import type { StageRecorder } from '../services/stage-recorder.ts';
import type { Clock } from '../timing/elapsed.ts';
import type { Component, Lifecycle } from './lifecycle.ts';
import { type Parts, wireCore } from './wire-core.ts';

/** Everything that a reading passes on its way to the feed, wired together; knows nothing of HTTP. */
export interface Core {
  readonly access: Access;
  readonly audit: AccessAudit;
  readonly shares: CallerShares;
  readonly ingest: IngestGateway;
  readonly ingestCounters: IngestCounters;
  readonly quarantineReplay: QuarantineReplay;
  readonly detectionTrial: DetectionTrial;
  readonly decisions: DecisionService;
  readonly feed: EventFeed;
  readonly alarmFeed: AlarmFeed;
  readonly live: LiveHub;
  readonly recorder: StageRecorder;
  readonly readingCounters: CounterRecorder;
  readonly lags: LagRecorder;
  /** What was learnt from decisions, as far as it is in memory. */
  readonly learner: Pick<Learner, 'version'>;
  /** The model from outside that judges machines; null: none is configured. */
  readonly scorer: Pick<Scorer, 'name' | 'state'> | null;
  pipelineState(): ProcessingState;
  /** Readings that came to the source and are not committed yet. */
  waitingReadings(): number;
  listener(): ListenerHealth;
  /** Something was written that a signal tells of: look, in case it is not heard. */
  noteActivity(): void;
  /** Something was written that no signal tells of. */
  lookNow(): void;
  /** This server has changed equipment or sensors; other servers' changes it finds itself. */
  masterDataChanged(): void;
  /** This server has removed sensors; other servers' removals it finds itself. */
  sensorsRemoved(): void;
  /** Nothing has happened for a minute. */
  isIdle(): boolean;
}

/** Starts the core: its components belong to `lifecycle` from then on, which stops them in reverse order. */
export async function startCore(
  config: Config,
  database: Database,
  log: Logger,
  clock: Clock,
  lifecycle: Lifecycle,
): Promise<Core> {
  await writeSettings(database.pool, config.pipeline);
  await recordConfiguration(database.pool, `${hostname()}:${config.port}`, config.stated);
  const parts = await wireCore(config, database, log, clock);
  await lifecycle.start(...inOrder(parts));
  const { keys, decisions, sources, processing, feed, live, listener, idleMode, recorder, readingCounters } = parts;
  return {
    access: keys.access,
    audit: parts.audit,
    shares: parts.shares,
    ingest: sources.gateway,
    ingestCounters: sources.counters,
    quarantineReplay: sources.quarantineReplay,
    detectionTrial: parts.detectionTrial,
    decisions,
    feed,
    alarmFeed: parts.alarmFeed,
    live: live.hub,
    recorder,
    readingCounters,
    lags: sources.lags,
    learner: parts.learner,
    scorer: parts.scorer,
    pipelineState: processing.state,
    waitingReadings: sources.waitingReadings,
    listener: () => listener.health(),
    noteActivity: () => idleMode.noteActivity(),
    lookNow: () => {
      idleMode.noteActivity();
      parts.poll.runNow();
    },
    masterDataChanged: sources.masterDataChanged,
    sensorsRemoved: () => {
      sources.sensorsRemoved();
      live.sensorsRemoved();
    },
    isIdle: () => idleMode.isIdle,
  };
}

/** Each uses those before it only: so it starts after them, and finishes its work before they stop. */
function inOrder(parts: Parts): readonly Component[] {
  const { keys, sources, processing, feed, live, listener, poll, deferrals, housekeeping, recorder, readingCounters } =
    parts;
  const { idleSensors, alarmFeed, alarmTimes, floodWatch, notifier, audit, auditChaining, learner } = parts;
  return [
    {
      name: 'database connections',
      stop: async () => void (await Promise.all([sources.disconnect(), processing.disconnect()])),
      stopWithinMs: 500,
    },
    {
      name: 'recorders of counts, latencies and refusals',
      stop: async () =>
        void (await Promise.all([recorder.flush(), readingCounters.flush(), sources.lags.flush(), audit.flush()])),
      stopWithinMs: 1_000,
    },
    { name: 'day partitions', start: () => housekeeping.createAhead() },
    { name: 'access', start: () => keys.start(), stop: () => keys.close() },
    { name: 'learning from decisions', start: () => learner.start(), stop: () => learner.close(), stopWithinMs: 1_000 },
    { name: 'event feed', start: async () => void (await Promise.all([feed.start(), alarmFeed.start()])) },
    { name: 'listener', start: () => listener.start(), stop: () => listener.close(), stopWithinMs: 1_000 },
    { name: 'live values', stop: () => live.close(), stopWithinMs: 1_000 },
    { name: 'chain of the audit', stop: () => auditChaining.close(), stopWithinMs: 1_000 },
    {
      name: 'release of deferrals',
      stop: async () => void (await Promise.all([deferrals.close(), alarmTimes.close()])),
      stopWithinMs: 1_000,
    },
    { name: 'messages to sinks', stop: () => notifier.close(), stopWithinMs: 1_000 },
    { name: 'watch for floods', start: () => floodWatch.start(), stop: () => floodWatch.close(), stopWithinMs: 500 },
    { name: 'reconciliation poll', start: () => poll.start(), stop: () => poll.close(), stopWithinMs: 1_000 },
    // Its own deadline within this one is for what is in the log already; then a batch is finished that is under way.
    { name: 'pipeline', start: () => processing.start(), stop: () => processing.close(), stopWithinMs: 6_000 },
    { name: 'sources of readings', stop: () => sources.close(), stopWithinMs: 3_000 },
    {
      name: 'memory of silent sensors',
      start: () => idleSensors.start(),
      stop: () => idleSensors.close(),
      stopWithinMs: 500,
    },
    {
      name: 'housekeeping',
      start: () => housekeeping.start(),
      stop: () => housekeeping.close(),
      stopWithinMs: 4_000,
    },
  ];
}
