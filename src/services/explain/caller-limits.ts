/** Limits how often, and how many at once, one caller and all together may have recommendations explained by a model. */
import { AndonError } from '../../errors.ts';
import { maxExplanations, maxExplanationsPerKey } from '../../limits.ts';

const minuteMs = 60_000;

interface Caller {
  running: number;
  /** Times of the last minute's requests, oldest first, in ms. */
  begun: number[];
}

export class CallerLimits {
  readonly #perMinute: number;
  readonly #elapsedMs: () => number;
  readonly #callers = new Map<string, Caller>();
  #running = 0;

  constructor(perMinute: number, elapsedMs: () => number) {
    this.#perMinute = perMinute;
    this.#elapsedMs = elapsedMs;
  }

  /** Returns what gives the place back, which may be called more than once. Throws RATE_LIMITED. */
  enter(key: string): () => void {
    const atMs = this.#elapsedMs();
    this.#forgetBefore(atMs - minuteMs);
    const caller = this.#callers.get(key) ?? { running: 0, begun: [] };
    const [oldest] = caller.begun;
    if (oldest !== undefined && caller.begun.length >= this.#perMinute) {
      throw tooMany(
        'KEY_LIMIT',
        `A caller may have ${this.#perMinute} explanations in a minute.`,
        oldest + minuteMs - atMs,
      );
    }
    if (caller.running >= maxExplanationsPerKey) {
      throw tooMany('KEY_LIMIT', `A caller may have ${maxExplanationsPerKey} explanations under way at once.`, 1_000);
    }
    if (this.#running >= maxExplanations) {
      throw tooMany('QUEUE_FULL', `The server has ${maxExplanations} explanations under way, of all callers.`, 1_000);
    }
    this.#callers.set(key, caller);
    caller.begun.push(atMs);
    caller.running += 1;
    this.#running += 1;
    let isRunning = true;
    return () => {
      if (!isRunning) return;
      isRunning = false;
      caller.running -= 1;
      this.#running -= 1;
    };
  }

  #forgetBefore(oldestMs: number): void {
    for (const [key, caller] of this.#callers) {
      caller.begun = caller.begun.filter((at) => at > oldestMs);
      if (caller.begun.length === 0 && caller.running === 0) this.#callers.delete(key);
    }
  }
}

function tooMany(reason: 'QUEUE_FULL' | 'KEY_LIMIT', message: string, retryAfterMs: number): AndonError {
  return new AndonError('RATE_LIMITED', message, { retryAfterMs: Math.ceil(retryAfterMs), reason });
}
