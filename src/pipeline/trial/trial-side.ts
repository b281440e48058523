/** The two sides of a trial of settings: detection as it is, and as it is proposed. */
import type { Definition } from '../sensor-definition.ts';
import type { TrialOutcome } from './trial-outcome.ts';

export interface TrialSide {
  /** The definition with the settings of this side. */
  readonly definitionOf: (sensorId: number) => Definition;
  readonly outcome: TrialOutcome;
}

export interface TrialSpan {
  /** Whole minutes, epoch ms. */
  readonly fromMs: number;
  readonly toMs: number;
}
