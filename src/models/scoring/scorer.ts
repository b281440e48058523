/** A model from outside that gives rows of numbers a score, whatever it runs on. */
import type { EndpointState } from '../circuit-breaker.ts';

/** Rows of one form: what each column is called, and a number for each. */
export interface ScoredRows {
  readonly columns: readonly string[];
  readonly rows: readonly (readonly number[])[];
}

export interface Score {
  /** 0 for what is ordinary; how large it becomes is the model's own. */
  readonly score: number;
  /** The column that contributed most, where the model says. */
  readonly column: string | null;
  /** How many columns it looked at. */
  readonly columns: number;
}

/** Why a row has no score: it is none of the machines that the model knows, or what the model gave is no number. */
export type Unscored = 'other_columns' | 'no_number';

export interface Scorer {
  /** What findings and health call it. */
  readonly name: string;
  /** Makes ready what can be made ready before the first row; what fails is told by `state`, and tried again. */
  start(): void;
  /** In the order of the rows. Throws a ModelFailure; or the signal's reason. */
  score(rows: ScoredRows, signal: AbortSignal): Promise<readonly (Score | Unscored)[]>;
  state(): EndpointState;
  close(): Promise<void>;
}
