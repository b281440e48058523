/** What the pipeline is given to work with: connections, the log, rules and callbacks. */
import type { SteadyConnection } from '../db/connection/steady-connection.ts';
import type { Queryable } from '../db/query/queryable.ts';
import type { DayPartitions } from '../db/upkeep/day-partitions.ts';
import type { BronzeReader } from '../domain/readings/bronze-log.ts';
import type { ObserveStage } from '../domain/readings/latency.ts';
import type { Logger } from '../log.ts';
import type { Floods } from './alarms/floods.ts';
import type { FeedShortcut } from './batch-transaction.ts';
import type { BatchOutcome, BatchRules } from './process-batch.ts';
import type { Withholding } from './recommend/withholding.ts';
import type { Definition } from './sensor-definition.ts';

/** What the pipeline is given to work with. */
export interface PipelineOptions {
  readonly connection: SteadyConnection;
  readonly pool: Queryable;
  readonly bronze: BronzeReader<Queryable>;
  readonly dayPartitions: DayPartitions;
  readonly rules: BatchRules;
  /** What is found about one machine within this time may be one recommendation; ms, 0 for never. */
  readonly joinWindowMs: number;
  /** Which alarms of a flood are told under one line. */
  readonly floods: Floods;
  /** What operators' decisions keep out of the queue. */
  readonly withholding: Withholding;
  readonly observe: ObserveStage;
  readonly now: () => number;
  /** For intervals: the clock of the machine may be set back. */
  readonly elapsedMs: () => number;
  /** Told after each commit; what it throws is its own fault and is logged. */
  readonly onCommitted: (outcome: BatchOutcome, definitionOf: (sensorId: number) => Definition) => void;
  /** This server works on these shards from now on. */
  readonly onShardsTaken: (shards: readonly number[]) => void;
  readonly feed: FeedShortcut;
  readonly log: Logger;
}
