/** The context of GraphQL operations: dependencies, caller and loaders. */
import type { CallerShares } from '../auth/caller-shares.ts';
import type { Identity } from '../auth/identity.ts';
import type { AlarmEvents } from '../events/feed/alarm-feed.ts';
import type { RecommendationFeed } from '../events/feed/recommendation-feed.ts';
import type { LiveUpdates } from '../events/live/live-hub.ts';
import type { HealthReport } from '../health/pipeline-health.ts';
import type { IngestGateway } from '../ingest/ingest-gateway.ts';
import type { QuarantineReplay } from '../ingest/quarantine-replay.ts';
import type { Logger } from '../log.ts';
import type { NotifyService } from '../notify/notify-service.ts';
import type { DetectionTrial } from '../pipeline/trial/detection-trial.ts';
import type { AccessAudit } from '../services/audit/access-audit.ts';
import type { ExplainService } from '../services/explain/explain-service.ts';
import type { Services } from '../services/services.ts';
import type { Loaders } from './loaders.ts';
import type { RowBudget } from './row-budget.ts';
import type { HealthUpdates } from './subscriptions/health-updates.ts';

/** The dependencies that all operations of this server share. */
export interface Dependencies {
  readonly services: Services;
  readonly explain: ExplainService;
  readonly ingest: IngestGateway;
  readonly shares: Pick<CallerShares, 'rows'>;
  readonly quarantineReplay: Pick<QuarantineReplay, 'replay'>;
  readonly detectionTrial: Pick<DetectionTrial, 'run'>;
  readonly feed: RecommendationFeed;
  readonly alarmEvents: AlarmEvents;
  readonly notify: NotifyService;
  readonly live: LiveUpdates;
  readonly health: HealthReport;
  readonly healthUpdates: HealthUpdates;
  readonly audit: Pick<AccessAudit, 'refused'>;
  readonly log: Logger;
  /** Epoch ms. */
  readonly now: () => number;
  /** Aborted when the server shuts down: subscriptions end. */
  readonly stopping: AbortSignal;
}

/** The context that resolvers get: shared dependencies, and the caller and loaders of this operation. */
export interface Context extends Dependencies {
  readonly identity: Identity;
  readonly loaders: Loaders;
  readonly budget: RowBudget;
  /** Aborted when the caller has gone. */
  readonly signal: AbortSignal;
  /** Of a stream whose reader can resume by itself; else null. */
  readonly position: StreamPosition | null;
}

/** The position of the client of a stream of events, sent beside the events themselves. */
export interface StreamPosition {
  /** Cursor of the last event that it says it has seen. */
  readonly lastEventId: string | null;
  /** Cursor of the event that is being sent; before the first, of where the stream begins. */
  cursor: string | null;
}

export interface Operation {
  readonly identity: Identity;
  readonly signal: AbortSignal;
  readonly position?: StreamPosition | null;
}
