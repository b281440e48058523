/** What a detector that judges completed one-minute windows is: how it begins, observes, and is stored. */
import type { RemainingTime } from '../../domain/trend/remaining-time.ts';
import type { Definition } from '../sensor-definition.ts';
import type { Finding } from './detector.ts';

/** The readings of one sensor in one minute, in the sensor's unit; times in epoch ms. */
export interface ObservedWindow {
  readonly sensorId: number;
  readonly windowMs: number;
  readonly count: number;
  readonly mean: number;
  readonly stddev: number;
  readonly min: number;
  readonly max: number;
}

/** What a detector says of a window. */
export interface WindowFinding {
  readonly finding: Finding;
  /** The sensor that it is about; of a finding about equipment, the one that contributed most. */
  readonly sensorId: number;
  /** What is told as the present value, in the unit of that sensor. */
  readonly value: number;
}

/** What was told before is over. */
export interface WindowEnding {
  /** A sensor of its machine. */
  readonly sensorId: number;
  /** As `issueOf` names the finding that told it. */
  readonly issue: string;
  /** Why, as a sentence for operators. */
  readonly note: string;
  /** It is as it was before, so that nothing is left to decide; false where it was a moment, or is what the sensor is compared with by now. */
  readonly isMoot: boolean;
}

/** What was told before is estimated anew. */
export interface WindowRestatement {
  readonly sensorId: number;
  /** As the finding that told it, with its level. */
  readonly issueType: string;
  /** Event time, epoch ms. */
  readonly atMs: number;
  readonly remaining: RemainingTime;
}

export const nothingEnded: readonly WindowEnding[] = [];

/** What a detector remembers of one subject. Equal windows give equal findings, also when it was stored and loaded in between. */
export interface WindowMemory {
  /** One pass, no look-ahead: the window, then it is part of the memory. Windows of a sensor come in the order of their time. */
  observe(window: ObservedWindow, definition: Definition): WindowFinding | null;
  /** What the last window ended of what was told before. */
  ended(): readonly WindowEnding[];
  /** What the last window brought up to date of what was told before. */
  restated?(): readonly WindowRestatement[];
  /** The issues that were told and are not over. */
  standing(definition: Definition): readonly string[];
  /** Objects, arrays and numbers, from which the detector's `load` makes the same memory. */
  stored(): unknown;
}

/**
 * Judges completed windows, behind the pipeline. `sensor`: a memory for each sensor, which sees that sensor's windows; `equipment`: a
 * memory for each machine, which sees the windows of all its sensors.
 */
export interface WindowDetector {
  readonly name: string;
  /** Grows when stored memory means something else: a memory of another version is left, and one begins from the history of windows. */
  readonly version: number;
  readonly scope: 'sensor' | 'equipment';
  /** How many days of windows a new memory begins from, where there are any. */
  readonly historyDays: number;
  /** Whether windows of such a sensor are of use to it. */
  looksAt(definition: Definition): boolean;
  begin(): WindowMemory;
  load(stored: unknown): WindowMemory;
}
