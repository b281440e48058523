/** The form of an entry in the catalogue of detectors, with its parameters. */

export interface DetectorParameter {
  readonly name: string;
  /** What its values are in; null for a plain number. */
  readonly unit: string | null;
  readonly default: number;
  readonly min: number;
  readonly max: number;
  /** What it is and what a larger one leads to, as one sentence. */
  readonly description: string;
}

export interface DetectorEntry {
  readonly name: string;
  /** Whether it judges each sensor for itself, or the sensors of a machine together. */
  readonly scope: 'sensor' | 'equipment';
  /** Whether it judges each reading as it comes in, each one-minute window once it is complete, or the time that passes without either. */
  readonly input: 'reading' | 'window' | 'time';
  /** It remembers more of a sensor than a rebuild can bring back: what it found stays. Of those of windows and time that is always so. */
  readonly isKeptByRebuild?: boolean;
  readonly description: string;
  readonly isOnByDefault: boolean;
  readonly parameters: readonly DetectorParameter[];
}
