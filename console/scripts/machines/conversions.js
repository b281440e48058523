/** Converts values between units by factors that the server gives. */

/** @import { Send } from '../../types.ts' */
import { unitConversion } from '../connection/operations.js';

/** The most units that are asked for: a plant has a few dozen, and a faulty sender must not cause thousands of queries. */
const mostPairs = 200;
const tryAgainAfterMs = 10_000;

/** @typedef {{ readonly factor: number; readonly offset: number }} Conversion value × factor + offset */

/** @type {Conversion} */
const same = { factor: 1, offset: 0 };

/**
 * How values of one unit become values of another, as the server converts them.
 *
 * @param {Send} send
 * @param {() => void} learned
 */
export function createConversions(send, learned) {
  /** @type {Map<string, Conversion | null | undefined>} */
  const known = new Map();
  /** @type {(readonly [string, string])[]} */
  const waiting = [];
  let asking = false;

  async function ask() {
    if (asking) return;
    asking = true;
    for (let pair = waiting[0]; pair !== undefined; pair = waiting[0]) {
      const [from, to] = pair;
      try {
        /** @type {{ unitConversion: Conversion | null }} */
        const answer = await send(unitConversion, { from, to });
        known.set(keyOf(from, to), answer.unitConversion);
        waiting.shift();
        learned();
      } catch {
        // Until the server answers, the page must not say that the units cannot be compared.
        await new Promise((resolve) => setTimeout(resolve, tryAgainAfterMs));
      }
    }
    asking = false;
  }

  return {
    /**
     * Null: no factor between them is known. Undefined: the server has been asked.
     *
     * @param {string | null} from
     * @param {string | null} to
     * @returns {Conversion | null | undefined}
     */
    between(from, to) {
      if (from === to || from === null || to === null) return same;
      const key = keyOf(from, to);
      if (known.has(key)) return known.get(key);
      if (known.size >= mostPairs) return null;
      known.set(key, undefined);
      waiting.push([from, to]);
      void ask();
      return undefined;
    },
  };
}

/** @typedef {ReturnType<typeof createConversions>} Conversions */

/** @param {string} from @param {string} to */
function keyOf(from, to) {
  return JSON.stringify([from, to]);
}
