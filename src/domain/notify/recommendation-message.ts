/** What a sink is told of a recommendation: what happened, and the recommendation as it was then. */
import type { Recommendation, RecommendationEvent } from '../recommendations/recommendation.ts';
import { type MachineWords, shortened } from './message-words.ts';

/** It was made, has come into a status, was changed by another program or a finding that joined it, or deleted. */
export const recommendationMessageKinds = [
  'created',
  'pending',
  'approved',
  'rejected',
  'deferred',
  'executed',
  'expired',
  'changed',
  'deleted',
] as const;
export type RecommendationMessageKind = (typeof recommendationMessageKinds)[number];

/** Without a word of the route: each change of status, and not each finding that joins. */
export const usualMessageKinds: readonly RecommendationMessageKind[] = recommendationMessageKinds.filter(
  (kind) => kind !== 'changed',
);

/** JSON, with times as RFC 3339 in UTC. */
export interface MessageRecommendation {
  readonly recommendationId: string;
  readonly version: number;
  readonly siteId: string;
  readonly area: string | null;
  readonly equipmentId: string;
  readonly equipmentType: string | null;
  readonly issueType: string;
  readonly severity: string;
  readonly status: string;
  readonly issueDescription: string | null;
  readonly recommendedAction: string | null;
  readonly confidenceScore: number | null;
  readonly operatorId: string | null;
  readonly rejectionReason: string | null;
  readonly deferUntil: string | null;
  readonly outcome: string | null;
  readonly resolved: boolean | null;
  readonly createdAt: string;
  readonly updatedAt: string;
}

export function messageKindOf({
  kind,
  newStatus,
}: Pick<RecommendationEvent, 'kind' | 'newStatus'>): RecommendationMessageKind {
  if (kind === 'status_changed') return newStatus ?? 'changed';
  return kind;
}

/** Whether it asks operators for a decision, now or again: then routes are asked. */
export function callsForDecision(kind: RecommendationMessageKind, { status }: Pick<Recommendation, 'status'>): boolean {
  return (kind === 'created' || kind === 'pending') && status === 'pending';
}

/** Nothing more comes of it. An approved one is over when it is executed. */
export function isDone(kind: RecommendationMessageKind): boolean {
  return kind === 'rejected' || kind === 'executed' || kind === 'expired' || kind === 'deleted';
}

export function recommendationForMessage(
  of: Recommendation,
  { area, equipmentType }: MachineWords,
): MessageRecommendation {
  return {
    recommendationId: of.id,
    version: of.version,
    siteId: of.siteId,
    area,
    equipmentId: of.equipmentId,
    equipmentType,
    issueType: of.issueType,
    severity: of.severity.toUpperCase(),
    status: of.status.toUpperCase(),
    issueDescription: short(of.issueDescription),
    recommendedAction: short(of.recommendedAction),
    confidenceScore: of.confidenceScore,
    operatorId: of.operatorId,
    rejectionReason: short(of.rejectionReason),
    deferUntil: of.deferUntil?.toISOString() ?? null,
    outcome: short(of.outcome),
    resolved: of.resolved,
    createdAt: of.createdAt.toISOString(),
    updatedAt: of.updatedAt.toISOString(),
  };
}

function short(text: string | null): string | null {
  return text === null ? null : shortened(text);
}
