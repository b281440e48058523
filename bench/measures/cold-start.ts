/** Measures how long the server takes from an empty folder to its first answer. */
import type { Bench } from '../bench.ts';
import { withSite } from '../site/site.ts';
import { whole } from '../statistics.ts';

const goalMs = 5_000;

export const coldStart: Bench = {
  name: 'start',
  about: 'from an empty folder to the first answer',
  run: ({ profileDir }) =>
    withSite({ profileDir, fromSources: true }, async ({ server: { startedMs } }) => [
      {
        what: 'cold start: empty folder to first answer',
        measured: `${whole(startedMs)} ms`,
        floor: '',
        ratio: '',
        goal: `≤ ${whole(goalMs)} ms`,
        met: startedMs <= goalMs,
      },
    ]),
};
