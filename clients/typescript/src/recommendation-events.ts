/** Types and GraphQL documents of the feed of recommendation events. */

import type { GraphqlFailure } from './errors.ts';
import type { TypedDocument } from './operation.ts';

export type Severity = 'LOW' | 'MEDIUM' | 'HIGH' | 'CRITICAL';
export type RecommendationStatus = 'PENDING' | 'APPROVED' | 'REJECTED' | 'DEFERRED' | 'EXECUTED' | 'EXPIRED';
export type RecommendationEventKind = 'CREATED' | 'STATUS_CHANGED' | 'CHANGED' | 'DELETED';
/** Every kind: only a feed of all kinds can prove that no event is missing. */
export const everyKind: readonly RecommendationEventKind[] = ['CREATED', 'STATUS_CHANGED', 'CHANGED', 'DELETED'];
/** The kinds that a feed hands over when its user names none. */
export const usualKinds: readonly RecommendationEventKind[] = ['CREATED', 'STATUS_CHANGED'];

/** Absent members do not restrict; those given must all hold. Times are RFC 3339. */
export interface RecommendationFilter {
  readonly siteIds?: readonly string[];
  readonly equipmentIds?: readonly string[];
  readonly issueTypes?: readonly string[];
  readonly severities?: readonly Severity[];
  readonly statuses?: readonly RecommendationStatus[];
  readonly from?: string;
  readonly to?: string;
}

/** What a recommendation carries unless you hand in a fragment of your own. */
export interface RecommendationFields {
  /** Global id of this snapshot: it stands for the recommendation in mutations, and differs from event to event. */
  readonly id: string;
  /** The key of the recommendation, the same in each event, in lists and in SQL. */
  readonly recommendationId: string;
  readonly version: number;
  readonly siteId: string;
  readonly equipmentId: string;
  readonly issueType: string;
  readonly severity: Severity;
  readonly status: RecommendationStatus;
  readonly issueDescription: string | null;
  readonly recommendedAction: string | null;
  readonly confidenceScore: number | null;
  readonly operatorId: string | null;
  readonly operatorNotes: string | null;
  readonly deferUntil: string | null;
  readonly rejectionReason: string | null;
  readonly createdAt: string;
  readonly updatedAt: string;
}

export interface RecommendationEvent<Recommendation = RecommendationFields> {
  /** Opaque; names this event. */
  readonly cursor: string;
  /** Names the event before it in the log. */
  readonly previousCursor: string;
  /** Gapless and in the order of commits. */
  readonly number: number;
  readonly kind: RecommendationEventKind;
  /** RFC 3339. */
  readonly occurredAt: string;
  readonly oldStatus: RecommendationStatus | null;
  readonly newStatus: RecommendationStatus | null;
  readonly operatorId: string | null;
  readonly operatorNotes: string | null;
  /** As it was when the event happened. */
  readonly recommendation: Recommendation;
}

export type FeedMessage<Recommendation = RecommendationFields> =
  | {
      readonly type: 'event';
      readonly event: RecommendationEvent<Recommendation>;
      /** It happened while this client was away. */
      readonly missed: boolean;
      /** Nested fields that the server could not read; they are null. */
      readonly failures: readonly GraphqlFailure[];
    }
  | {
      /** Load the recommendations anew: this is the beginning, or what happened since the last event cannot be given. */
      readonly type: 'reset';
      readonly reason: ResetReason;
      /** Everything up to here is in what you load now; everything after it follows as events. */
      readonly cursor: string;
    }
  | {
      /** The feed goes on; after a restart of this program more will come again, or a reset. */
      readonly type: 'cursor-not-saved';
      readonly error: unknown;
    };

/** GAP: events were missing between two that came, and asking again did not bring them. */
export type ResetReason = 'START' | 'CURSOR_EXPIRED' | 'CURSOR_INVALID' | 'GAP';

const defaultFragment = `fragment AndonRecommendation on Recommendation {
  id recommendationId version siteId equipmentId issueType severity status issueDescription recommendedAction confidenceScore
  operatorId operatorNotes deferUntil rejectionReason createdAt updatedAt
}`;

/** A fragment on Recommendation that knows its type, as code generators make it. */
export type RecommendationFragment<Recommendation> = string | TypedDocument<Recommendation, unknown>;

export interface FeedDocuments {
  readonly head: string;
  readonly log: string;
  readonly live: string;
}

/** The feed's documents use one fragment, so that an event has the same fields whether it is read or pushed. */
export function feedDocuments(fragment: string = defaultFragment): FeedDocuments {
  const name = /^\s*fragment\s+(\w+)\s+on\s+Recommendation\b/.exec(fragment)?.[1];
  if (name === undefined) throw new TypeError('`fragment` must be a GraphQL fragment `on Recommendation`.');
  const event = `fragment AndonEvent on RecommendationEvent {
  cursor previousCursor number kind occurredAt oldStatus newStatus operatorId operatorNotes recommendation { ...${name} }
}
${fragment}`;
  const wanted = '$after: String, $kinds: [RecommendationEventKind!], $filter: RecommendationFilter';
  return {
    head: 'query AndonEventHead { recommendationEventHead }',
    log: `query AndonEventLog(${wanted}, $first: Int) {
  page: recommendationEventLog(after: $after, kinds: $kinds, filter: $filter, first: $first) {
    events { ...AndonEvent } endCursor hasMore
  }
  caller { siteIds }
}
${event}`,
    live: `subscription AndonEvents(${wanted}) {
  event: recommendationEvents(after: $after, kinds: $kinds, filter: $filter) { ...AndonEvent }
}
${event}`,
  };
}
