import type { Queryable } from '../../db/query/queryable.ts';
import type { ObserveStage } from '../../domain/readings/latency.ts';
import type { Logger } from '../../log.ts';
import type { ListenerHealth } from '../signals/listener.ts';

/** The dependencies of the ordered feed. */
export interface EventFeedOptions {
  readonly pool: Queryable;
  readonly listener: () => ListenerHealth;
  readonly observe: ObserveStage;
  /** Called when the database was rewound and the log is another one: everything else that was read from it may be wrong. */
  readonly onRewound: () => void;
  readonly now: () => number;
  readonly elapsedMs: () => number;
  readonly log: Logger;
}
