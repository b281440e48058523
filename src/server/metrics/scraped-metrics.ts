/** Counters and gauges for Prometheus whose values are read when they are scraped. */
import { Counter, Gauge, type Registry } from 'prom-client';

/** A value with its labels. */
export type Sample = readonly [labels: Readonly<Record<string, string>>, value: number];

/** Metrics that hold nothing themselves: their values are read where they are kept, each time somebody scrapes. */
export interface ScrapedMetrics {
  /** The name ends in `_total`; `read` gives the counts since the start of this server. */
  counter(
    name: `${string}_total`,
    help: string,
    read: () => number | readonly Sample[] | Promise<number | readonly Sample[]>,
    labelNames?: readonly string[],
  ): void;
  /** `read` gives null or no sample while the value is not known; nothing is reported then. */
  gauge(
    name: string,
    help: string,
    read: () => number | null | readonly Sample[] | Promise<number | null | readonly Sample[]>,
    labelNames?: readonly string[],
  ): void;
}

export function scrapedMetrics(registry: Registry): ScrapedMetrics {
  const registers = [registry];
  return {
    counter: (name, help, read, labelNames = []) => {
      new Counter({
        name,
        help,
        labelNames,
        registers,
        async collect() {
          const samples = samplesOf(await read());
          this.reset();
          for (const [labels, value] of samples) this.inc(labels, value);
        },
      });
    },
    gauge: (name, help, read, labelNames = []) => {
      new Gauge({
        name,
        help,
        labelNames,
        registers,
        async collect() {
          const samples = samplesOf(await read());
          // Without labels `reset` would report 0, which is a value.
          if (labelNames.length === 0) this.remove();
          else this.reset();
          for (const [labels, value] of samples) this.set(labels, value);
        },
      });
    },
  };
}

function samplesOf(read: number | null | readonly Sample[]): readonly Sample[] {
  if (read === null) return [];
  return typeof read === 'number' ? [[{}, read]] : read;
}
