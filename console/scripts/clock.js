/** Below this, the Date header's whole seconds and the way here explain the difference. */
const toleratedMs = 3_000;

let aheadMs = 0;

/** The server's time as well as this machine knows it: panels on site often have wrong clocks, and ages must not follow them. */
export function now() {
  return Date.now() - aheadMs;
}

/** How far this machine's clock is ahead of the server's; 0 when they agree. */
export function clockAheadMs() {
  return aheadMs;
}

/**
 * @param {string | null} dateHeader of an answer that has just come
 */
export function compareClock(dateHeader) {
  const serverMs = Date.parse(dateHeader ?? '');
  if (Number.isNaN(serverMs)) return;
  // The header is cut to whole seconds: its middle is the best guess.
  const differenceMs = Date.now() - (serverMs + 500);
  aheadMs = Math.abs(differenceMs) > toleratedMs ? differenceMs : 0;
}
