import { AndonError, type ErrorCode } from '../errors.ts';
import type { Logger } from '../log.ts';

const sayAgainMs = 60_000;
const mostRemembered = 100;

/**
 * Counts and logs refused requests and connections, so that the operator of the server can find, for example, a gateway whose key has
 * expired. Each reason is logged once a minute, so that repeated attempts do not fill the log.
 */
export class Refusals {
  readonly #counts = new Map<ErrorCode, number>();
  /** When each reason was last logged, epoch ms. */
  readonly #said = new Map<string, number>();
  readonly #elapsedMs: () => number;
  readonly #log: Logger;

  constructor(elapsedMs: () => number, log: Logger) {
    this.#elapsedMs = elapsedMs;
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
    if (this.#elapsedMs() - saidMs < sayAgainMs) return;
    if (this.#said.size >= mostRemembered) this.#said.clear();
    this.#said.set(message, this.#elapsedMs());
    this.#log.warn(
      { event: 'access.refused', code, reason: message },
      'a request or connection was refused access; the same reason is not logged again for a minute',
    );
  }
}
