/** The findings of a recommendation: what was found about its machine, in the order in which it was measured. */
import { type AnomalySubject, type LimitName, limitNames } from './anomaly.ts';
import { type Severity, severities } from './severity.ts';

export interface RecommendationFinding {
  /** When the reading was measured. */
  readonly at: Date;
  readonly sensorType: string;
  readonly detector: string;
  readonly subject: AnomalySubject;
  readonly severity: Severity;
  /** What the finding would have been called by itself. */
  readonly issueType: string;
  /** What was measured, and why that is worth telling. */
  readonly sentence: string;
  readonly value: number;
  readonly unit: string | null;
  /** The limit that was exceeded; null for findings by other detectors. */
  readonly limit: { readonly name: LimitName; readonly value: number } | null;
  readonly anomalyId: number | null;
  /** The version of the recommendation with which it came; 1: with its creation. */
  readonly version: number;
}

/** As the pipeline stores it, but for what the database knows only: the anomaly's id and the version. */
export function storedFinding(finding: Omit<RecommendationFinding, 'anomalyId' | 'version'>): string {
  return JSON.stringify({
    at: finding.at.toISOString(),
    sensor_type: finding.sensorType,
    detector: finding.detector,
    subject: finding.subject,
    severity: finding.severity,
    issue_type: finding.issueType,
    sentence: finding.sentence,
    value: finding.value,
    unit: finding.unit,
    limit: finding.limit,
  });
}

/** What stands in a row. Other programs may write there whatever they like: what cannot be read as a finding is none. */
export function findingsFrom(stored: unknown): readonly RecommendationFinding[] {
  return Array.isArray(stored) ? stored.flatMap((one) => findingFrom(one) ?? []) : [];
}

function findingFrom(stored: unknown): RecommendationFinding | null {
  if (!isObject(stored)) return null;
  const { sensor_type: sensorType, detector, subject, issue_type: issueType, sentence, value, unit, version } = stored;
  const at = timeFrom(stored['at']);
  const severity = severities.find((one) => one === stored['severity']);
  if (at === null || severity === undefined || !isReal(value)) return null;
  if (typeof sensorType !== 'string' || typeof detector !== 'string' || typeof issueType !== 'string') return null;
  const { anomaly_id: anomalyId } = stored;
  return {
    at,
    sensorType,
    detector,
    subject: subject === 'equipment' ? subject : 'sensor',
    severity,
    issueType,
    sentence: typeof sentence === 'string' ? sentence : '',
    value,
    unit: typeof unit === 'string' ? unit : null,
    limit: limitFrom(stored['limit']),
    anomalyId: isCount(anomalyId) ? anomalyId : null,
    version: isCount(version) && version < 2 ** 31 ? version : 1,
  };
}

function limitFrom(stored: unknown): RecommendationFinding['limit'] {
  if (!isObject(stored)) return null;
  const name = limitNames.find((one) => one === stored['name']);
  const { value } = stored;
  return name === undefined || !isReal(value) ? null : { name, value };
}

/** Years of four digits, as RFC 3339 has them. */
function timeFrom(stored: unknown): Date | null {
  const at = new Date(typeof stored === 'string' ? stored : Number.NaN);
  const year = at.getUTCFullYear();
  return year >= 0 && year <= 9_999 ? at : null;
}

/** jsonb holds numbers that no double does. */
function isReal(value: unknown): value is number {
  return typeof value === 'number' && Number.isFinite(value);
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null;
}

function isCount(value: unknown): value is number {
  return typeof value === 'number' && Number.isSafeInteger(value);
}
