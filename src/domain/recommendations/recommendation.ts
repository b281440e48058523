/** Recommendations: their fields, statuses, events and filters. */
import type { ProvenCredential } from '../access.ts';
import { isAtPlace, type PlaceFilter } from '../equipment/place.ts';
import type { LoggedEvent } from '../logged-event.ts';
import type { RecommendationFinding } from './finding.ts';
import type { Severity } from './severity.ts';

export const recommendationStatuses = ['pending', 'approved', 'rejected', 'deferred', 'executed', 'expired'] as const;
export type RecommendationStatus = (typeof recommendationStatuses)[number];

export interface Recommendation {
  readonly id: string;
  readonly siteId: string;
  readonly equipmentId: string;
  readonly issueType: string;
  readonly severity: Severity;
  readonly issueDescription: string | null;
  readonly recommendedAction: string | null;
  readonly rootCauseAnalysis: string | null;
  readonly expectedOutcome: string | null;
  /** 0…1; null when another program inserted the recommendation without one. */
  readonly confidenceScore: number | null;
  readonly status: RecommendationStatus;
  readonly operatorId: string | null;
  readonly operatorNotes: string | null;
  readonly approvedAt: Date | null;
  readonly executedAt: Date | null;
  readonly deferUntil: Date | null;
  readonly rejectionReason: string | null;
  readonly outcome: string | null;
  readonly resolved: boolean | null;
  readonly anomalyId: number | null;
  /** First in time first; empty where another program inserted it. */
  readonly findings: readonly RecommendationFinding[];
  readonly version: number;
  readonly createdAt: Date;
  readonly updatedAt: Date;
  /** Of a snapshot: the event that carries it. Absent: the recommendation itself. */
  readonly event?: { readonly number: number; readonly token: string } | undefined;
}

export const recommendationEventKinds = ['created', 'status_changed', 'changed', 'deleted'] as const;
export type RecommendationEventKind = (typeof recommendationEventKinds)[number];
/**
 * The kinds of events that subscribers get by default: clients of earlier versions must not take a deletion for a new
 * recommendation.
 */
export const usualEventKinds: readonly RecommendationEventKind[] = ['created', 'status_changed'];

/** One entry of the ordered feed. */
export interface RecommendationEvent extends LoggedEvent {
  readonly kind: RecommendationEventKind;
  readonly oldStatus: RecommendationStatus | null;
  readonly newStatus: RecommendationStatus | null;
  readonly operatorId: string | null;
  readonly operatorNotes: string | null;
  /** As it was when the event happened; before it, where it was deleted. */
  readonly recommendation: Recommendation;
}

/** What happened to a recommendation, from the append-only audit. */
export interface RecommendationHistoryEntry {
  readonly recommendationId: string;
  readonly version: number;
  readonly occurredAt: Date;
  readonly kind: RecommendationEventKind;
  readonly oldStatus: RecommendationStatus | null;
  readonly newStatus: RecommendationStatus;
  readonly operatorId: string | null;
  readonly operatorNotes: string | null;
  readonly rejectionReason: string | null;
  readonly deferUntil: Date | null;
  readonly outcome: string | null;
  /** By which the operator came in; null where nobody had to prove anything, and for what did not come by the API. */
  readonly credential: ProvenCredential | null;
  /** Whose session of the database wrote it. */
  readonly databaseUser: string;
}

/** Absent members do not restrict; `from` is inclusive, `to` exclusive, both against the creation time. */
export interface RecommendationFilter extends PlaceFilter {
  readonly issueTypes?: readonly string[];
  readonly severities?: readonly Severity[];
  readonly statuses?: readonly RecommendationStatus[];
  readonly from?: Date;
  readonly to?: Date;
}

/** The same rule that the queries' SQL applies, for events that never touch the database again. */
export function matchesRecommendation(filter: RecommendationFilter, recommendation: Recommendation): boolean {
  return (
    isAtPlace(filter, recommendation) &&
    includes(filter.issueTypes, recommendation.issueType) &&
    includes(filter.severities, recommendation.severity) &&
    includes(filter.statuses, recommendation.status) &&
    (filter.from === undefined || recommendation.createdAt >= filter.from) &&
    (filter.to === undefined || recommendation.createdAt < filter.to)
  );
}

function includes<T>(wanted: readonly T[] | undefined, value: T): boolean {
  return wanted === undefined || wanted.includes(value);
}
