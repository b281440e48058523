/** Anomalies: their fields and filters. */
import type { Severity } from './severity.ts';

export const limitNames = ['warning', 'critical', 'emergency', 'alarm_low', 'alarm_high'] as const;
export type LimitName = (typeof limitNames)[number];

/** The worst reading that one detector found at one sensor in one minute. */
export interface Anomaly {
  readonly id: number;
  readonly sensorId: number;
  readonly siteId: string;
  readonly equipmentId: string;
  readonly sensorType: string;
  readonly detector: string;
  readonly severity: Severity;
  readonly eventTime: Date;
  readonly detectedAt: Date;
  readonly value: number;
  /** Confidence, 0…1. */
  readonly score: number;
  /** Readings of this minute that the detector found anomalous. */
  readonly readingCount: number;
  readonly limitName: LimitName | null;
  readonly limitValue: number | null;
  readonly baselineMean: number | null;
  readonly baselineStddev: number | null;
  /** Distance from the baseline's mean, in standard deviations. */
  readonly deviation: number | null;
  /** Since when the sensor's readings are normal again, after its last alarm; null while they are not, and when it never raised one. */
  readonly normalSince: Date | null;
}
