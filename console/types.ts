/** The shapes that the operations in scripts/connection/operations.js answer with, and those that several modules of the page share. */
import type { RecommendationEvent as ClientEvent } from '/vendor/andon-client/index.js';

export type Severity = 'CRITICAL' | 'HIGH' | 'MEDIUM' | 'LOW';
export type RecommendationStatus = 'PENDING' | 'APPROVED' | 'REJECTED' | 'DEFERRED' | 'EXECUTED' | 'EXPIRED';
export type Freshness = 'CURRENT' | 'WARNING' | 'STALE';
export type Quality = 'GOOD' | 'UNCERTAIN' | 'BAD';

export interface Recommendation {
  readonly id: string;
  readonly siteId: string;
  readonly equipmentId: string;
  readonly issueType: string;
  readonly severity: Severity;
  readonly status: RecommendationStatus;
  readonly version: number;
  readonly issueDescription: string | null;
  readonly recommendedAction: string | null;
  readonly confidenceScore: number | null;
  readonly operatorId: string | null;
  readonly deferUntil: string | null;
  readonly createdAt: string;
  readonly updatedAt: string;
  readonly equipment: { readonly equipmentType: string; readonly location: string | null } | null;
  readonly anomaly: { readonly sensorType: string; readonly eventTime: string } | null;
  /** What was found about the machine, first in time first. */
  readonly findings: readonly { readonly sensorType: string }[];
}

export interface RecommendationPage {
  readonly edges: readonly { readonly node: Recommendation }[];
  readonly pageInfo: { readonly hasNextPage: boolean; readonly endCursor: string | null };
}

export interface ReturnsPage {
  readonly edges: readonly { readonly node: { readonly id: string; readonly normalSince: string | null } }[];
  readonly pageInfo: { readonly hasNextPage: boolean; readonly endCursor: string | null };
}

/** A kind of recommendation that decisions have silenced. */
export interface LearntSilence {
  readonly silenceId: string;
  readonly siteId: string;
  readonly equipmentType: string;
  readonly issueType: string;
  readonly detector: string;
  readonly summary: string;
  readonly since: string | null;
  readonly lapsesAt: string;
  readonly withheld: number;
  readonly lastWithheldAt: string | null;
  readonly rejectedBy: readonly { readonly operatorId: string; readonly rejections: number }[];
}

/** A recommendation and how it came to this screen. */
export interface QueueEntry {
  readonly recommendation: Recommendation;
  /** From the reading to this screen; null when it was loaded, missed, or has no reading. */
  readonly latencyMs: number | null;
  /** It came while this screen was cut off. */
  readonly missed: boolean;
  /** Since when the value that it was raised for is normal again; null while it is not, as far as this screen knows. */
  readonly normalSince: string | null;
}

/** What the feed tells of a recommendation. */
export type RecommendationEvent = ClientEvent<Recommendation>;

export type AlarmState =
  | 'UNACKNOWLEDGED'
  | 'ACKNOWLEDGED'
  | 'RETURNED'
  | 'LATCHED'
  | 'SHELVED'
  | 'SUPPRESSED'
  | 'OUT_OF_SERVICE'
  | 'NORMAL';

/** One problem of one machine: whether it is wrong now, and what people did about it. */
export interface Alarm {
  readonly id: string;
  readonly siteId: string;
  readonly equipmentId: string;
  readonly problem: string;
  readonly sentence: string;
  readonly severity: Severity;
  readonly state: AlarmState;
  readonly version: number;
  readonly isActive: boolean;
  readonly isAcknowledged: boolean;
  readonly isConfirmed: boolean;
  /** Its horn is off, on every screen of the site. */
  readonly isSilenced: boolean;
  readonly activeSince: string;
  readonly returnedAt: string | null;
  readonly acknowledgedAt: string | null;
  readonly acknowledgedBy: string | null;
  readonly confirmedAt: string | null;
  readonly confirmedBy: string | null;
  readonly shelving: 'UNSHELVED' | 'TIMED' | 'ONE_SHOT';
  readonly shelvedUntil: string | null;
  readonly shelvedBy: string | null;
  readonly shelvedReason: string | null;
  readonly outOfServiceBy: string | null;
  readonly outOfServiceReason: string | null;
  readonly suppressedBy: string | null;
  /** The group of a flood that it was folded into; null: it stands alone. */
  readonly groupId: string | null;
  /** It is told under the line of the first of its group. */
  readonly isFolded: boolean;
}

export interface AlarmPage {
  readonly edges: readonly { readonly node: Alarm }[];
  readonly pageInfo: { readonly hasNextPage: boolean; readonly endCursor: string | null };
}

export interface AlarmEvent {
  readonly cursor: string;
  readonly previousCursor: string;
  /** Gapless and in the order of commits. */
  readonly number: number;
  readonly kind: string;
  readonly alarm: Alarm;
}

/** What became of an action on one alarm: as it is now, or why nothing was done. */
export interface AlarmResult {
  readonly alarm: Alarm | null;
  readonly code: string | null;
  readonly message: string | null;
}

/** Planned maintenance, or a rule that hides alarms. */
export interface Maintenance {
  readonly suppressionId: string;
  readonly kind: string;
  readonly from: string;
  /** Null of a rule. */
  readonly until: string | null;
  readonly reason: string;
  readonly madeBy: string;
}

export type LimitField =
  | 'emergency'
  | 'critical'
  | 'warning'
  | 'alarmHigh'
  | 'alarmLow'
  | 'emergencyLow'
  | 'criticalLow'
  | 'warningLow';

export interface EffectiveLimit {
  readonly value: number | null;
  readonly source: 'OWN' | 'TYPE' | 'OFF' | 'NONE' | 'NOT_CONVERTIBLE';
}

/** By which the server judges; all in `unit`. */
export type EffectiveLimits = { readonly unit: string | null } & Readonly<Record<LimitField, EffectiveLimit>>;

export interface SensorDefinition {
  readonly sensorType: string;
  readonly name: string | null;
  readonly unit: string | null;
  readonly effectiveLimits: EffectiveLimits;
}

export interface Equipment {
  readonly equipmentType: string;
  readonly manufacturer: string | null;
  readonly model: string | null;
  readonly location: string | null;
  readonly criticality: string;
  readonly lastMaintenanceDate: string | null;
  readonly isActive: boolean;
  readonly sensors: readonly SensorDefinition[];
}

export interface EquipmentPage {
  readonly equipmentList: {
    readonly edges: readonly { readonly node: Equipment & { readonly id: string; readonly siteId: string } }[];
    readonly pageInfo: { readonly hasNextPage: boolean; readonly endCursor: string | null };
  };
}

export interface Anomaly {
  readonly detector: string;
  readonly sensorType: string;
  readonly eventTime: string;
  readonly value: number;
  readonly limitName: string | null;
  readonly limitValue: number | null;
  readonly baselineMean: number | null;
  readonly baselineStddev: number | null;
  readonly deviation: number | null;
  /** `clause`: why, in the detector's own words. */
  readonly evidence: { readonly clause?: string };
  readonly readingCount: number;
}

export interface HistoryEntry {
  readonly newStatus: RecommendationStatus;
  readonly oldStatus: RecommendationStatus | null;
  readonly occurredAt: string;
  readonly operatorId: string | null;
  readonly operatorNotes: string | null;
  readonly rejectionReason: string | null;
  readonly deferUntil: string | null;
  readonly outcome: string | null;
}

export interface Finding {
  readonly at: string;
  readonly sensorType: string;
  readonly severity: Severity;
  readonly sentence: string;
  /** The version with which it came; 1: with the recommendation itself. */
  readonly version: number;
}

export interface Details extends Recommendation {
  readonly rootCauseAnalysis: string | null;
  readonly expectedOutcome: string | null;
  readonly outcome: string | null;
  readonly resolved: boolean | null;
  readonly normalSince: string | null;
  readonly rejectionReason: string | null;
  readonly equipment: Equipment | null;
  readonly anomaly: Anomaly | null;
  readonly findings: readonly Finding[];
  readonly history: readonly HistoryEntry[];
}

export interface SensorStatus {
  readonly siteId: string;
  readonly equipmentId: string;
  readonly sensorType: string;
  /** Null: it has told none yet. */
  readonly value: number | string | boolean | null;
  readonly units: string | null;
  readonly quality: Quality;
  readonly lastUpdated: string;
}

export interface Series {
  readonly timestamps: readonly string[];
  readonly avg: readonly number[];
  readonly min: readonly number[];
  readonly max: readonly number[];
}

export interface Health {
  readonly status: 'OK' | 'DEGRADED' | 'DOWN';
  readonly reasons: readonly string[];
}

/** How this screen stands to the server. */
export type ConnectionState =
  | { readonly kind: 'connecting' }
  | { readonly kind: 'live' }
  | { readonly kind: 'stale'; readonly sinceMs: number; readonly reason: string }
  | { readonly kind: 'reconnecting'; readonly sinceMs: number; readonly reason: string; readonly retryAtMs: number }
  /** The server is there and does not let this screen in; `isOld`: something was shown before. */
  | { readonly kind: 'signed-out'; readonly sinceMs: number; readonly reason: string; readonly isOld: boolean };

export type Scope = 'READ' | 'DECIDE' | 'INGEST' | 'CONFIGURE' | 'ACT_AS';

/** Who this screen is to the server, and what it may do. */
export interface Caller {
  readonly operatorId: string;
  /** Null: the server has no authentication. */
  readonly keyId: string | null;
  readonly scopes: readonly Scope[];
  /** Null: every site. */
  readonly siteIds: readonly string[] | null;
  /** Null: never. */
  readonly expiresAt: string | null;
}

export interface Variables {
  readonly [name: string]: unknown;
}

/** Sends one operation over HTTP; rejects with an AndonError. */
export type Send = <Result>(query: string, variables?: Variables) => Promise<Result>;
