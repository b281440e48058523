/** Measures how long large arguments keep the server from answering others. */
import { type Bench, type Figure, say } from '../bench.ts';
import { HttpClient } from '../load/http-client.ts';
import { withSite } from '../site/site.ts';
import { percentile, rounded } from '../statistics.ts';

const defaultRounds = 10;
const goalMs = 50;
const pauseMs = 1;
/** Without load, long enough to meet what the machine itself does meanwhile. */
const idleMs = 1_000;

const list = <Item>(length: number, item: (i: number) => Item): Item[] => Array.from({ length }, (_, i) => item(i));
const filter = 'query ($f: EquipmentFilter) { equipmentList(filter: $f, first: 1) { edges { cursor } } }';
const body = (query: string, variables: unknown = {}): string => JSON.stringify({ query, variables });
const members = (count: number) => Object.fromEntries(list(count, (i) => [`E${i}`, 1]));

/** Each as large as the request may be, or larger; readings have measurements of their own. */
const kinds: Readonly<Record<string, string>> = {
  'ids, 10,000 taken': body(filter, { f: { equipmentIds: list(10_000, (i) => `MACHINE-${i}`) } }),
  'ids, 900,000': body(filter, { f: { equipmentIds: list(900_000, (i) => `E${i}`) } }),
  'ids of 1 MB': body(filter, { f: { equipmentIds: list(90_000, (i) => `E${i}`) } }),
  'members nobody knows, 1 MB': body(filter, { f: members(80_000) }),
  'values that do not fit': body(filter, { f: { equipmentIds: list(10_000, () => ({ a: 1 })) } }),
  'one text of 1 MB': body(filter, { f: { equipmentIds: ['x'.repeat(999_000)] } }),
  'nested JSON, 1 MB': `{"query":"{ __typename }","variables":{"a":${'['.repeat(490_000)}${']'.repeat(490_000)}}}`,
  'nested values': body(
    `{ equipmentList(filter: { equipmentIds: ${'['.repeat(40_000)}${']'.repeat(40_000)} }) { edges { cursor } } }`,
  ),
  'nested inline fragments': body(`${'{...'.repeat(15_000)}{a}${'}'.repeat(15_000)}`),
  'ring of fragments': body(
    `{...F0} ${list(2_000, (i) => `fragment F${i} on Query {...F${(i + 1) % 2_000}}`).join(' ')}`,
  ),
  'tokens, 10,000': body(
    `{ equipmentList(filter: { equipmentIds: [${'"E" '.repeat(9_900)}] }, first: 1) { edges { cursor } } }`,
  ),
  'fields of one name': body(`{ ${'a: recommendationEventHead '.repeat(990)} }`),
  'variables nobody uses': body(`query (${list(2_400, (i) => `$v${i}:Int`).join(' ')}) { __typename }`),
  comments: body(`{ __typename } ${'#\\n'.repeat(45_000)}`),
  'the dearest root fields': body(`{ ${list(39, (i) => `a${i}: latency { stage }`).join(' ')} }`),
};

export const largeArguments: Bench = {
  name: 'arguments',
  about: `the longest wait of others while a request with one kind of large argument is answered, ${defaultRounds} times each`,
  run: ({ rounds = defaultRounds, profileDir }) =>
    withSite({ profileDir }, async ({ url }) => {
      const idle = await longestWait(url, () => new Promise((resolve) => setTimeout(resolve, idleMs)));
      const figures: Figure[] = [];
      for (const [kind, text] of Object.entries(kinds)) {
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
  const asked = body('{ __typename }');
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
