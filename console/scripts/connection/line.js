/** @import { Claim, Health, LineState, Variables } from '../../types.ts' */
import { createClient, TerminatedCloseEvent } from '/vendor/graphql-ws/client.js';
import { SignedOut } from './access.js';
import { departure, now, passedMs } from './clock.js';
import { Refusal, refusalOf } from './request.js';

const pingEveryMs = 3_000;
const pongWithinMs = 3_000;
const silenceMs = 12_000;
const firstRetryMs = 500;
const longestRetryMs = 5_000;
/** A refused key may be taken later: a server that had not heard of it, or an authentication that is switched off. */
const refusedRetryMs = 30_000;
/** The server's word that a connection is not, or no longer, allowed. */
const forbidden = 4403;

/** Ends a session that must begin again at once. */
export class StartAgain extends Error {}

/**
 * @typedef {object} Session
 * @property {Promise<void>} connected resolves when the server has taken the connection
 * @property {<Result>(query: string, variables: Variables, next: (result: Result) => void) => Promise<void>} subscribe
 *   resolves or rejects when the subscription has ended
 * @property {(health: Health) => void} health what the server says of itself
 */

/**
 * The one connection for all that is live. It never gives up, and says at any time how it stands.
 *
 * @param {object} options
 * @param {string} options.url
 * @param {() => Claim} options.claim
 * @param {() => Promise<void>} options.enter asks whether this screen is let in, before each connection; rejects with SignedOut
 * @param {(session: Session) => Promise<void>} options.session what is done with a connection; ends when the connection does
 * @param {(state: LineState) => void} options.changed
 */
export function openLine({ url, claim, enter, session, changed }) {
  /** @type {LineState} */
  let state = { kind: 'connecting' };
  /** @type {number | null} */
  let troubleSinceMs = null;
  let isConnected = false;
  let hasShown = false;
  let heardAt = departure();
  let tries = 0;
  /** @type {Health | null} */
  let health = null;
  /** @type {ReturnType<typeof setTimeout> | undefined} */
  let pongTimer;
  /** @type {() => void} */
  let retryNow = () => undefined;
  /** By this machine's clock, which goes on while the machine sleeps; timers do not. */
  let soonestRetryMs = 0;

  const client = createClient({
    url,
    connectionParams: () => {
      const { key, operatorId } = claim();
      return key === null ? { operatorId } : { operatorId, authorization: `Bearer ${key}` };
    },
    keepAlive: pingEveryMs,
    connectionAckWaitTimeout: 10_000,
    // Repeating a subscription as it was would ask for what this screen has seen already: the loop below asks with the last cursor.
    retryAttempts: 0,
    on: {
      connected: () => {
        isConnected = true;
        heard();
      },
      message: heard,
      ping: (received) => {
        if (!received) pongTimer = setTimeout(() => client.terminate(), pongWithinMs);
      },
      pong: () => {
        clearTimeout(pongTimer);
        heard();
      },
      closed: () => {
        clearTimeout(pongTimer);
        isConnected = false;
      },
    },
  });

  function heard() {
    heardAt = departure();
  }

  /** @param {LineState} next */
  function become(next) {
    if (JSON.stringify(next) === JSON.stringify(state)) return;
    state = next;
    changed(state);
  }

  /** While there is a connection on which the server answers: live, or why its word cannot be trusted. */
  function look() {
    if (!isConnected || health === null) return;
    hasShown = true;
    const reason = distrust(health, passedMs(heardAt));
    if (reason === null) {
      tries = 0;
      troubleSinceMs = null;
      become({ kind: 'live' });
    } else {
      troubleSinceMs ??= now();
      become({ kind: 'stale', reason, sinceMs: troubleSinceMs });
    }
  }

  /** One connection from its first subscription to its end. */
  async function connect() {
    /** @type {(() => void)[]} */
    const unsubscribe = [];
    let over = false;
    health = null;
    /** @type {Session} */
    const opened = {
      connected: new Promise((resolve) => unsubscribe.push(client.on('connected', () => resolve()))),
      subscribe: (query, variables, next) =>
        new Promise((resolve, reject) => {
          if (over) return resolve();
          const sink = {
            next: (/** @type {{ data?: any; errors?: readonly any[] }} */ { data, errors }) => {
              if (errors !== undefined) reject(refusalOf(errors[0]));
              else next(data);
            },
            error: (/** @type {unknown} */ error) => reject(Array.isArray(error) ? refusalOf(error[0]) : error),
            complete: resolve,
          };
          unsubscribe.push(client.subscribe({ query, variables: { ...variables } }, sink));
        }),
      health: (latest) => {
        health = latest;
        look();
      },
    };
    try {
      await session(opened);
    } finally {
      over = true;
      for (const end of unsubscribe) end();
    }
  }

  /** @param {unknown} error */
  async function pause(error) {
    const isRefused = error instanceof SignedOut;
    const leastMs = isRefused ? refusedRetryMs : Math.min(longestRetryMs, firstRetryMs * 2 ** tries);
    const waitMs = leastMs * (1 + Math.random() / 2);
    tries += 1;
    troubleSinceMs ??= now();
    health = null;
    soonestRetryMs = isRefused ? Date.now() + refusedRetryMs : 0;
    const refusal = refusalIn(error);
    become(
      refusal === null
        ? { kind: 'reconnecting', sinceMs: troubleSinceMs, reason: reasonOf(error), retryAtMs: now() + waitMs }
        : { kind: 'signed-out', sinceMs: troubleSinceMs, reason: refusal, isOld: hasShown },
    );
    await new Promise((resolve) => {
      retryNow = () => resolve(undefined);
      setTimeout(resolve, waitMs);
    });
  }

  async function run() {
    for (;;) {
      try {
        await enter();
        await connect();
        await pause(null);
      } catch (error) {
        if (!(error instanceof StartAgain)) await pause(error);
      }
    }
  }

  setInterval(look, 1_000);
  // Back from sleep or with the network again: do not sit out the rest of the pause.
  const wake = () => {
    if (Date.now() >= soonestRetryMs) retryNow();
  };
  window.addEventListener('online', wake);
  document.addEventListener('visibilitychange', wake);
  run();

  return {
    /** There is reason to believe that it works now: the screen has a good key. */
    tryNow() {
      tries = 0;
      retryNow();
    },
  };
}

/**
 * @param {Health} health
 * @param {number} silentForMs
 */
function distrust({ status, reasons }, silentForMs) {
  if (silentForMs > silenceMs) return 'nothing is heard from the server';
  return status === 'OK' ? null : `the server says: ${reasons.join('; ') || status.toLowerCase()}`;
}

/** Why the server does not let this screen in; null when something else is the matter. @param {unknown} error */
function refusalIn(error) {
  if (error instanceof SignedOut) return error.message;
  if (error instanceof Refusal && error.code === 'UNAUTHENTICATED') return error.message;
  if (!(error instanceof CloseEvent) || error.code !== forbidden) return null;
  return error.reason || 'the server does not let this screen in';
}

/** @param {unknown} error */
function reasonOf(error) {
  if (error instanceof TerminatedCloseEvent) return 'nothing is heard from the server';
  if (error instanceof CloseEvent) {
    if (error.code === 1001) return 'the server has been stopped';
    return error.reason === '' ? 'the connection is lost' : `the connection was closed: ${error.reason}`;
  }
  // The browser tells a page nothing more about a WebSocket that could not be opened.
  if (error instanceof Event) return 'the server does not answer';
  return error instanceof Error && error.message !== '' ? error.message : 'the connection has ended';
}
