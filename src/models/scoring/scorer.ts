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
}

export interface Scorer {
  /** What findings and health call it. */
  readonly name: string;
  /** In the order of the rows. Throws a ModelFailure; or the signal's reason. */
  score(rows: ScoredRows, signal: AbortSignal): Promise<readonly Score[]>;
  state(): EndpointState;
}
