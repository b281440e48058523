/** Anomalies: their fields and filters. */
import type { Severity } from './severity.ts';

/** In this order: a limit that stands is stored by its place. */
export const limitNames = [
  'warning',
  'critical',
  'emergency',
  'alarm_low',
  'alarm_high',
  'warning_low',
  'critical_low',
  'emergency_low',
] as const;
export type LimitName = (typeof limitNames)[number];

/** What is found to be wrong: one sensor, or the sensors of its equipment taken together. */
export type AnomalySubject = 'sensor' | 'equipment';

/** What a finding rests on. These members mean the same for every detector; further ones are the detector's own. */
export interface Evidence {
  readonly limit?: { readonly name: LimitName; readonly value: number };
  /** `deviation`: distance from the mean, in standard deviations. */
  readonly baseline?: { readonly mean: number; readonly stddev: number; readonly deviation: number };
  /** The reason in words; it goes on from "vibration of PUMP-1 is 5 mm/s, ". */
  readonly clause?: string;
  readonly [own: string]: unknown;
}

/** The worst reading that one detector found at one sensor in one minute. */
export interface Anomaly {
  readonly id: number;
  readonly subject: AnomalySubject;
  /** Of an equipment's anomaly the sensor that contributed most. */
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
  readonly evidence: Evidence;
  /** Since when the sensor's readings are normal again, after its last alarm; null while they are not, and when it never raised one. */
  readonly normalSince: Date | null;
}
