/** Measures the delivery of one event to thousands of subscribers: CPU time and latency. */
import { setTimeout as delay } from 'node:timers/promises';
import { type Bench, type BenchOptions, type Figure, say } from '../bench.ts';
import { startFloorServer } from '../floor/start-floor.ts';
import { recommendationWriter } from '../load/recommendation-writer.ts';
import { openScreens } from '../load/start-screens.ts';
import { type Site, withSite } from '../site/site.ts';
import { countStatements, statementCounter } from '../site/statements.ts';
import { cpuSeconds } from '../site/usage.ts';
import { percentile, rounded, whole } from '../statistics.ts';

const many = 2_000;
const latencyScreens = 1_000;
const mostScreens = 10_000;
const defaultRounds = 200;
const warmUpShare = 0.25;
const pauseMs = 20;
const defaultIdleSeconds = 60;
const query =
  'subscription { recommendationEvents(kinds: [CREATED]) { cursor kind occurredAt recommendation { recommendationId siteId equipmentId issueType severity issueDescription recommendedAction confidenceScore status version createdAt } } }';

export const fanOut: Bench = {
  name: 'fanout',
  about: `one event to ${whole(many)} subscribers, ${defaultRounds} times; ${whole(mostScreens)} open subscriptions`,
  run: async (options) => [...(await deliveries(options)), ...(await openSubscriptions(options))],
};

interface Target {
  readonly url: string;
  readonly pid: number;
  readonly query?: string;
  readonly makeEvent: () => Promise<unknown>;
}

async function deliveries({ rounds = defaultRounds, profileDir }: BenchOptions): Promise<Figure[]> {
  return withSite({ profileDir }, async (site) => {
    const writer = await site.database.connect({ applicationName: 'bench writer' });
    const product = { url: site.url, pid: site.server.pid, query, makeEvent: recommendationWriter(writer, 'FAN') };
    say(`fanout: the server, ${rounds} events to ${many} subscribers`);
    const own = await cpuPerDelivery(product, rounds);
    const notify = (payload: string) => () => writer.query('SELECT pg_notify($1, $2)', ['floor_alert', payload]);

    say('fanout: ws.send of the same bytes');
    const relay = await startFloorServer('relay', site.dataDir);
    const bare = { url: relay.url, pid: relay.pid, makeEvent: notify(own.sample) };
    const floor = await cpuPerDelivery(bare, rounds);

    say('fanout: stock graphql-ws, one execution each');
    const stockServer = await startFloorServer('stock-graphql-ws', site.dataDir);
    const { payload }: { payload: { data: { recommendationEvents: unknown } } } = JSON.parse(own.sample);
    const event = JSON.stringify(payload.data.recommendationEvents);
    const stock = await cpuPerDelivery({ ...stockServer, query, makeEvent: notify(event) }, rounds);
    await stockServer.stop();

    say(`fanout: latency to the last of ${latencyScreens}`);
    const ownLast = await lastArrivals(product, rounds);
    const floorLast = await lastArrivals(bare, rounds);
    await Promise.all([relay.stop(), writer.end()]);
    const last = percentile(ownLast, 0.99);
    return [
      {
        what: `fan-out to ${whole(many)} subscribers, CPU of a delivery, beside ws.send of the same bytes`,
        measured: `${rounded(own.us)} µs`,
        floor: `${rounded(floor.us)} µs`,
        ratio: `${rounded(own.us / floor.us)} ×`,
        goal: '≤ 2 ×',
        met: own.us <= 2 * floor.us,
      },
      {
        what: `the same, beside stock graphql-ws with one execution each`,
        measured: `${rounded(own.us)} µs`,
        floor: `${rounded(stock.us)} µs`,
        ratio: `${rounded(own.us / stock.us)} ×`,
        goal: '≤ 1/3',
        met: own.us * 3 <= stock.us,
      },
      {
        what: `event written by SQL to the last of ${whole(latencyScreens)} screens, p99`,
        measured: `${rounded(last, 1)} ms, p50 ${rounded(percentile(ownLast, 0.5), 1)} ms`,
        floor: `${rounded(percentile(floorLast, 0.99), 1)} ms, p50 ${rounded(percentile(floorLast, 0.5), 1)} ms`,
        ratio: `${rounded(last / percentile(floorLast, 0.99))} ×`,
        goal: '≤ 50 ms',
        met: last <= 50,
      },
    ];
  });
}

/** CPU time of the server's process for each delivery, in µs, and one delivered message. */
async function cpuPerDelivery(
  target: Target,
  rounds: number,
): Promise<{ readonly us: number; readonly sample: string }> {
  const screens = await openScreens({ ...target, count: many }, target.makeEvent);
  for (let i = 0; i < rounds * warmUpShare; i++) await screens.deliver(target.makeEvent);
  const before = await cpuSeconds(target.pid);
  for (let i = 0; i < rounds; i++) await screens.deliver(target.makeEvent);
  const spentS = (await cpuSeconds(target.pid)) - before;
  screens.close();
  return { us: (spentS * 1e6) / (rounds * many), sample: screens.sample };
}

/** From just before the event is written to its arrival at the last screen, in ms; paced, as events are. */
async function lastArrivals(target: Target, rounds: number): Promise<number[]> {
  const screens = await openScreens({ ...target, count: latencyScreens }, target.makeEvent);
  const last: number[] = [];
  for (let i = 0; i < rounds; i++) {
    last.push((await screens.deliver(target.makeEvent)).at(-1) ?? Number.NaN);
    await delay(pauseMs);
  }
  screens.close();
  return last;
}

async function openSubscriptions({ seconds = defaultIdleSeconds, profileDir }: BenchOptions): Promise<Figure[]> {
  return withSite({ profileDir, preload: statementCounter }, async (site) => {
    const writer = await site.database.connect({ applicationName: 'bench writer' });
    const emptyMb = await site.serverMb();
    const emptyRate = await statementsAMinute(site, seconds);
    say(`fanout: ${mostScreens} open subscriptions`);
    const makeEvent = recommendationWriter(writer, 'OPEN');
    const screens = await openScreens({ url: site.url, query, count: mostScreens }, makeEvent);
    const openRate = await statementsAMinute(site, seconds);
    const openMb = await site.serverMb();
    screens.close();
    await writer.end();
    return [
      {
        what: `${whole(mostScreens)} open subscriptions, a socket each: resident memory of the server`,
        measured: `${whole(openMb)} MB`,
        floor: `${whole(emptyMb)} MB with none`,
        ratio: '',
        goal: '≤ 400 MB',
        met: openMb <= 400,
      },
      {
        what: `${whole(mostScreens)} open subscriptions: database statements a minute while idle`,
        measured: whole(openRate),
        floor: `${whole(emptyRate)} with none`,
        ratio: `${rounded(openRate / emptyRate)} ×`,
        goal: 'the same',
        // The stage recorder may or may not write within the minute.
        met: openRate <= emptyRate * 1.1,
      },
    ];
  });
}

async function statementsAMinute(site: Site, seconds: number): Promise<number> {
  return ((await countStatements(site, seconds)) * 60) / seconds;
}
