import type { Queryable } from '../../db/query/queryable.ts';
import type { ObserveStage } from '../../domain/readings/latency.ts';
import type { Logger } from '../../log.ts';
import type { ListenerHealth } from '../signals/listener.ts';

/** What the ordered feed is given to work with. */
export interface EventFeedOptions {
  readonly pool: Queryable;
  readonly listener: () => ListenerHealth;
  readonly observe: ObserveStage;
  /** The log turned out to be another: the database was rewound, and whatever else was read from it may be wrong. */
  readonly onRewound: () => void;
  readonly now: () => number;
  readonly log: Logger;
}
