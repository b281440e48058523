/** What an expectation of readings consists of: where it is checked, what it does, and its condition. */
import type { Bounds } from '../units/units.ts';
import type { QualityCode } from './quality.ts';

/** Where a reading is judged: at the source before it is stored, or on its way from bronze to silver. */
export const expectationLayers = ['door', 'silver'] as const;
export type ExpectationLayer = (typeof expectationLayers)[number];

/** What happens to a reading that does not meet an expectation: it goes to quarantine, into silver with a flag, or is only counted. */
export const expectationActions = ['drop', 'warn', 'accept'] as const;
export type ExpectationAction = (typeof expectationActions)[number];

export interface Expectation {
  /** The name under which readings are counted. */
  readonly name: string;
  readonly layer: ExpectationLayer;
  readonly action: ExpectationAction;
  /** The condition that a reading has to meet. */
  readonly rule: string;
  /** What happens to a reading that does not meet it, and the usual cause. */
  readonly description: string;
  /** The code under which quarantine keeps dropped readings. */
  readonly code?: string;
  /** The bit of silver's flags that marks readings with a warning. */
  readonly flag?: number;
  /** The check of an expectation that only warns; value and bounds are in the sensor's unit, the age is that at arrival. */
  readonly isMet?: (value: number, quality: QualityCode, ageMs: number, bounds: Bounds) => boolean;
}
