/** Estimates how far this machine's clock is from the server's, from the Date headers of answers. */

/** A clock that differs by less counts as right. */
const toleratedMs = 3_000;
/** A Date header is cut to whole seconds. */
const headerStepMs = 1_000;
/** A slower answer is ignored. A slow one tells little of a clock that is nearly right, and enough of one that is an hour wrong. */
const longestRoundTripMs = 60_000;
/** Older measurements are dropped, because clocks drift. */
const keptForMs = 600_000;
/** A busy server writes the header a little late. */
const slackMs = 250;
const mostKept = 16;
const measureEveryMs = 240_000;
const tryAgainAfterMs = 10_000;
/** The machine's clock and its stopwatch part by more than this when the clock is set, or when the machine sleeps. */
const jumpMs = 500;
/** Timers are this late only when the machine has slept, or the page was put aside. */
const longestTickMs = 90_000;

/**
 * What one answer proves: how far this machine's clock is ahead of the server's lies between the two, for the header was written between
 * departure and return. A long way makes the span wide, and never wrong.
 *
 * @typedef {{ readonly leastMs: number; readonly mostMs: number; readonly atMs: number }} Span
 */
/** @typedef {{ readonly wallMs: number; readonly stopwatchMs: number }} Departure */

/** @type {Span[]} */
let spans = [];
let aheadMs = 0;
let askedAtMs = Number.NEGATIVE_INFINITY;
let tickedAtMs = performance.now();
let partedMs = Date.now() - performance.now();

/** The server's time as well as this machine knows it: panels on site often have wrong clocks, and ages must not follow them. */
export function now() {
  return Date.now() - aheadMs;
}

/** How far this machine's clock is ahead of the server's; 0 when they agree. */
export function clockAheadMs() {
  return aheadMs;
}

/** Whether times of both clocks may be subtracted: false once the clocks differ for certain. */
export function clocksAgree() {
  const { leastMs, mostMs } = overlap();
  return aheadMs === 0 && (spans.length === 0 || (leastMs <= slackMs && mostMs >= -slackMs));
}

/** To be taken just before a request is sent. @returns {Departure} */
export function departure() {
  return { wallMs: Date.now(), stopwatchMs: performance.now() };
}

/** The longer of what the clock and the stopwatch say: the one can be set back, the other stands still while the machine sleeps. @param {Departure} since */
export function passedMs({ wallMs, stopwatchMs }) {
  return Math.max(Date.now() - wallMs, performance.now() - stopwatchMs);
}

/**
 * @param {string | null} dateHeader of an answer that has just come
 * @param {Departure} sent when its request left
 */
export function compareClock(dateHeader, sent) {
  const serverMs = Date.parse(dateHeader ?? '');
  const atMs = performance.now();
  const wallMs = Date.now();
  const roundTripMs = atMs - sent.stopwatchMs;
  if (Number.isNaN(serverMs) || roundTripMs > longestRoundTripMs) return;
  // The clock was set, or the machine slept, while the answer was on its way.
  if (Math.abs(wallMs - sent.wallMs - roundTripMs) > jumpMs) return;
  spans.push({ leastMs: sent.wallMs - serverMs - headerStepMs, mostMs: wallMs - serverMs, atMs });
  settle();
}

/** The offset lies where the spans of all answers overlap. When they do not overlap a clock was set, and only the newest count. */
function settle() {
  const oldestMs = performance.now() - keptForMs;
  spans = spans.filter(({ atMs }) => atMs >= oldestMs).slice(-mostKept);
  let { leastMs, mostMs } = overlap();
  while (leastMs > mostMs) {
    spans.shift();
    ({ leastMs, mostMs } = overlap());
  }
  // What is still possible stays: the times on the screen must not creep with every answer.
  if (spans.length === 0 || (aheadMs >= leastMs && aheadMs <= mostMs)) return;
  const likelyMs = Math.round((leastMs + mostMs) / 2);
  aheadMs = Math.abs(likelyMs) > toleratedMs ? likelyMs : 0;
}

function overlap() {
  return {
    leastMs: Math.max(...spans.map((span) => span.leastMs)),
    mostMs: Math.min(...spans.map((span) => span.mostMs)),
  };
}

/**
 * To be called each second: asks the server for the time when it was not heard for long, and at once when this machine's clock was set or
 * the machine has slept. Until the answer has come the old offset counts: after sleep it is still right.
 *
 * @param {string} url answers cheaply and without a key
 */
export function keepClock(url) {
  const nowMs = performance.now();
  noticeJump();
  const heardAtMs = spans.at(-1)?.atMs ?? Number.NEGATIVE_INFINITY;
  if (nowMs - heardAtMs < measureEveryMs || nowMs - askedAtMs < tryAgainAfterMs) return;
  askedAtMs = nowMs;
  void measure(url);
}

/**
 * The server's time for what will be kept, such as the end of a deferral: when this machine's clock was set a moment ago, the server is
 * asked first.
 *
 * @param {string} url answers cheaply and without a key
 */
export async function measuredNow(url) {
  noticeJump();
  if (spans.length === 0) await measure(url);
  return now();
}

/** Forgets what was measured before this machine's clock was set, or before it slept. */
function noticeJump() {
  const nowMs = performance.now();
  const apartMs = Date.now() - nowMs;
  if (Math.abs(apartMs - partedMs) > jumpMs || nowMs - tickedAtMs > longestTickMs) {
    spans = [];
    askedAtMs = Number.NEGATIVE_INFINITY;
  }
  partedMs = apartMs;
  tickedAtMs = nowMs;
}

/** @param {string} url */
async function measure(url) {
  const sent = departure();
  try {
    const response = await fetch(url, { cache: 'no-store', signal: AbortSignal.timeout(longestRoundTripMs) });
    compareClock(response.headers.get('date'), sent);
  } catch {
    // Without an answer nothing is learned about the clock; the connection's state is shown elsewhere.
  }
}
