/** @import { Recommendation, RecommendationEvent, RecommendationPage, RecommendationStatus, Send, Severity } from '../../types.ts' */
/** @import { Session } from '../connection/line.js' */
/** @import { Queue } from './queue.js' */
import { clocksAgree, now } from '../connection/clock.js';
import { StartAgain } from '../connection/line.js';
import { eventHead, queuePage, recommendationEvents } from '../connection/operations.js';
import { Refusal } from '../connection/request.js';

/** @type {readonly Severity[]} */
const severities = ['CRITICAL', 'HIGH', 'MEDIUM', 'LOW'];
/** @type {readonly RecommendationStatus[]} */
const opened = ['PENDING', 'APPROVED', 'DEFERRED'];
const pageSize = 500;
const mostLoaded = 2_000;
const closedLoaded = 10;
const catchUpWithinMs = 10_000;

/** @typedef {{ readonly alerts: number; readonly decisions: number; readonly cutOffMs: number }} Meanwhile */

/**
 * Keeps the queue equal to the server's: loads it once, then follows the ordered feed by its cursor across every disconnect.
 * `follow` follows the feed until the connection ends.
 *
 * @param {object} options
 * @param {Send} options.send
 * @param {Queue} options.queue
 * @param {(event: RecommendationEvent, missed: boolean) => void} options.happened
 * @param {(meanwhile: Meanwhile) => void} options.caughtUp after a disconnect, with what was missed
 * @param {(truncated: boolean) => void} options.loaded the queue was read anew
 * @param {() => void} options.expired the server no longer knows what was missed
 */
export function createFeed({ send, queue, happened, caughtUp, loaded, expired }) {
  /** @type {string | null} */
  let cursor = null;
  let isLoaded = false;
  /** @type {number | null} */
  let cutOffAtMs = null;

  /** @returns {Promise<string>} */
  async function head() {
    /** @type {{ recommendationEventHead: string }} */
    const { recommendationEventHead } = await send(eventHead);
    return recommendationEventHead;
  }

  async function load() {
    // The head comes first: what happens while the queue is read is then sent once more, and newer versions win.
    const loadedUpTo = await head();
    /** @type {Recommendation[]} */
    const open = [];
    // The worst first: what does not find room must not be what matters most.
    for (const severity of severities)
      if (open.length < mostLoaded)
        open.push(...(await readPages(send, { statuses: opened, severities: [severity] }, mostLoaded - open.length)));
    const closed = await readPages(send, { statuses: ['REJECTED', 'EXECUTED', 'EXPIRED'] }, closedLoaded);
    queue.replace([...open, ...closed]);
    cursor = loadedUpTo;
    isLoaded = true;
    loaded(open.length >= mostLoaded);
  }

  /** What comes up to the head that the log had at the return was missed; what comes after it is live. */
  async function openCatchUp() {
    if (cutOffAtMs === null) return { isMissed: () => false, returned: () => undefined, close: () => undefined };
    const sinceMs = cutOffAtMs;
    let cutOffMs = 0;
    const missedUpTo = await head();
    const missed = { alerts: 0, decisions: 0 };
    let open = true;
    /** @type {number | undefined} */
    let timer;
    const end = () => {
      clearTimeout(timer);
      if (open) caughtUp({ ...missed, cutOffMs });
      open = false;
    };
    return {
      /** @param {RecommendationEvent} event */
      isMissed: (event) => {
        if (!open) return false;
        if (event.kind === 'CREATED') missed.alerts += 1;
        if (event.kind === 'STATUS_CHANGED') missed.decisions += 1;
        if (event.cursor === missedUpTo) end();
        return true;
      },
      returned: () => {
        cutOffAtMs = null;
        cutOffMs = now() - sinceMs;
        if (cursor === missedUpTo) end();
        else timer = setTimeout(end, catchUpWithinMs);
      },
      close: () => clearTimeout(timer),
    };
  }

  /** @param {Session} session */
  async function follow({ subscribe, connected }) {
    if (cursor === null) await load();
    const catchUp = await openCatchUp();
    connected.then(catchUp.returned);
    try {
      await subscribe(
        recommendationEvents,
        { after: cursor },
        (/** @type {{ recommendationEvents: RecommendationEvent }} */ data) => {
          const event = data.recommendationEvents;
          const missed = catchUp.isMissed(event);
          const { recommendation } = event;
          const latencyMs = missed ? null : latencyOf(recommendation);
          cursor = event.cursor;
          if (event.kind === 'DELETED') queue.remove(recommendation.id);
          else queue.take(recommendation, event.kind === 'CREATED' ? { missed, latencyMs } : {});
          happened(event, missed);
        },
      );
    } catch (error) {
      if (!(error instanceof Refusal) || !error.code.startsWith('CURSOR_')) throw error;
      cursor = null;
      expired();
      throw new StartAgain();
    } finally {
      catchUp.close();
      cutOffAtMs = cursor === null ? null : (cutOffAtMs ?? now());
    }
  }

  return {
    follow,
    /** Whether the queue has been read: an empty one says nothing before. */
    isLoaded: () => isLoaded,
    /** What was loaded is not what this screen is to show now: the next connection reads the queue anew. */
    startAnew() {
      isLoaded = false;
      cursor = null;
      cutOffAtMs = null;
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
