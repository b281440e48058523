import { Counter, collectDefaultMetrics, Gauge, Registry } from 'prom-client';
import type { CounterName } from '../../domain/readings/counters.ts';
import { expectations } from '../../domain/readings/expectation.ts';
import { percentOf } from '../../domain/readings/recent-readings.ts';
import type { HealthReport } from '../../health/pipeline-health.ts';
import type { IngestCounters } from '../../ingest/counters.ts';
import type { LatencyService } from '../../services/latency-service.ts';
import type { FanOutCounters } from '../sockets/fan-out-counters.ts';

export interface MetricsSources {
  readonly counters: IngestCounters;
  /** Readings that did not meet an expectation, by its name. */
  readonly readingCounters: ReadonlyMap<CounterName, number>;
  readonly health: HealthReport;
  readonly latency: LatencyService;
  /** How many were not let in, by code. */
  readonly refusals: ReadonlyMap<string, number>;
  readonly openSockets: () => number;
  readonly fanOut: Readonly<FanOutCounters>;
  readonly now: () => number;
}

export interface Metrics {
  /** Prometheus' text format. */
  render(sources: MetricsSources): Promise<{ readonly contentType: string; readonly text: string }>;
}

const latencyRangeMs = 300_000;

export function createMetrics(): Metrics {
  const registry = new Registry();
  collectDefaultMetrics({ register: registry, prefix: 'andon_' });
  const registers = [registry];
  const stages = new Gauge({
    name: 'andon_stage_latency_ms',
    help: 'Latency of each stage in the last 5 minutes, of all servers, in milliseconds',
    labelNames: ['stage', 'quantile'],
    registers,
  });
  const readings = new Counter({
    name: 'andon_readings_total',
    help: 'Readings by what became of them',
    labelNames: ['outcome', 'code'],
    registers,
  });
  const unmet = new Counter({
    name: 'andon_expectation_unmet_readings_total',
    help: 'Readings that did not meet an expectation, since the start of this server',
    labelNames: ['expectation', 'action'],
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
  const subscriptions = gauge('andon_websocket_subscriptions', 'Open subscriptions on WebSockets, of all kinds');
  const counter = (name: string, help: string) => new Counter({ name, help, registers });
  const executions = counter('andon_fan_out_executions_total', 'Answers that were worked out for subscribers');
  const deliveries = counter('andon_fan_out_deliveries_total', 'Messages that were sent to subscribers with them');
  const refused = new Counter({
    name: 'andon_access_refusals_total',
    help: 'Requests and connections that were not let in, since the start of this server',
    labelNames: ['code'],
    registers,
  });
  const queues = new Gauge({
    name: 'andon_queue_depth',
    help: 'What waits on its way: readings at this door, rows of sensor_data, batches before the slowest partition',
    labelNames: ['queue'],
    registers,
  });
  const oldest = new Gauge({
    name: 'andon_queue_oldest_ms',
    help: 'How long the first of what waits has waited, in milliseconds; 0 where nothing waits',
    labelNames: ['queue'],
    registers,
  });
  const shares = new Gauge({
    name: 'andon_readings_percent',
    help: 'Shares of this minute and the four before it, of all servers: good, uncertain and bad of what was stored, the others of what was received',
    labelNames: ['outcome'],
    registers,
  });
  const known = new Gauge({
    name: 'andon_known',
    help: 'Equipment and sensors: all, and those of which a reading came in within 5 minutes',
    labelNames: ['what', 'seen'],
    registers,
  });
  const watermark = gauge('andon_watermark_age_ms', 'Age of the newest event time, in milliseconds');
  const queueUsage = gauge('andon_notification_queue_usage', 'How full PostgreSQL’s queue of notifications is, 0…1');
  const canary = gauge('andon_canary_delay_ms', 'How long the last notification took that the server sent itself');
  const database = gauge('andon_database_reachable', '1 while the database answers');

  return {
    render: async ({ counters, readingCounters, health, latency, refusals, openSockets, fanOut, now }) => {
      readings.reset();
      readings.inc({ outcome: 'accepted', code: '' }, counters.accepted);
      readings.inc({ outcome: 'duplicate', code: '' }, counters.duplicates);
      for (const [code, count] of counters.rejectedByCode) readings.inc({ outcome: 'rejected', code }, count);
      unmet.reset();
      for (const { name, action } of expectations)
        unmet.inc({ expectation: name, action }, readingCounters.get(name) ?? 0);
      const { pipeline, feed, statistics, queues: waiting } = await health.current();
      processed.set(pipeline.processedReadings);
      backlog.set(pipeline.backlogBatches);
      lag.set(pipeline.lagMs);
      head.set(feed.head);
      live.set(feed.state === 'live' ? 1 : 0);
      subscribers.set(feed.subscribers);
      queueUsage.set(feed.listener.queueUsage);
      canary.set(feed.listener.canaryDelayMs ?? Number.NaN);
      refused.reset();
      for (const [code, count] of refusals) refused.inc({ code }, count);
      sockets.set(openSockets());
      subscriptions.set(fanOut.subscriptions);
      executions.reset();
      executions.inc(fanOut.executions);
      deliveries.reset();
      deliveries.inc(fanOut.deliveries);
      database.set(statistics === null ? 0 : 1);
      for (const { name, depth, oldestMs } of waiting) {
        queues.set({ queue: name }, depth);
        oldest.set({ queue: name }, oldestMs ?? 0);
      }
      for (const figure of [shares, known]) figure.reset();
      if (statistics !== null) {
        const { recent } = statistics;
        const stored = recent.good + recent.uncertain + recent.bad;
        for (const outcome of ['good', 'uncertain', 'bad'] as const) {
          shares.set({ outcome }, percentOf(recent[outcome], stored) ?? 0);
        }
        for (const outcome of ['duplicates', 'dropped', 'warned'] as const) {
          shares.set({ outcome }, percentOf(recent[outcome], recent.received) ?? 0);
        }
        known.set({ what: 'equipment', seen: 'ever' }, statistics.equipmentCount);
        known.set({ what: 'sensors', seen: 'ever' }, statistics.sensorCount);
        known.set({ what: 'equipment', seen: 'recently' }, statistics.reportingEquipmentCount);
        known.set({ what: 'sensors', seen: 'recently' }, statistics.reportingSensorCount);
        watermark.set(statistics.watermarkAgeMs ?? 0);
      }
      stages.reset();
      // Metrics are read when things go wrong: without a database the rest still answers.
      const latencies = statistics === null ? [] : await latency.latency({ from: new Date(now() - latencyRangeMs) });
      for (const { stage, p50Ms, p95Ms, p99Ms } of latencies) {
        stages.set({ stage, quantile: '0.5' }, p50Ms);
        stages.set({ stage, quantile: '0.95' }, p95Ms);
        stages.set({ stage, quantile: '0.99' }, p99Ms);
      }
      return { contentType: registry.contentType, text: await registry.metrics() };
    },
  };
}
