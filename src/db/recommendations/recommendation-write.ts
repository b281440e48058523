/** Writes the recommendations of the pipeline, and asks first what is held back. */
import type { EquipmentKey } from '../../domain/equipment/equipment.ts';
import { type RecommendationFinding, storedFinding } from '../../domain/recommendations/finding.ts';
import type { RecommendationStatus } from '../../domain/recommendations/recommendation.ts';
import { type Severity, severityRank } from '../../domain/recommendations/severity.ts';
import { maxFindings } from '../../limits.ts';
import type { AnomalyKey } from '../pipeline/pipeline-write.ts';
import { numberArray, textArray } from '../query/array-literal.ts';
import type { Queryable } from '../query/queryable.ts';
import { run, statement } from '../query/statement.ts';

const lock = statement('machine-lock');
const due = statement('recommendation-due');
const first = statement('recommendation-first');
const insert = statement('recommendation-insert');
const supersede = statement('recommendation-supersede');
const carry = statement('recommendation-carry');
/** Tells the locks of machines from other advisory locks. */
const machineLock = 6_301;

export interface IssueKey extends EquipmentKey {
  readonly issueType: string;
}

/** The 24 hours before a batch; null where nothing was recorded. */
export interface RecommendationContext {
  readonly windows: number;
  readonly mean: number | null;
  readonly min: number | null;
  readonly max: number | null;
  /** Trend of the last hour, in the sensor's unit per hour. */
  readonly slopePerHour: number | null;
  /** Anomalies of severity medium and above at the same equipment. */
  readonly anomalies: number;
  /** Recommendations for the same issue. */
  readonly recommendations: number;
  readonly last: {
    readonly status: RecommendationStatus;
    readonly operatorId: string | null;
    readonly decidedAt: Date;
    readonly rejectionReason: string | null;
    readonly outcome: string | null;
    readonly resolved: boolean | null;
  } | null;
}

/** What may have to be told: the issue, and the issues that stand for the same problem at other levels. */
export interface DueQuestion extends IssueKey {
  readonly sensorId: number;
  readonly eventTimeMs: number;
  /** This level and those above: while one of them is before an operator, this one is held back. */
  readonly coveringIssueTypes: readonly string[];
  readonly milderIssueTypes: readonly string[];
  readonly severity: Severity;
  /** What was decided before this, epoch ms, was about other trouble and holds nothing back; null when not known. */
  readonly troubledSinceMs: number | null;
}

export interface DueAnswer {
  /** Position of the question. */
  readonly ordinal: number;
  /** Something is pending at the machine, which this may have to join or replace. */
  readonly hasStanding: boolean;
  /** Something milder is pending at the machine and may be replaced. */
  readonly replacesMilder: boolean;
  readonly context: RecommendationContext;
}

/** Until the transaction ends, nobody else raises anything at these machines. */
export async function lockMachines(db: Queryable, machines: readonly EquipmentKey[]): Promise<void> {
  await run(db, lock, [
    textArray(machines.map(({ siteId }) => siteId)),
    textArray(machines.map(({ equipmentId }) => equipmentId)),
    machineLock,
  ]);
}

/** Answers only for what is not held back; `lockMachines` comes before it. */
export async function readDue(db: Queryable, questions: readonly DueQuestion[]): Promise<DueAnswer[]> {
  const rows = await run<{
    ordinal: number;
    has_standing: boolean;
    replaces_milder: boolean;
    windows: number;
    mean: number | null;
    min_value: number | null;
    max_value: number | null;
    slope_per_hour: number | null;
    anomalies: number;
    recommendations: number;
    last_status: RecommendationStatus | null;
    last_operator_id: string | null;
    last_decided_at: Date;
    last_rejection_reason: string | null;
    last_outcome: string | null;
    last_resolved: boolean | null;
  }>(db, due, [
    numberArray(questions.map((_question, ordinal) => ordinal)),
    numberArray(questions.map((question) => question.sensorId)),
    textArray(questions.map((question) => question.siteId)),
    textArray(questions.map((question) => question.equipmentId)),
    textArray(questions.map((question) => question.issueType)),
    textArray(questions.map((question) => textArray(question.coveringIssueTypes))),
    textArray(questions.map((question) => textArray(question.milderIssueTypes))),
    numberArray(questions.map((question) => question.eventTimeMs)),
    numberArray(questions.map((question) => question.troubledSinceMs)),
    numberArray(questions.map((question) => severityRank(question.severity))),
  ]);
  return rows.map((row) => ({
    ordinal: row.ordinal,
    hasStanding: row.has_standing,
    replacesMilder: row.replaces_milder,
    context: {
      windows: row.windows,
      mean: row.mean,
      min: row.min_value,
      max: row.max_value,
      slopePerHour: row.slope_per_hour,
      anomalies: row.anomalies,
      recommendations: row.recommendations,
      last:
        row.last_status === null
          ? null
          : {
              status: row.last_status,
              operatorId: row.last_operator_id,
              decidedAt: row.last_decided_at,
              rejectionReason: row.last_rejection_reason,
              outcome: row.last_outcome,
              resolved: row.last_resolved,
            },
    },
  }));
}

export interface RecommendationDraft extends IssueKey {
  readonly severity: Severity;
  readonly issueDescription: string;
  readonly recommendedAction: string;
  readonly confidenceScore: number;
  readonly rootCauseAnalysis: string;
  readonly expectedOutcome: string;
  readonly urgency: string;
  /** Until the next worse limit at the present trend; null without a trend towards it. */
  readonly timeToThresholdSeconds: number | null;
  readonly evidence: Readonly<Record<string, unknown>>;
  /** What was found; its row is looked up when the recommendation is stored. */
  readonly anomaly: AnomalyKey;
  readonly finding: Omit<RecommendationFinding, 'anomalyId' | 'version'>;
}

/** How a finding gets along with what stands for its machine. */
export interface Joining {
  /** What was found within this time of it may be one story with it; ms, 0 for never. */
  readonly windowMs: number;
  /** Something milder may be replaced; whoever says so sends `supersedeRecommendations` and `carryFindings` behind it. */
  readonly replacesMilder: boolean;
  /** The same problem at the levels below, whose findings it takes over however old they are. */
  readonly milderIssueTypes: readonly string[];
  /** It was found in what went on for a while, and not in one reading. */
  readonly isOfWindows: boolean;
}

/** The parameters that every way of storing a draft begins with. */
export function columnsOf(draft: RecommendationDraft): unknown[] {
  return [
    draft.siteId,
    draft.equipmentId,
    draft.issueType,
    draft.severity,
    draft.issueDescription,
    draft.recommendedAction,
    draft.confidenceScore,
    draft.rootCauseAnalysis,
    draft.expectedOutcome,
    draft.urgency,
    draft.timeToThresholdSeconds,
    JSON.stringify(draft.evidence),
    draft.anomaly.sensorId,
    draft.anomaly.detector,
    draft.anomaly.windowMs,
    storedFinding(draft.finding),
  ];
}

/** Inserts where nothing stands for the machine; false when the database held it back as a second one within the dedupe window. */
export async function insertFirstRecommendation(db: Queryable, draft: RecommendationDraft): Promise<boolean> {
  return (await run(db, first, columnsOf(draft))).length === 1;
}

/** Joins what stands for the machine, unless it is critical, or inserts; false when it joined, or the database held it back as a second one within the dedupe window. */
export async function insertRecommendation(
  db: Queryable,
  draft: RecommendationDraft,
  { windowMs, replacesMilder, milderIssueTypes, isOfWindows }: Joining,
): Promise<boolean> {
  const atMs = draft.finding.at.getTime();
  const rows = await run(db, insert, [
    ...columnsOf(draft),
    new Date(atMs - windowMs).toISOString(),
    new Date(atMs + windowMs).toISOString(),
    windowMs > 0 && draft.severity !== 'critical',
    severityRank(draft.severity),
    maxFindings,
    windowMs > 0 && replacesMilder,
    textArray(milderIssueTypes),
    isOfWindows,
  ]);
  return rows.length === 1;
}

/**
 * Expires what is still pending under the given milder issues of the same equipment, and that whose findings the recommendation for this
 * issue has taken over, with a note that says why.
 */
export async function supersedeRecommendations(
  db: Queryable,
  { siteId, equipmentId, issueType }: IssueKey,
  milderIssueTypes: readonly string[],
  note: string,
): Promise<void> {
  await run(db, supersede, [siteId, equipmentId, textArray(milderIssueTypes), note, issueType]);
}

/** What the recommendation for this issue has taken over is not told again while that is before an operator. */
export async function carryFindings(db: Queryable, { siteId, equipmentId, issueType }: IssueKey): Promise<void> {
  await run(db, carry, [siteId, equipmentId, issueType]);
}
