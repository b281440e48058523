/** Asks the server which open alerts have a cause that is over. */

/** @import { ReturnsPage, Send } from '../../types.ts' */
/** @import { Queue } from './queue.js' */
import { openReturns } from '../connection/operations.js';

const askEveryMs = 30_000;
const pageSize = 500;

/**
 * Finds out which open alerts were raised for a value that is normal again. The feed has no event for that, so the server is asked,
 * as long as anything is open.
 *
 * @param {object} options
 * @param {Send} options.send
 * @param {Queue} options.queue
 * @param {() => void} options.changed
 */
export function createReturns({ send, queue, changed }) {
  let askedAtMs = Number.NEGATIVE_INFINITY;

  async function ask() {
    /** @type {string | null} */
    let after = null;
    do {
      /** @type {{ recommendations: ReturnsPage }} */
      const page = await send(openReturns, { first: pageSize, after });
      const { edges, pageInfo } = page.recommendations;
      for (const { node } of edges) queue.setNormalSince(node.id, node.normalSince);
      changed();
      after = pageInfo.hasNextPage ? pageInfo.endCursor : null;
    } while (after !== null);
  }

  return {
    /** To be called each second. @param {boolean} isLive */
    tick(isLive) {
      const { pending, approved, deferred } = queue.sections;
      if (!isLive || pending.length + approved.length + deferred.length === 0) return;
      if (performance.now() - askedAtMs < askEveryMs) return;
      askedAtMs = performance.now();
      // Without an answer the cards say what was known before; the next question is asked in any case.
      ask().catch(() => undefined);
    },
  };
}
