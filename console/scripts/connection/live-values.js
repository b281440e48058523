/** Subscriptions to live values that go on as long as the page is open. */

/** @import { AndonClient } from '/vendor/andon-client/index.js' */

const tryAgainAfterMs = 5_000;

/**
 * Hands over live values as long as the page is open. The client subscribes anew after a disconnect; where the server refuses the
 * subscription itself, it is tried again after a while, and `trouble` says why there are no values.
 *
 * @template Result
 * @param {AndonClient} andon
 * @param {string} operation
 * @param {(result: Result) => void} take
 */
export function followValues(andon, operation, take) {
  /** @type {string | null} */
  let trouble = null;

  async function follow() {
    for (;;) {
      try {
        /** @type {AsyncIterable<Result>} */
        const values = andon.subscribe(operation, {});
        for await (const value of values) {
          trouble = null;
          take(value);
        }
      } catch (error) {
        trouble = error instanceof Error ? error.message : String(error);
      }
      await new Promise((resolve) => setTimeout(resolve, tryAgainAfterMs));
    }
  }
  void follow();

  return { trouble: () => trouble };
}
