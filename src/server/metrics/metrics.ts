/**
 * The metrics of `/metrics`, by Prometheus' conventions: seconds, ratios of 0 to 1, `_total` for counters. docs/operate/metrics.md lists
 * them; a test keeps the two equal.
 */
import { collectDefaultMetrics, Registry } from 'prom-client';
import type { Share } from '../../auth/caller-shares.ts';
import type { CounterName } from '../../domain/readings/counters.ts';
import { expectations } from '../../domain/readings/expectation.ts';
import { percentOf } from '../../domain/readings/recent-readings.ts';
import type { HealthReport, PipelineHealth, QueueHealth } from '../../health/pipeline-health.ts';
import type { IngestCounters } from '../../ingest/counters.ts';
import type { StageHistogram } from '../../services/stage-histogram.ts';
import type { FanOutCounters } from '../sockets/fan-out-counters.ts';
import { LatencyHistogram } from './latency-histogram.ts';
import { type Sample, scrapedMetrics } from './scraped-metrics.ts';

/** Where the values are kept. */
export interface MetricsSources {
  readonly counters: Pick<IngestCounters, 'accepted' | 'duplicates' | 'rejectedByCode'>;
  /** Readings that did not meet an expectation, by its name. */
  readonly readingCounters: ReadonlyMap<CounterName, number>;
  readonly health: Pick<HealthReport, 'current'>;
  readonly latencies: StageHistogram;
  /** How many requests and connections were refused, by code. */
  readonly refusals: ReadonlyMap<string, number>;
  /** Connections that came from addresses which are not allowed. */
  readonly refusedConnections: () => number;
  /** How often callers had used up their share, by what it is a share of. */
  readonly limited: Readonly<Record<Share, number>>;
  /** Sinks of alarms, for all servers; empty while they cannot be read. */
  readonly sinks: () => Promise<readonly SinkFigures[]>;
  readonly openSockets: () => number;
  readonly fanOut: Readonly<FanOutCounters>;
}

/** How a sink of alarms does. */
export interface SinkFigures {
  readonly name: string;
  readonly waiting: number;
  readonly dead: number;
  readonly isFailing: boolean;
}

export interface Metrics {
  /** Prometheus' text format. */
  render(): Promise<{ readonly contentType: string; readonly text: string }>;
}

/** Sums that prom-client reports as gauges under names of counters; the same metrics by `type` stay. */
const misnamed = ['nodejs_active_handles_total', 'nodejs_active_requests_total', 'nodejs_active_resources_total'];
const secondsOf = (ms: number): number => ms / 1_000;
/** The first queue has another name in the public schema. */
const queueNames = { door: 'ingest', sql_inbox: 'sql_inbox', pipeline: 'pipeline' } satisfies Record<
  QueueHealth['name'],
  string
>;

export function createMetrics(sources: MetricsSources): Metrics {
  const { counters, readingCounters, refusals, refusedConnections, limited, openSockets, fanOut } = sources;
  const registry = new Registry();
  collectDefaultMetrics({ register: registry });
  for (const name of misnamed) registry.removeSingleMetric(name);
  const { counter, gauge } = scrapedMetrics(registry);
  /** Computed once for all that are scraped together. */
  const health = () => sources.health.current();
  const statistics = async () => (await health()).statistics;

  gauge(
    'andon_build_info',
    'Always 1; the label says which version runs',
    async () => [[{ version: (await health()).version }, 1]],
    ['version'],
  );
  gauge('andon_database_reachable', '1 while the database answers, else 0', async () =>
    (await statistics()) === null ? 0 : 1,
  );

  counter(
    'andon_readings_total',
    'Readings that came in at this server, by outcome; rejected ones by error code',
    () => [
      [{ outcome: 'accepted', code: '' }, counters.accepted],
      [{ outcome: 'duplicate', code: '' }, counters.duplicates],
      ...[...counters.rejectedByCode].map(([code, count]) => [{ outcome: 'rejected', code }, count] as const),
    ],
    ['outcome', 'code'],
  );
  counter(
    'andon_expectation_unmet_readings_total',
    'Readings at this server that did not meet an expectation',
    () => expectations.map(({ name, action }) => [{ expectation: name, action }, readingCounters.get(name) ?? 0]),
    ['expectation', 'action'],
  );
  gauge(
    'andon_recent_readings_ratio',
    'Share of the last 5 minutes at all servers: good, uncertain and bad of the stored readings, the others of those received',
    async () => recentShares(await health()),
    ['outcome'],
  );
  gauge(
    'andon_equipment_known',
    'Equipment known to the database',
    async () => (await statistics())?.equipmentCount ?? null,
  );
  gauge(
    'andon_equipment_reporting',
    'Equipment that sent a reading within 5 minutes',
    async () => (await statistics())?.reportingEquipmentCount ?? null,
  );
  gauge('andon_sensors_known', 'Sensors known to the database', async () => (await statistics())?.sensorCount ?? null);
  gauge(
    'andon_sensors_reporting',
    'Sensors that sent a reading within 5 minutes',
    async () => (await statistics())?.reportingSensorCount ?? null,
  );
  gauge('andon_watermark_age_seconds', 'Age of the newest event time of all readings', async () => {
    const ageMs = (await statistics())?.watermarkAgeMs ?? null;
    return ageMs === null ? null : secondsOf(ageMs);
  });

  counter(
    'andon_pipeline_processed_readings_total',
    'Readings that this server took through the pipeline',
    async () => (await health()).pipeline.processedReadings,
  );
  gauge(
    'andon_pipeline_backlog_batches',
    'Stored batches that the pipeline has not processed yet',
    async () => (await health()).pipeline.backlogBatches,
  );
  gauge(
    'andon_pipeline_sensors_in_memory',
    'Sensors of which this server has what detection remembers in memory: those that spoke lately',
    async () => (await health()).pipeline.sensorsInMemory,
  );
  gauge('andon_pipeline_lag_seconds', 'Age of the oldest batch that the pipeline has not processed yet', async () =>
    secondsOf((await health()).pipeline.lagMs),
  );
  gauge(
    'andon_queue_depth',
    'What waits: readings of open requests (ingest), rows of sensor_data (sql_inbox), batches before the slowest shard (pipeline)',
    async () => (await health()).queues.map(({ name, depth }) => [{ queue: queueNames[name] }, depth]),
    ['queue'],
  );
  gauge(
    'andon_queue_oldest_age_seconds',
    'How long the oldest entry of the queue has waited; 0 where nothing waits',
    async () =>
      (await health()).queues
        .filter(({ name }) => name !== 'door')
        .map(({ name, oldestMs }) => [{ queue: queueNames[name] }, secondsOf(oldestMs ?? 0)]),
    ['queue'],
  );
  new LatencyHistogram(
    'andon_stage_latency_seconds',
    'Time that readings or events took for each stage at this server',
    sources.latencies,
    registry,
  );

  counter(
    'andon_model_requests_total',
    'Requests of this server to outside models, by outcome',
    async () =>
      (await health()).models.flatMap(({ name, requests, failures }): Sample[] => [
        [{ model: name, outcome: 'answered' }, requests - failures],
        [{ model: name, outcome: 'failed' }, failures],
      ]),
    ['model', 'outcome'],
  );
  gauge(
    'andon_model_circuit_open',
    '1 while an outside model has failed repeatedly and is left alone, else 0',
    async () => (await health()).models.map(({ name, isOpen }) => [{ model: name }, isOpen ? 1 : 0]),
    ['model'],
  );
  const sinks = async (figure: (sink: SinkFigures) => number): Promise<readonly Sample[]> =>
    (await sources.sinks()).map((sink) => [{ sink: sink.name }, figure(sink)]);
  gauge(
    'andon_notify_waiting',
    'Messages that wait to be sent to a sink of alarms',
    () => sinks(({ waiting }) => waiting),
    ['sink'],
  );
  gauge('andon_notify_dead', 'Messages to a sink of alarms that were given up', () => sinks(({ dead }) => dead), [
    'sink',
  ]);
  gauge(
    'andon_notify_failing',
    '1 while a sink of alarms takes no messages, else 0',
    () => sinks(({ isFailing }) => (isFailing ? 1 : 0)),
    ['sink'],
  );

  gauge('andon_feed_live', '1 while events are delivered as they are committed, else 0', async () =>
    (await health()).feed.state === 'live' ? 1 : 0,
  );
  gauge(
    'andon_feed_last_event_number',
    'Number of the newest recommendation event',
    async () => (await health()).feed.head,
  );
  gauge(
    'andon_feed_subscribers',
    'Open subscriptions to recommendation events',
    async () => (await health()).feed.subscribers,
  );
  gauge(
    'andon_notification_queue_usage_ratio',
    'How full PostgreSQL’s queue of notifications is, 0 to 1',
    async () => (await health()).feed.listener.queueUsage,
  );
  gauge(
    'andon_notification_delay_seconds',
    'How long the last test notification of this server to itself took',
    async () => {
      const delayMs = (await health()).feed.listener.canaryDelayMs;
      return delayMs === null ? null : secondsOf(delayMs);
    },
  );
  gauge('andon_websocket_connections', 'Open WebSocket connections', openSockets);
  gauge('andon_websocket_subscriptions', 'Open subscriptions on WebSockets, of all kinds', () => fanOut.subscriptions);
  counter(
    'andon_fan_out_executions_total',
    'Executions of subscriptions on WebSockets, each shared by its subscribers',
    () => fanOut.executions,
  );
  counter(
    'andon_fan_out_deliveries_total',
    'Messages that were sent to subscribers on WebSockets',
    () => fanOut.deliveries,
  );
  counter(
    'andon_access_refusals_total',
    'Requests and connections that were refused access',
    () => [...refusals].map(([code, count]) => [{ code }, count]),
    ['code'],
  );
  counter(
    'andon_refused_connections_total',
    'Connections that were closed because their address is not in ANDON_ALLOWED_ADDRESSES',
    refusedConnections,
  );
  counter(
    'andon_share_refusals_total',
    'Requests, operations and connections that were refused since their key or token’s subject had used up its share',
    () => Object.entries(limited).map(([share, count]) => [{ share }, count]),
    ['share'],
  );

  return { render: async () => ({ contentType: registry.contentType, text: await registry.metrics() }) };
}

function recentShares({ statistics }: PipelineHealth): Sample[] {
  if (statistics === null) return [];
  const { recent } = statistics;
  const stored = recent.good + recent.uncertain + recent.bad;
  const share = (outcome: string, part: number, whole: number): Sample => [
    { outcome },
    (percentOf(part, whole) ?? 0) / 100,
  ];
  return [
    share('good', recent.good, stored),
    share('uncertain', recent.uncertain, stored),
    share('bad', recent.bad, stored),
    share('duplicates', recent.duplicates, recent.received),
    share('dropped', recent.dropped, recent.received),
    share('warned', recent.warned, recent.received),
  ];
}
