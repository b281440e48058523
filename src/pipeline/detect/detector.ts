/** The interface of a detector, and its findings. */
import type { LimitName } from '../../domain/recommendations/anomaly.ts';
import type { Severity } from '../../domain/recommendations/severity.ts';
import type { RemainingTime } from '../../domain/trend/remaining-time.ts';
import type { Definition } from '../sensor-definition.ts';
import type { SensorState } from '../sensor-state.ts';
import type { SilverReading } from '../silver.ts';

/** Which side of normal the value is on. */
export type Direction = 'high' | 'low';

/** What one detector says of one reading. */
export interface Finding {
  readonly detector: string;
  /** Where the sensors of the equipment are judged together: the reading is then of the one that contributed most. */
  readonly subject?: 'equipment';
  readonly severity: Severity;
  /** Confidence, 0…1. */
  readonly score: number;
  readonly direction: Direction;
  /** False for what may still be chance: recorded as an anomaly, not worth an operator's attention yet. */
  readonly confirmed: boolean;
  readonly limit: { readonly name: LimitName; readonly value: number } | null;
  readonly baseline: { readonly mean: number; readonly stddev: number; readonly deviation: number } | null;
  /** What the problem is called where its side does not say it, such as `temperature_stuck`; absent where sensor and side name it. */
  readonly issue?: string;
  /** Event time since when it is so, epoch ms, where the detector remembers it. Not stored with the anomaly: that tells of its minute. */
  readonly sinceMs?: number;
  /** Of a finding that is not confirmed: the milder one that is, and is told in its place. */
  readonly confirmedAs?: Finding;
  /** How far out the reading is, to find the worst of a minute, where neither a limit nor the baseline says it. */
  readonly excess?: number;
  /** When the limit ahead is reached, of a finding that predicts it. */
  readonly remaining?: RemainingTime;
  /** Why, in the detector's own words, where neither a limit nor the baseline says it. */
  readonly reason?: Reason;
}

export interface Reason {
  /** Goes on from "vibration of PUMP-1 is 5 mm/s, ": such as "rising 3.1 mm/s a minute". */
  readonly clause: string;
  /** What the clause rests on, as it is stored with the anomaly and the recommendation. */
  readonly evidence: Readonly<Record<string, unknown>>;
}

/**
 * Judges readings one by one, in the log's order. The state holds everything before the reading; what a detector has to remember it
 * keeps there and nowhere else, so that a batch can be repeated.
 */
export interface Detector {
  readonly name: string;
  detect(reading: SilverReading, state: SensorState): Finding | null;
  /** It does not run on the sensor now: what it remembers of it would be out of date when it does again. */
  forget?(state: SensorState): void;
  /** How far the readings reach back on which its findings depend beside the windows, ms: history that is computed anew begins before. */
  leadInMs?(definition: Definition): number;
}
