/** A circuit breaker: an endpoint that fails again and again is left alone for a while, then tried with one request. */
import { ModelFailure } from './model-failure.ts';

/** So many failures one after the other open the circuit. */
const mostFailures = 3;
const firstPauseMs = 30_000;
const longestPauseMs = 300_000;

/** What health tells of an endpoint. */
export interface EndpointState {
  readonly isOpen: boolean;
  /** Of the failures since the last success the newest; null when the last request went well. */
  readonly lastFailure: { readonly kind: ModelFailure['kind']; readonly message: string; readonly at: Date } | null;
  /** When the first of them happened. */
  readonly failingSince: Date | null;
  /** When it is tried again, while the circuit is open. */
  readonly retryAt: Date | null;
  /** Since the server started. */
  readonly requests: number;
  readonly failures: number;
}

export class CircuitBreaker {
  readonly #now: () => number;
  #inARow = 0;
  #pauseMs = firstPauseMs;
  /** Epoch ms until which nothing is asked; 0: closed. */
  #openUntilMs = 0;
  #isTrying = false;
  #lastFailure: EndpointState['lastFailure'] = null;
  #failingSince: Date | null = null;
  #requests = 0;
  #failures = 0;

  /** `now` in epoch ms. */
  constructor(now: () => number) {
    this.#now = now;
  }

  /** Throws a ModelFailure while the circuit is open; after its pause lets one request through. */
  enter(): void {
    const waitMs = this.#openUntilMs - this.#now();
    if (waitMs > 0 || (this.#openUntilMs > 0 && this.#isTrying)) {
      const retryAfterMs = Math.max(waitMs, 1_000);
      throw new ModelFailure('circuit_open', 'the endpoint has failed and is left alone for now', { retryAfterMs });
    }
    this.#isTrying = this.#openUntilMs > 0;
    this.#requests += 1;
  }

  succeeded(): void {
    this.#inARow = 0;
    this.#pauseMs = firstPauseMs;
    this.#openUntilMs = 0;
    this.#isTrying = false;
    this.#lastFailure = null;
    this.#failingSince = null;
  }

  /** What failed has been replaced: it is tried at once. What it failed by stays told until it succeeds. */
  reset(): void {
    this.#inARow = 0;
    this.#pauseMs = firstPauseMs;
    this.#openUntilMs = 0;
    this.#isTrying = false;
  }

  /** The request was given up by its caller: that says nothing of the endpoint. */
  leftAlone(): void {
    this.#isTrying = false;
  }

  failed({ kind, message, retryAfterMs }: ModelFailure): void {
    const at = new Date(this.#now());
    const wasTrial = this.#isTrying;
    this.#isTrying = false;
    this.#failures += 1;
    this.#inARow += 1;
    this.#lastFailure = { kind, message, at };
    this.#failingSince ??= at;
    // It says itself when it can be asked again.
    if (kind === 'rate_limited') this.#open(Math.min(retryAfterMs ?? firstPauseMs, longestPauseMs));
    else if (wasTrial || this.#inARow >= mostFailures) {
      this.#open(this.#pauseMs);
      this.#pauseMs = Math.min(longestPauseMs, this.#pauseMs * 2);
    }
  }

  #open(forMs: number): void {
    this.#openUntilMs = this.#now() + forMs;
  }

  state(): EndpointState {
    const isOpen = this.#openUntilMs > 0;
    return {
      isOpen,
      lastFailure: this.#lastFailure,
      failingSince: this.#failingSince,
      retryAt: isOpen ? new Date(this.#openUntilMs) : null,
      requests: this.#requests,
      failures: this.#failures,
    };
  }
}
