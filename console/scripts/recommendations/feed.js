/** Keeps the queue equal to the server's by the feed of recommendation events. */

/** @import { AndonClient, FeedMessage, RecommendationFeed, RecommendationFragment } from '/vendor/andon-client/index.js' */
/** @import { Recommendation, RecommendationEvent, RecommendationPage, RecommendationStatus, Send, Severity } from '../../types.ts' */
/** @import { Queue } from './queue.js' */

import { clocksAgree, now } from '../connection/clock.js';
import { queuedFields, queuePage } from '../connection/operations.js';

/** @type {readonly Severity[]} */
const severities = ['CRITICAL', 'HIGH', 'MEDIUM', 'LOW'];
/** @type {readonly RecommendationStatus[]} */
const opened = ['PENDING', 'APPROVED', 'DEFERRED'];
const pageSize = 500;
const mostLoaded = 2_000;
const closedLoaded = 10;
const tryAgainAfterMs = 2_000;

/** @typedef {{ readonly alerts: number; readonly decisions: number; readonly cutOffMs: number }} Meanwhile */

/**
 * Keeps the queue equal to the server's: loads it, then applies the events of the ordered feed, which the client follows without a gap
 * across every disconnect. When the client says that its place in the feed is lost, the queue is loaded anew.
 *
 * @param {object} options
 * @param {AndonClient} options.andon
 * @param {Send} options.send
 * @param {Queue} options.queue
 * @param {(event: RecommendationEvent, missed: boolean) => void} options.happened
 * @param {(meanwhile: Meanwhile) => void} options.caughtUp after a disconnect, with what was missed
 * @param {(truncated: boolean) => void} options.loaded the queue was read anew
 * @param {() => void} options.expired the server no longer knows what was missed
 * @param {() => void} options.changed whether it is current, or in trouble, may be another than before
 */
export function createFeed({ andon, send, queue, happened, caughtUp, loaded, expired, changed }) {
  /** @type {RecommendationFeed<Recommendation> | null} */
  let feed = null;
  let isLoaded = false;
  let isLoading = false;
  /** @type {string | null} */
  let trouble = null;
  /** @type {{ readonly sinceMs: number; alerts: number; decisions: number } | null} */
  let cutOff = null;

  async function load() {
    /** @type {Recommendation[]} */
    const open = [];
    // The worst first: what does not find room must not be what matters most.
    for (const severity of severities)
      if (open.length < mostLoaded)
        open.push(...(await readPages(send, { statuses: opened, severities: [severity] }, mostLoaded - open.length)));
    const closed = await readPages(send, { statuses: ['REJECTED', 'EXECUTED', 'EXPIRED'] }, closedLoaded);
    return { recommendations: [...open, ...closed], truncated: open.length >= mostLoaded };
  }

  /** @param {RecommendationFeed<Recommendation>} current */
  async function loadUntilDone(current) {
    isLoading = true;
    while (feed === current) {
      try {
        const { recommendations, truncated } = await load();
        if (feed !== current) return;
        queue.replace(recommendations);
        isLoaded = true;
        isLoading = false;
        trouble = null;
        loaded(truncated);
        changed();
        return;
      } catch (error) {
        trouble = `the queue cannot be read: ${error instanceof Error ? error.message : String(error)}`;
        changed();
        await new Promise((resolve) => setTimeout(resolve, tryAgainAfterMs));
      }
    }
  }

  /** @param {RecommendationFeed<Recommendation>} current @param {FeedMessage<Recommendation>} message */
  async function take(current, message) {
    if (feed !== current) return;
    if (message.type === 'reset') {
      if (message.reason !== 'START') {
        cutOff = null;
        expired();
      }
      // What happens while the queue is read follows as events, and newer versions win.
      await loadUntilDone(current);
    } else if (message.type === 'event') {
      const { event } = message;
      const { recommendation } = event;
      const meanwhile = message.missed ? cutOff : null;
      const missed = meanwhile !== null;
      if (meanwhile !== null && event.kind === 'CREATED') meanwhile.alerts += 1;
      if (meanwhile !== null && event.kind === 'STATUS_CHANGED') meanwhile.decisions += 1;
      if (event.kind === 'DELETED') queue.remove(recommendation.id);
      else {
        const came = { missed, latencyMs: missed ? null : latencyOf(recommendation) };
        queue.take(recommendation, event.kind === 'CREATED' ? came : {});
      }
      happened(event, missed);
    }
  }

  function tellCaughtUp() {
    if (cutOff === null) return;
    const { sinceMs, ...missed } = cutOff;
    cutOff = null;
    caughtUp({ ...missed, cutOffMs: Date.now() - sinceMs });
  }

  function start() {
    const fragment = /** @type {RecommendationFragment<Recommendation>} */ (queuedFields);
    const current = andon.subscribeRecommendationEvents({
      kinds: ['CREATED', 'STATUS_CHANGED', 'CHANGED', 'DELETED'],
      fragment,
    });
    feed = current;
    current.state.observe(({ status, sinceMs, reason }) => {
      if (feed !== current) return;
      if (status === 'offline' && isLoaded) cutOff ??= { sinceMs, alerts: 0, decisions: 0 };
      if (status === 'offline') trouble = reason;
      // All that was missed has been handed over by then; it is handled before the next task.
      if (status === 'live') setTimeout(tellCaughtUp, 0);
      if (status === 'live' && isLoaded) trouble = null;
      changed();
    });
    current
      .each((message) => take(current, message))
      .catch((error) => {
        if (feed !== current) return;
        trouble = error instanceof Error ? error.message : String(error);
        changed();
        setTimeout(() => feed === current && start(), tryAgainAfterMs);
      });
  }

  return {
    start,
    /** Whether the queue has been read: an empty one says nothing before. */
    isLoaded: () => isLoaded,
    /** Whether what the queue shows is as the server's is now; one that is not read yet shows nothing, and says so. */
    isCurrent: () => feed?.state.current.status === 'live' && !(isLoading && isLoaded),
    /** Why the queue does not follow the server's, in words; null while it does. */
    trouble: () => trouble,
    /** What was loaded is not what this screen is to show now: the queue is read anew. */
    startAnew() {
      isLoaded = false;
      cutOff = null;
      feed?.stop();
      start();
    },
  };
}

/**
 * @param {Send} send
 * @param {{ readonly statuses: readonly RecommendationStatus[]; readonly severities?: readonly Severity[] }} which
 * @param {number} most
 */
async function readPages(send, which, most) {
  /** @type {Recommendation[]} */
  const read = [];
  /** @type {string | null} */
  let after = null;
  do {
    const first = Math.min(pageSize, most - read.length);
    /** @type {{ recommendations: RecommendationPage }} */
    const page = await send(queuePage, { ...which, first, after });
    const { edges, pageInfo } = page.recommendations;
    read.push(...edges.map(({ node }) => node));
    after = pageInfo.hasNextPage ? pageInfo.endCursor : null;
  } while (after !== null && read.length < most);
  return read;
}

/** @param {Recommendation} recommendation as it was sent a moment ago */
function latencyOf({ anomaly }) {
  if (anomaly === null || !clocksAgree()) return null;
  const latencyMs = Math.round(now() - Date.parse(anomaly.eventTime));
  return latencyMs >= 0 && latencyMs < 60_000 ? latencyMs : null;
}
