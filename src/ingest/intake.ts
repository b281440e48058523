/** Notes whether a source of readings takes what is sent: while it does not, a sensor that is not heard need not be silent. */

/** Nobody has tried again for so long: whoever was refused has gone. */
const refusalHoldsMs = 600_000;

export interface IntakeState {
  /** How often readings were refused, for reasons that are not theirs. */
  readonly refusals: number;
  /** The last ones that came were refused. */
  readonly isRefusing: boolean;
}

export class Intake {
  readonly #elapsedMs: () => number;
  #refusals = 0;
  #refusingSinceMs: number | null = null;

  constructor(elapsedMs: () => number) {
    this.#elapsedMs = elapsedMs;
  }

  noteTaken(): void {
    this.#refusingSinceMs = null;
  }

  /** By the database, or because there are too many. */
  noteRefused(): void {
    this.#refusals += 1;
    this.#refusingSinceMs = this.#elapsedMs();
  }

  state(): IntakeState {
    const sinceMs = this.#refusingSinceMs;
    return {
      refusals: this.#refusals,
      isRefusing: sinceMs !== null && this.#elapsedMs() - sinceMs < refusalHoldsMs,
    };
  }
}

/** Of all sources together. */
export function intakeOf(intakes: readonly Intake[]): IntakeState {
  const states = intakes.map((intake) => intake.state());
  return {
    refusals: states.reduce((sum, { refusals }) => sum + refusals, 0),
    isRefusing: states.some(({ isRefusing }) => isRefusing),
  };
}
