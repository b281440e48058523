/** Subscriptions to live values that go on as long as the page is open. */

/** @import { AndonClient } from '/vendor/andon-client/index.js' */

const tryAgainAfterMs = 5_000;

/**
 * Hands over live values as long as the page is open. The client subscribes anew after a disconnect; where the server refuses the
 * subscription itself, it is tried again after a while, and `trouble` says why there are no values. `again` subscribes anew, for the
 * snapshot that comes first.
 *
 * @template Result
 * @param {AndonClient} andon
 * @param {string} operation
 * @param {(result: Result) => void} take
 */
export function followValues(andon, operation, take) {
  /** @type {string | null} */
  let trouble = null;
  /** @type {AsyncIterableIterator<Result> | null} */
  let current = null;

  async function follow() {
    for (;;) {
      try {
        /** @type {AsyncIterableIterator<Result>} */
        const values = andon.subscribe(operation, {});
        current = values;
        for await (const value of values) {
          trouble = null;
          take(value);
        }
        if (current !== values) continue;
      } catch (error) {
        trouble = error instanceof Error ? error.message : String(error);
      }
      await new Promise((resolve) => setTimeout(resolve, tryAgainAfterMs));
    }
  }
  void follow();

  return {
    trouble: () => trouble,
    again() {
      const before = current;
      current = null;
      void before?.return?.();
    },
  };
}
