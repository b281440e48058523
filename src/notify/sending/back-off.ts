/** How long a message that failed waits, and its sink with it. */

/** In ms: the first wait, and the longest; each is twice the one before, spread over half to one and a half of that. */
const firstMs = 1_000;
const longestMs = 300_000;

/** `random` in [0, 1). */
export function waitAfter(failures: number, random: () => number): number {
  const doubled = firstMs * 2 ** Math.min(failures - 1, 20);
  return Math.min(longestMs, doubled) * (0.5 + random());
}
