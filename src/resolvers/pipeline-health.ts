import type { RecommendationFeed } from '../events/feed.ts';
import type { Logger } from '../log.ts';
import type { PipelineState } from '../pipeline/runner.ts';
import type { PipelineStatistics } from '../services/pipeline-statistics-service.ts';

/** Batches that may wait before the pipeline counts as falling behind. */
const backlogWarning = 50;
const maxAgeMs = 250;
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
  readonly queues: readonly QueueHealth[];
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

export interface HealthReport {
  /** Computed at most once in 250 ms, however many ask. */
  current(): Promise<PipelineHealth>;
}

export interface HealthSources {
  readonly statistics: () => Promise<PipelineStatistics>;
  readonly feed: Pick<RecommendationFeed, 'health'>;
  readonly pipelineState: () => PipelineState;
  /** Readings of open requests. */
  readonly waitingReadings: () => number;
  readonly startedAt: Date;
  readonly version: string;
  readonly now: () => number;
  readonly log: Logger;
}

export function createHealthReport(sources: HealthSources): HealthReport {
  let latest: { readonly atMs: number; readonly health: Promise<PipelineHealth> } | null = null;
  return {
    current: () => {
      const atMs = sources.now();
      if (latest === null || atMs - latest.atMs > maxAgeMs) latest = { atMs, health: compute(sources) };
      return latest.health;
    },
  };
}

async function compute(sources: HealthSources): Promise<PipelineHealth> {
  const statistics = await statisticsInTime(sources);
  const feed = sources.feed.health();
  const pipeline = sources.pipelineState();
  const reasons = [
    ...(statistics === null ? ['the database does not answer'] : []),
    ...(feed.state === 'live' ? [] : [`the event feed is ${feed.state.replace('_', ' ')}`]),
    ...(feed.listener.queueAlarm
      ? [
          `PostgreSQL’s queue of notifications is ${Math.round(feed.listener.queueUsage * 100)} % full: a connection listens and does not read`,
        ]
      : []),
    ...(pipeline.lastError === null ? [] : [`the pipeline’s last batch failed: ${pipeline.lastError}`]),
    ...(pipeline.backlogBatches > backlogWarning ? [`${pipeline.backlogBatches} batches wait for the pipeline`] : []),
  ];
  const status = statistics === null ? 'down' : reasons.length > 0 ? 'degraded' : 'ok';
  const queues = queuesOf(sources.waitingReadings(), statistics);
  const { startedAt, version } = sources;
  return { status, reasons, feed, pipeline, statistics, queues, startedAt, version };
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
async function statisticsInTime({ statistics, log }: HealthSources): Promise<PipelineStatistics | null> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<null>((resolve) => {
    timer = setTimeout(resolve, databaseAnswersWithinMs, null);
  });
  const answer = statistics().catch((error: unknown) => {
    log.warn({ err: error }, 'the pipeline’s statistics could not be read');
    return null;
  });
  const result = await Promise.race([answer, late]);
  clearTimeout(timer);
  return result;
}
