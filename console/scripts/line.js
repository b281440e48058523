/** @import { Health, LineState, Variables } from '../types.ts' */
import { createClient, TerminatedCloseEvent } from '/vendor/graphql-ws/client.js';
import { now } from './clock.js';
import { refusalOf } from './request.js';

const pingEveryMs = 3_000;
const pongWithinMs = 3_000;
const silenceMs = 12_000;
const firstRetryMs = 500;
const longestRetryMs = 5_000;

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
 * @param {() => string | null} options.operatorName
 * @param {(session: Session) => Promise<void>} options.session what is done with a connection; ends when the connection does
 * @param {(state: LineState) => void} options.changed
 */
export function openLine({ url, operatorName, session, changed }) {
  /** @type {LineState} */
  let state = { kind: 'connecting' };
  /** @type {number | null} */
  let troubleSinceMs = null;
  let isConnected = false;
  let heardAtMs = now();
  let tries = 0;
  /** @type {Health | null} */
  let health = null;
  /** @type {ReturnType<typeof setTimeout> | undefined} */
  let pongTimer;
  /** @type {() => void} */
  let retryNow = () => undefined;

  const client = createClient({
    url,
    connectionParams: () => ({ operatorId: operatorName() }),
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
    heardAtMs = now();
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
    const reason = distrust(health, now() - heardAtMs);
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
    const waitMs = Math.min(longestRetryMs, firstRetryMs * 2 ** tries) * (1 + Math.random() / 2);
    tries += 1;
    troubleSinceMs ??= now();
    health = null;
    become({ kind: 'reconnecting', sinceMs: troubleSinceMs, reason: reasonOf(error), retryAtMs: now() + waitMs });
    await new Promise((resolve) => {
      retryNow = () => resolve(undefined);
      setTimeout(resolve, waitMs);
    });
  }

  async function run() {
    for (;;) {
      try {
        await connect();
        await pause(null);
      } catch (error) {
        if (!(error instanceof StartAgain)) await pause(error);
      }
    }
  }

  setInterval(look, 1_000);
  // Back from sleep or with the network again: do not sit out the rest of the pause.
  window.addEventListener('online', () => retryNow());
  document.addEventListener('visibilitychange', () => retryNow());
  run();
}

/**
 * @param {Health} health
 * @param {number} silentForMs
 */
function distrust({ status, reasons }, silentForMs) {
  if (silentForMs > silenceMs) return 'nothing is heard from the server';
  return status === 'OK' ? null : `the server says: ${reasons.join('; ') || status.toLowerCase()}`;
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
