/** Judges the health of the server: OK, degraded or down, with the reasons. */
import { type Trouble, troubles } from '../domain/database-trouble.ts';
import { isMuted } from '../domain/equipment/lagging-equipment.ts';
import type { RecommendationFeed } from '../events/feed/recommendation-feed.ts';
import type { Logger } from '../log.ts';
import type { EndpointState } from '../models/circuit-breaker.ts';
import type { PipelineState } from '../pipeline/pipeline-state.ts';
import type { PipelineReport, PipelineStatistics, PipelineStatisticsService } from './pipeline-statistics.ts';

/** Batches that may wait before the pipeline counts as falling behind. */
const backlogWarning = 50;
const maxAgeMs = 250;
/** Who may see the equipment is told which, in `lagging-resolvers.ts`. */
export const mutedReason = 'readings of some equipment arrive too late to raise alarms: its clock may be wrong';
/** Of what the database says where nothing happens, for who is told again and again. */
const idleMaxAgeMs = 9_000;
const databaseAnswersWithinMs = 2_000;

export const healthStatuses = ['ok', 'degraded', 'down'] as const;
export type HealthStatus = (typeof healthStatuses)[number];

export interface PipelineHealth {
  readonly status: HealthStatus;
  /** Why the status is not ok. */
  readonly reasons: readonly string[];
  readonly feed: ReturnType<RecommendationFeed['health']>;
  readonly pipeline: PipelineState;
  /** Null while the database cannot be reached. */
  readonly statistics: PipelineStatistics | null;
  /** Why the database does not do its part; null when it does. */
  readonly trouble: Trouble | null;
  readonly queues: readonly QueueHealth[];
  readonly models: readonly ModelHealth[];
  readonly startedAt: Date;
  readonly version: string;
}

/** Where readings wait on their way, in the order in which they pass. */
export interface QueueHealth {
  readonly name: 'door' | 'sql_inbox' | 'pipeline';
  readonly depth: number;
  readonly holds: 'readings' | 'rows' | 'batches';
  /** Null where nothing waits, and where it is not known. */
  readonly oldestMs: number | null;
}

/** How an outside model is doing, at this server. No alarm depends on one, so its failure leaves the status alone. */
export interface ModelHealth extends EndpointState {
  readonly name: string;
}

export interface HealthReport {
  /** Computed at most once in 250 ms, however many ask. */
  current(): Promise<PipelineHealth>;
  /** The same for who is told at intervals: on a site where nothing happens, the database is asked every 10 s at most. */
  update(): Promise<PipelineHealth>;
}

export interface HealthSources {
  readonly statistics: PipelineStatisticsService;
  readonly feed: Pick<RecommendationFeed, 'health'>;
  readonly pipelineState: () => PipelineState;
  /** Nothing has happened lately. */
  readonly isIdle: () => boolean;
  /** Readings of open requests. */
  readonly waitingReadings: () => number;
  /** Outside models that are configured. */
  readonly models: () => readonly ModelHealth[];
  readonly startedAt: Date;
  readonly version: string;
  readonly elapsedMs: () => number;
  readonly log: Logger;
}

export function createHealthReport(sources: HealthSources): HealthReport {
  const { elapsedMs, feed, isIdle } = sources;
  let latest: { readonly atMs: number; readonly health: Promise<PipelineHealth> } | null = null;
  let known: { readonly atMs: number; readonly statistics: PipelineStatistics } | null = null;
  const compute = async (): Promise<PipelineHealth> => {
    const report = await reportInTime(sources);
    const { statistics, trouble } = report;
    known = statistics === null || trouble !== null ? null : { atMs: elapsedMs(), statistics };
    return healthOf(sources, report);
  };
  const current = (): Promise<PipelineHealth> => {
    const atMs = elapsedMs();
    if (latest === null || atMs - latest.atMs > maxAgeMs) latest = { atMs, health: compute() };
    return latest.health;
  };
  return {
    current,
    update: async () => {
      const ageMs = known === null ? Number.POSITIVE_INFINITY : elapsedMs() - known.atMs;
      if (known === null || ageMs >= idleMaxAgeMs || !isIdle() || feed.health().state !== 'live') return current();
      return healthOf(sources, { statistics: aged(known.statistics, ageMs), trouble: null });
    },
  };
}

function aged(statistics: PipelineStatistics, byMs: number): PipelineStatistics {
  const { watermarkAgeMs } = statistics;
  return { ...statistics, watermarkAgeMs: watermarkAgeMs === null ? null : watermarkAgeMs + byMs };
}

function healthOf(sources: HealthSources, { statistics, trouble }: PipelineReport): PipelineHealth {
  const feed = sources.feed.health();
  const pipeline = sources.pipelineState();
  const reasons = [
    ...(trouble === null ? [] : [troubles[trouble].what]),
    ...(feed.state === 'live' ? [] : [`the event feed is ${feed.state.replace('_', ' ')}`]),
    ...(feed.listener.queueAlarm
      ? [
          `PostgreSQL’s queue of notifications is ${Math.round(feed.listener.queueUsage * 100)} % full: a connection listens and does not read`,
        ]
      : []),
    ...(pipeline.lastError === null ? [] : [`the pipeline’s last batch failed: ${pipeline.lastError}`]),
    ...(statistics?.lagging.some(isMuted) ? [mutedReason] : []),
    ...refusedByDatabase(statistics),
    ...pipeline.ignoredSettings,
    ...refusedByLimit(statistics),
    ...(pipeline.backlogBatches > backlogWarning ? [`${pipeline.backlogBatches} batches wait for the pipeline`] : []),
  ];
  const status = trouble !== null ? 'down' : reasons.length > 0 ? 'degraded' : 'ok';
  const queues = queuesOf(sources.waitingReadings(), statistics);
  const { startedAt, version } = sources;
  const models = sources.models();
  return { status, reasons, feed, pipeline, statistics, trouble, queues, models, startedAt, version };
}

/** Null while it answers. */
export function modelWarning({ name, lastFailure, failingSince, retryAt }: ModelHealth): string | null {
  if (lastFailure === null || failingSince === null) return null;
  const again = retryAt === null ? '' : `; it is left alone until ${retryAt.toISOString()}`;
  return `the outside model ${name} fails since ${failingSince.toISOString()}: ${lastFailure.message}${again}`;
}

/** An alert may have been refused with its reading, by a constraint that somebody added to the queue. */
function refusedByDatabase(statistics: PipelineStatistics | null): string[] {
  const refused = statistics?.quarantinedLastHour.find(({ code }) => code === 'REFUSED_BY_DATABASE');
  if (refused === undefined) return [];
  return [
    `the database refused what the pipeline made of ${refused.count} readings in the last hour, alerts perhaps among it: quarantine says why`,
  ];
}

/** Data is missing: whoever sent it is told, and whoever watches must be, too. */
function refusedByLimit(statistics: PipelineStatistics | null): string[] {
  const refused = statistics?.quarantinedLastHour.find(({ code }) => code === 'SENSOR_LIMIT');
  if (refused === undefined) return [];
  return [
    `${refused.count} readings of new sensors were refused in the last hour, since their sender had added as many as it may: newSensors names some`,
  ];
}

function queuesOf(waitingReadings: number, statistics: PipelineStatistics | null): QueueHealth[] {
  const door: QueueHealth = { name: 'door', depth: waitingReadings, holds: 'readings', oldestMs: null };
  if (statistics === null) return [door];
  const { inboxRows, oldestInboxMs, waitingBatches, oldestBatchMs } = statistics;
  return [
    door,
    { name: 'sql_inbox', depth: inboxRows, holds: 'rows', oldestMs: oldestInboxMs },
    { name: 'pipeline', depth: waitingBatches, holds: 'batches', oldestMs: oldestBatchMs },
  ];
}

/** Health is asked for when things go wrong: the answer must come even if the database's does not. */
async function reportInTime({ statistics, feed, log }: HealthSources): Promise<PipelineReport> {
  let timer: NodeJS.Timeout | undefined;
  const silent = (): PipelineReport => ({
    statistics: null,
    trouble: statistics.silence(feed.health().listener.listening),
  });
  const late = new Promise<null>((resolve) => {
    timer = setTimeout(resolve, databaseAnswersWithinMs, null);
  });
  const answer = statistics.read().catch((error: unknown) => {
    log.warn({ event: 'health.statistics_read_failed', err: error }, 'the pipeline’s statistics could not be read');
    return null;
  });
  const result = await Promise.race([answer, late]);
  clearTimeout(timer);
  return result ?? silent();
}
