import { Counter, collectDefaultMetrics, Gauge, Histogram, Registry } from 'prom-client';
import type { ObserveStage } from '../domain/latency.ts';
import type { IngestCounters } from '../ingest/counters.ts';
import type { HealthReport } from '../resolvers/pipeline-health.ts';

export interface MetricsSources {
  readonly counters: IngestCounters;
  readonly health: HealthReport;
  readonly openSockets: () => number;
}

export interface Metrics {
  readonly observeStage: ObserveStage;
  /** Prometheus' text format. */
  render(sources: MetricsSources): Promise<{ readonly contentType: string; readonly text: string }>;
}

const stageBucketsMs = [0.5, 1, 2.5, 5, 10, 25, 50, 100, 250, 500, 1_000, 2_500, 10_000, 60_000];

export function createMetrics(): Metrics {
  const registry = new Registry();
  collectDefaultMetrics({ register: registry, prefix: 'andon_' });
  const registers = [registry];
  const stages = new Histogram({
    name: 'andon_stage_latency_ms',
    help: 'Latency of each stage, in milliseconds',
    labelNames: ['stage'],
    buckets: stageBucketsMs,
    registers,
  });
  const readings = new Counter({
    name: 'andon_readings_total',
    help: 'Readings by what became of them',
    labelNames: ['outcome', 'code'],
    registers,
  });
  const gauge = (name: string, help: string) => new Gauge({ name, help, registers });
  const processed = gauge('andon_pipeline_processed_readings', 'Readings taken through the pipeline since the start');
  const backlog = gauge('andon_pipeline_backlog_batches', 'Stored batches that the pipeline has not taken yet');
  const lag = gauge('andon_pipeline_lag_ms', 'Age of the oldest batch that is not through yet');
  const head = gauge('andon_feed_head', 'Number of the newest recommendation event');
  const live = gauge('andon_feed_live', '1 while events are delivered as they are committed');
  const subscribers = gauge('andon_feed_subscribers', 'Open subscriptions to recommendation events');
  const sockets = gauge('andon_websockets', 'Open WebSocket connections');
  const database = gauge('andon_database_reachable', '1 while the database answers');

  return {
    // One observation a batch, not a reading: counts of readings are another metric.
    observeStage: (stage, latencyMs) => stages.observe({ stage }, latencyMs),
    render: async ({ counters, health, openSockets }) => {
      readings.reset();
      readings.inc({ outcome: 'accepted', code: '' }, counters.accepted);
      readings.inc({ outcome: 'duplicate', code: '' }, counters.duplicates);
      for (const [code, count] of counters.rejectedByCode) readings.inc({ outcome: 'rejected', code }, count);
      const { pipeline, feed, statistics } = await health.current();
      processed.set(pipeline.processedReadings);
      backlog.set(pipeline.backlogBatches);
      lag.set(pipeline.lagMs);
      head.set(feed.head);
      live.set(feed.state === 'live' ? 1 : 0);
      subscribers.set(feed.subscribers);
      sockets.set(openSockets());
      database.set(statistics === null ? 0 : 1);
      return { contentType: registry.contentType, text: await registry.metrics() };
    },
  };
}
