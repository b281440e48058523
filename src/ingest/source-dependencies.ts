/** What every source of readings is given, whichever way its readings come in. */
import type { DatabaseCondition } from '../db/connection/database-condition.ts';
import type { Queryable } from '../db/query/queryable.ts';
import type { BronzeWriter } from '../domain/readings/bronze-log.ts';
import type { ObserveStage } from '../domain/readings/latency.ts';
import type { BronzeBatch } from '../domain/readings/reading.ts';
import type { Logger } from '../log.ts';
import type { Arrivals } from './arrivals.ts';
import type { TimeLimits } from './check-reading.ts';
import type { IngestCounters } from './counters.ts';
import type { SensorDirectory } from './known-sensors.ts';
import type { NumericTexts } from './numeric-texts.ts';

/** What every source to bronze needs, whichever way readings come in. */
export interface SourceDependencies {
  readonly condition: DatabaseCondition;
  readonly bronze: BronzeWriter<Queryable>;
  readonly directory: SensorDirectory;
  readonly numericTexts: NumericTexts;
  readonly arrivals: Arrivals;
  readonly timeLimits: () => TimeLimits;
  /** Most sensors that the readings of one sender may make within an hour. */
  readonly newSensorsPerHour: number;
  readonly now: () => number;
  /** Told of each batch that has been committed. */
  readonly onAppended: (batch: BronzeBatch) => void;
  readonly counters: IngestCounters;
  readonly observe: ObserveStage;
  readonly log: Logger;
}
