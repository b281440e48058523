/** How long the client waits between attempts. */

const firstPauseMs = 500;
const longestPauseMs = 10_000;
const leastPauseMs = 100;
const longestHintMs = 60_000;

/**
 * How long to wait before attempt number `failures + 1`, in ms: drawn from the whole of a span that doubles with every failure, so
 * that many clients which lost the same server do not return together. A hint of the server, which draws for each client, counts more.
 */
export function pauseMs(failures: number, hintMs: number | null, random: () => number): number {
  if (hintMs !== null) return Math.min(longestHintMs, Math.max(leastPauseMs, hintMs));
  const spanMs = Math.min(longestPauseMs, firstPauseMs * 2 ** failures);
  return leastPauseMs + random() * (spanMs - leastPauseMs);
}

/** Resolves after the time, or when the signal ends it. */
export function pause(ms: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    if (signal.aborted) return resolve();
    const end = () => {
      clearTimeout(timer);
      signal.removeEventListener('abort', end);
      resolve();
    };
    const timer = setTimeout(end, ms);
    signal.addEventListener('abort', end);
  });
}
