import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { beforeAll, describe, expect, it } from 'vitest';
import type { PipelineHealth } from '../../../../src/health/pipeline-health.ts';
import { createMetrics, type MetricsSources } from '../../../../src/server/metrics/metrics.ts';
import { StageHistogram } from '../../../../src/services/stage-histogram.ts';

const root = fileURLToPath(new URL('../../../..', import.meta.url));

/** One metric of Prometheus' text format. */
interface Family {
  readonly type: string;
  readonly help: string;
  readonly labels: ReadonlySet<string>;
  /** `name{labels}` of each sample, with its value. */
  readonly samples: ReadonlyMap<string, number>;
}

function familiesOf(text: string): Map<string, Family> {
  const families = new Map<string, Family & { labels: Set<string>; samples: Map<string, number> }>();
  let family: (Family & { labels: Set<string>; samples: Map<string, number> }) | undefined;
  for (const line of text.split('\n')) {
    const [, help, type, name = '', rest = ''] = /^# (?:(HELP)|(TYPE)) (\S+) (.*)$/.exec(line) ?? [];
    if (help !== undefined) {
      family = { type: '', help: rest, labels: new Set(), samples: new Map() };
      families.set(name, family);
    } else if (type !== undefined && family !== undefined) {
      family = { ...family, type: rest };
      families.set(name, family);
    } else if (line !== '') {
      const at = line.lastIndexOf(' ');
      family?.samples.set(line.slice(0, at), Number(line.slice(at + 1)));
      for (const [, label = ''] of line.matchAll(/[{,](\w+)="/g)) family?.labels.add(label);
    }
  }
  return families;
}

const listener = {
  listening: true,
  since: new Date(0),
  canaryDelayMs: 2,
  queueUsage: 0.25,
  queueAlarm: false,
  hasStandby: false,
};

function healthOf(statistics: object | null, canaryDelayMs: number | null): PipelineHealth {
  const health = {
    version: '1.2.3',
    statistics,
    pipeline: { processedReadings: 7, backlogBatches: 2, lagMs: 1_500, sensorsInMemory: 6 },
    feed: { state: 'live', head: 12, subscribers: 3, listener: { ...listener, canaryDelayMs } },
    models: [
      {
        name: 'explain',
        isOpen: true,
        lastFailure: null,
        failingSince: null,
        retryAt: null,
        requests: 7,
        failures: 3,
      },
    ],
    queues: [
      { name: 'door', depth: 4, holds: 'readings', oldestMs: null },
      { name: 'pipeline', depth: 2, holds: 'batches', oldestMs: 250 },
    ],
  };
  return health as unknown as PipelineHealth;
}

const statistics = {
  equipmentCount: 5,
  reportingEquipmentCount: 4,
  sensorCount: 50,
  reportingSensorCount: 40,
  watermarkAgeMs: 30_000,
  recent: { received: 8, good: 3, uncertain: 1, bad: 0, duplicates: 2, dropped: 4, warned: 0 },
};

async function scrape(
  known: object | null = statistics,
  canaryDelayMs: number | null = 2,
): Promise<Map<string, Family>> {
  const latencies = new StageHistogram();
  latencies.observe('commit', 3, 10);
  latencies.observe('commit', 700, 1);
  latencies.observe('commit', 90_000, 1);
  const sources: MetricsSources = {
    counters: { accepted: 6, duplicates: 2, rejectedByCode: new Map([['UNKNOWN_FIELD', 1]]) },
    readingCounters: new Map([['unit_convertible', 1]]),
    health: { current: async () => healthOf(known, canaryDelayMs) },
    latencies,
    refusals: new Map([['UNAUTHENTICATED', 1]]),
    refusedConnections: () => 0,
    limited: { readings: 2, operations: 3 },
    sinks: async () => [{ name: 'ops', waiting: 3, dead: 1, isFailing: true }],
    openSockets: () => 9,
    fanOut: { subscriptions: 8, executions: 20, deliveries: 160 },
  };
  const { text } = await createMetrics(sources).render();
  return familiesOf(text);
}

let families: Map<string, Family>;
beforeAll(async () => {
  families = await scrape();
});

describe('a metric', () => {
  const named = (wrong: (name: string, family: Family) => boolean) =>
    [...families].filter(([name, family]) => wrong(name, family)).map(([name]) => name);

  it('has a name in snake case and a description', () => {
    expect(named((name, { help }) => !/^[a-z][a-z0-9]*(_[a-z0-9]+)*$/.test(name) || help.length < 10)).toEqual([]);
  });

  it('ends in _total if and only if it is a counter', () => {
    expect(named((name, { type }) => name.endsWith('_total') !== (type === 'counter'))).toEqual([]);
  });

  it('has a base unit, written out: no milliseconds, minutes, percent or abbreviations', () => {
    const others = /_(ms|us|ns|s|sec|milliseconds|minutes?|hours?|days?|percent|kb|mb|gb|b|kilobytes|megabytes)(_|$)/;
    expect(named((name) => others.test(name))).toEqual([]);
  });

  it('does not name its type, and leaves suffixes and labels of histograms to histograms', () => {
    expect(named((name) => /_(gauge|counter|histogram|summary)(_|$)/.test(name))).toEqual([]);
    expect(
      named(
        (name, { type, labels }) =>
          !['histogram', 'summary'].includes(type) &&
          (/_(count|sum|bucket)$/.test(name) || labels.has('le') || labels.has('quantile')),
      ),
    ).toEqual([]);
  });
});

it('the page docs/operate/metrics.md lists every metric of ours with its type, unit, labels and description', async () => {
  const page = await readFile(path.join(root, 'docs/operate/metrics.md'), 'utf8');
  const unitOf = (name: string) =>
    /_(seconds|ratio)$/.exec(name)?.[1] ?? (/_(info|live|reachable|number)$/.test(name) ? 'none' : 'count');
  const rows = [...families]
    .filter(([name]) => name.startsWith('andon_'))
    .map(([name, { type, labels, help }]) => {
      const named = [...labels].filter((label) => label !== 'le').map((label) => `\`${label}\``);
      return `| \`${name}\` | ${type} | ${unitOf(name)} | ${named.length === 0 ? '' : `${named.join(', ')} `}| ${help} |`;
    });
  expect(page.split('\n').filter((line) => line.startsWith('| `andon_'))).toEqual(rows);
});

describe('what is scraped', () => {
  it('is what its sources hold at that time, in base units', () => {
    const value = (sample: string) => families.get(sample.replace(/\{.*/, ''))?.samples.get(sample);
    expect(value('andon_build_info{version="1.2.3"}')).toBe(1);
    expect(value('andon_readings_total{outcome="rejected",code="UNKNOWN_FIELD"}')).toBe(1);
    expect(value('andon_pipeline_lag_seconds')).toBe(1.5);
    expect(value('andon_queue_oldest_age_seconds{queue="pipeline"}')).toBe(0.25);
    expect(value('andon_queue_depth{queue="ingest"}')).toBe(4);
    expect(value('andon_recent_readings_ratio{outcome="dropped"}')).toBe(0.5);
    expect(value('andon_notification_delay_seconds')).toBe(0.002);
    expect(value('andon_watermark_age_seconds')).toBe(30);
  });

  it('leaves out what is not known, rather than reporting nought or what it was before', async () => {
    const known = await scrape(null, null);
    expect(known.get('andon_database_reachable')?.samples.get('andon_database_reachable')).toBe(0);
    for (const name of ['andon_watermark_age_seconds', 'andon_sensors_known', 'andon_notification_delay_seconds']) {
      expect([name, known.get(name)?.samples.size]).toEqual([name, 0]);
    }
  });

  it('counts a latency once for each reading that had it, in cumulative buckets', () => {
    const samples = families.get('andon_stage_latency_seconds')?.samples;
    const bucket = (le: string) => samples?.get(`andon_stage_latency_seconds_bucket{le="${le}",stage="commit"}`);
    expect(['0.0025', '0.005', '0.5', '1', '60', '+Inf'].map(bucket)).toEqual([0, 10, 10, 11, 11, 12]);
    expect(samples?.get('andon_stage_latency_seconds_count{stage="commit"}')).toBe(12);
    expect(samples?.get('andon_stage_latency_seconds_sum{stage="commit"}')).toBeCloseTo(90.73, 9);
  });
});
