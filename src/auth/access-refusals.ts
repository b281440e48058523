import { AndonError, type ErrorCode } from '../errors.ts';
import type { Logger } from '../log.ts';

const sayAgainMs = 60_000;
const mostRemembered = 100;

/**
 * Those who were not let in: counted, and told to whoever runs the server, who may look for a gateway that has gone silent. Who tries
 * again and again does not fill their log.
 */
export class Refusals {
  readonly #counts = new Map<ErrorCode, number>();
  /** When each reason was last said, epoch ms. */
  readonly #said = new Map<string, number>();
  readonly #now: () => number;
  readonly #log: Logger;

  constructor(now: () => number, log: Logger) {
    this.#now = now;
    this.#log = log;
  }

  /** Since the start of this server. */
  get counts(): ReadonlyMap<ErrorCode, number> {
    return this.#counts;
  }

  note(error: unknown): void {
    if (!(error instanceof AndonError)) return;
    const { code, message } = error;
    this.#counts.set(code, (this.#counts.get(code) ?? 0) + 1);
    const saidMs = this.#said.get(message) ?? Number.NEGATIVE_INFINITY;
    if (this.#now() - saidMs < sayAgainMs) return;
    if (this.#said.size >= mostRemembered) this.#said.clear();
    this.#said.set(message, this.#now());
    this.#log.warn(
      { event: 'access.refused', code, reason: message },
      'somebody was not let in; the same is not said again for a minute',
    );
  }
}
