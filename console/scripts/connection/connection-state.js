/** Whether what the screen shows is true now: live, stale, reconnecting or signed out. */

/** @import { AndonClient } from '/vendor/andon-client/index.js' */
/** @import { ConnectionState, Health } from '../../types.ts' */
import { clockAheadMs } from './clock.js';

/** Longer than two pings and their answers: silence beyond it is no slow network. */
const silenceMs = 12_000;

/**
 * Says whether what is on the screen is true now. It puts together what the client says of its connection, what the server says of
 * itself, and whether the page follows everything that it shows.
 *
 * @param {object} options
 * @param {AndonClient} options.andon
 * @param {() => boolean} options.isCurrent whether the queue follows the server's events
 * @param {() => readonly (string | null)[]} options.troubles why something that the page shows cannot be read
 * @param {(state: ConnectionState) => void} options.changed
 */
export function watchConnection({ andon, isCurrent, troubles, changed }) {
  /** @type {ConnectionState} */
  let state = { kind: 'connecting' };
  /** By this machine's clock, as the client's times are. @type {number | null} */
  let troubleSinceMs = null;
  let hasShown = false;
  /** @type {Health | null} */
  let health = null;

  /** @param {ConnectionState} next */
  function become(next) {
    if (JSON.stringify(next) === JSON.stringify(state)) return;
    state = next;
    changed(state);
  }

  /** What is known of the server while it answers: live, or why it cannot be relied on; null when there is nothing to say yet. */
  function doubt() {
    if (health === null) return null;
    if (andon.silentForMs() > silenceMs) return 'nothing is heard from the server';
    const trouble = troubles().find((each) => each !== null);
    if (trouble !== undefined) return trouble;
    return health.status === 'OK'
      ? null
      : `the server says: ${health.reasons.join('; ') || health.status.toLowerCase()}`;
  }

  function look() {
    const { status, sinceMs, reason, retryAtMs, refused } = andon.connection.current;
    if (status === 'offline') {
      health = null;
      troubleSinceMs ??= sinceMs;
      const since = { sinceMs: troubleSinceMs - clockAheadMs(), reason: reason ?? 'the connection has ended' };
      become(
        refused === true
          ? { kind: 'signed-out', ...since, isOld: hasShown }
          : { kind: 'reconnecting', ...since, retryAtMs: (retryAtMs ?? sinceMs) - clockAheadMs() },
      );
      return;
    }
    if (status !== 'online' || health === null) return;
    hasShown = true;
    const why = doubt();
    if (why !== null) {
      troubleSinceMs ??= Date.now();
      become({ kind: 'stale', reason: why, sinceMs: troubleSinceMs - clockAheadMs() });
    } else if (isCurrent()) {
      troubleSinceMs = null;
      become({ kind: 'live' });
    }
  }

  andon.connection.observe(look);
  return {
    /** To be called each second, and when something that it is made of has changed: silence comes without an event. */
    look,
    /** @param {Health} latest what the server says of itself on this connection */
    health(latest) {
      health = latest;
      look();
    },
  };
}
