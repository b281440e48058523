/** Measures how long large arguments keep the server from answering others. */
import { type Bench, type Figure, say } from '../bench.ts';
import { HttpClient } from '../load/http-client.ts';
import { largeArguments } from '../load/large-arguments.ts';
import { withSite } from '../site/site.ts';
import { percentile, rounded } from '../statistics.ts';

const defaultRounds = 10;
const goalMs = 50;
const pauseMs = 1;
/** Without load, long enough to meet what the machine itself does meanwhile. */
const idleMs = 1_000;

export const argumentsBench: Bench = {
  name: 'arguments',
  about: `the longest wait of others while a request with one kind of large argument is answered, ${defaultRounds} times each`,
  run: ({ rounds = defaultRounds, profileDir }) =>
    withSite({ profileDir }, async ({ url }) => {
      const idleOnce = () => longestWait(url, () => new Promise((resolve) => setTimeout(resolve, idleMs)));
      // The first time compiles what the second measures.
      await idleOnce();
      const idle = await idleOnce();
      const figures: Figure[] = [];
      for (const [kind, text] of Object.entries(largeArguments)) {
        const client = new HttpClient(url, 1);
        const waits: number[] = [];
        // The first round compiles what the others measure.
        for (let round = -1; round < rounds; round++) {
          const wait = await longestWait(url, () => client.post(text).catch(() => undefined));
          if (round >= 0) waits.push(wait);
        }
        client.close();
        const median = percentile(waits, 0.5);
        say(`arguments: ${kind}: ${rounded(median)} ms`);
        figures.push({
          what: `large argument, ${kind}: longest wait of others`,
          measured: `p50 ${rounded(median)} ms, at most ${rounded(Math.max(...waits))} ms`,
          floor: `${rounded(idle)} ms without`,
          ratio: '',
          goal: `p50 ≤ ${goalMs} ms`,
          met: median <= goalMs,
        });
      }
      return figures;
    }),
};

/** Of requests one after the other that ask for nothing but an answer, beginning before the work and ending after it. */
async function longestWait(url: string, work: () => Promise<unknown>): Promise<number> {
  const other = new HttpClient(url, 1);
  const asked = '{"query":"{ __typename }"}';
  let isOver = false;
  let longest = 0;
  const asking = (async () => {
    while (!isOver) {
      const startMs = performance.now();
      await other.post(asked);
      longest = Math.max(longest, performance.now() - startMs);
      await new Promise((resolve) => setTimeout(resolve, pauseMs));
    }
  })();
  await work();
  isOver = true;
  await asking;
  other.close();
  return longest;
}
