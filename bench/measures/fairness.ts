/** Measures what a key that floods costs the clients of another site. */
import { setTimeout as pause } from 'node:timers/promises';
import { newKeyToken } from '../../src/auth/key-token.ts';
import { insertApiKey, limitApiKeys } from '../../src/db/access/api-keys.ts';
import type { KeyLimits, Scope } from '../../src/domain/access.ts';
import { type Bench, type Figure, say } from '../bench.ts';
import { openAlerts } from '../load/alerts.ts';
import { HttpClient } from '../load/http-client.ts';
import { type FloodKind, startFlood } from '../load/start-flood.ts';
import { type Site, withSite } from '../site/site.ts';
import { percentile, rounded, whole } from '../statistics.ts';

const defaultRounds = 300;
const warmUpRounds = 50;
/** With and without take turns, so that a machine that is slower for some seconds is so for both. */
const turns = 3;
const pauseMs = 20;
/** What a holder may take at once is gone after so many further alerts, half a second apart. */
const burstAlerts = 16;
const burstPauseMs = 500;
/** While a flood ends, and shortly afterwards: connections that say nothing for five seconds would be closed. */
const calmingAlerts = 60;
const calmAlerts = 4;
const goal = 1.5;
/** What is said of the key that floods: four times what a line of 500 sensors sends, and twenty screens. */
const limits: KeyLimits = { readingsPerSecond: 2_000, operationsPerSecond: 100 };

const kinds: Readonly<Record<FloodKind, string>> = {
  readings: 'readings by 32 connections',
  questions: 'pages of 500 machines by 32 connections',
  messages: 'the same on 32 WebSockets, without waiting',
  attacks: 'large arguments of every kind by 32 connections',
};

type Latencies = Readonly<Record<'question' | 'alert', number[]>>;

export const fairness: Bench = {
  name: 'fairness',
  about: `questions and alerts of one site while a key of another floods, ${defaultRounds} times each`,
  run: ({ rounds = defaultRounds, profileDir }) =>
    withSite({ profileDir, env: { ANDON_AUTH: 'keys' } }, async (site) => {
      const gateway = await keyOf(site, 'flood', 'gateway', ['ingest'], limits);
      const screen = await keyOf(site, 'flood', 'screen', ['read', 'decide'], limits);
      const other = await keyOf(site, 'quiet', 'other', ['read', 'ingest']);
      await known(site, other);
      const figures: Figure[] = [];
      for (const kind of ['readings', 'questions', 'messages', 'attacks'] as const) {
        const { quiet, flooded, told } = await compare(site, {
          kind,
          flooder: kind === 'readings' ? gateway : screen,
          other,
          rounds,
        });
        say(`fairness: ${kinds[kind]}: ${told}`);
        for (const what of ['question', 'alert'] as const) {
          figures.push(
            ...figuresOf(`${what} of another site while a key floods with ${kinds[kind]}`, quiet[what], flooded[what]),
          );
        }
      }
      return figures;
    }),
};

async function compare(
  { url }: Site,
  { kind, flooder, other, rounds }: { kind: FloodKind; flooder: string; other: string; rounds: number },
): Promise<{ quiet: Latencies; flooded: Latencies; told: string }> {
  const each = Math.ceil(rounds / turns);
  const alerts = await openAlerts(
    url,
    `OTHER-${kind}`,
    warmUpRounds + turns * (2 * each + burstAlerts + calmingAlerts),
    other,
  );
  const client = new HttpClient(url, 1, other);
  const measureInto = async (latencies: Latencies): Promise<void> => {
    for (let round = 0; round < each; round++) {
      const from = performance.now();
      await client.query('{ equipmentList(first: 50) { edges { node { id } } } }');
      latencies.question.push(performance.now() - from);
      await pause(pauseMs / 2);
      latencies.alert.push(...(await alerts.measure(1, pauseMs)));
    }
  };
  await alerts.measure(warmUpRounds, 0);
  const quiet: Latencies = { question: [], alert: [] };
  const flooded: Latencies = { question: [], alert: [] };
  const told: string[] = [];
  for (let turn = 0; turn < turns; turn++) {
    await measureInto(quiet);
    const flood = startFlood(url, flooder, kind);
    const first = await alerts.measure(burstAlerts, burstPauseMs);
    await measureInto(flooded);
    const { answered, refused, elapsedS } = await meanwhile(flood.stop(), () => alerts.measure(1, burstPauseMs));
    const [middle, slowest] = [percentile(first, 0.5), Math.max(...first)];
    told.push(`first seconds p50 ${rounded(middle)} ms, at most ${rounded(slowest)} ms`);
    told.push(`${whole(answered / elapsedS)} answers a second, ${whole((100 * refused) / answered)} % RATE_LIMITED`);
  }
  await alerts.close();
  client.close();
  return { quiet, flooded, told: told.join('; ') };
}

/** Does something again and again until the other is done, and some times more. */
async function meanwhile<Result>(other: Promise<Result>, again: () => Promise<unknown>): Promise<Result> {
  let isOver = false;
  const note = () => {
    isOver = true;
  };
  other.then(note, note);
  for (let left = calmingAlerts - calmAlerts; left > 0 && !isOver; left--) await again();
  for (let left = calmAlerts; left > 0; left--) await again();
  return other;
}

function figuresOf(what: string, quiet: readonly number[], flooded: readonly number[]): Figure[] {
  return ([0.5, 0.99] as const).map((share) => {
    const [measured, floor] = [percentile(flooded, share), percentile(quiet, share)];
    const ratio = measured / floor;
    const name = `p${share * 100}`;
    return {
      what: `${what}, ${name}`,
      measured: `${rounded(measured)} ms`,
      floor: `${rounded(floor)} ms without`,
      ratio: `${rounded(ratio)} ×`,
      goal: `≤ ${goal} ×`,
      met: ratio <= goal,
    };
  });
}

async function keyOf(
  { database }: Site,
  siteId: string,
  name: string,
  scopes: readonly Scope[],
  of?: KeyLimits,
): Promise<string> {
  const { id, token, secretHash } = newKeyToken();
  await insertApiKey(database.pool, { id, name, secretHash, scopes, siteIds: [siteId], expiresAtMs: null });
  if (of !== undefined) await limitApiKeys(database.pool, [id], of);
  return token;
}

/** Servers hear of a key within a second. */
async function known({ url }: Site, key: string): Promise<void> {
  const client = new HttpClient(url, 1, key);
  while (!(await client.post('{"query":"{ caller { operatorId } }"}')).includes('operatorId":')) await pause(50);
  client.close();
}
