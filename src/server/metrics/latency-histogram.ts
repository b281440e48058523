import { Histogram, type Registry } from 'prom-client';
import { latencyBoundsSeconds, type StageHistogram } from '../../services/stage-histogram.ts';

type Report = Awaited<ReturnType<Histogram['get']>>;

/**
 * A Prometheus histogram whose counts are kept elsewhere and read when it is scraped: those who count add a whole batch at once, while
 * prom-client's own histogram takes one value at a time.
 */
export class LatencyHistogram extends Histogram {
  readonly #name: string;
  readonly #source: StageHistogram;
  /** Gives everything of a report but its values. */
  readonly #empty: Histogram;

  constructor(name: string, help: string, source: StageHistogram, registry: Registry) {
    const configuration = { name, help, labelNames: ['stage'] };
    super({ ...configuration, registers: [registry] });
    this.#name = name;
    this.#source = source;
    this.#empty = new Histogram({ ...configuration, registers: [] });
  }

  override async get(): Promise<Report> {
    return { ...(await this.#empty.get()), values: this.#values() };
  }

  /** The registry calls this in place of `get` where a metric has it, as prom-client's own histogram does. */
  getForPromString(): Promise<Report> {
    return this.get();
  }

  #values(): Report['values'] {
    const values: Report['values'] = [];
    for (const [stage, { buckets, sumSeconds }] of this.#source.stages) {
      let count = 0;
      buckets.forEach((inBucket, i) => {
        count += inBucket;
        values.push({
          metricName: `${this.#name}_bucket`,
          labels: { le: latencyBoundsSeconds[i] ?? '+Inf', stage },
          value: count,
        });
      });
      values.push({ metricName: `${this.#name}_sum`, labels: { stage }, value: sumSeconds });
      values.push({ metricName: `${this.#name}_count`, labels: { stage }, value: count });
    }
    return values;
  }
}
