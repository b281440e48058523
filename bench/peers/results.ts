/** Writes bench/RESULTS.md and its plot from the measured comparison. */
import { readFile, writeFile } from 'node:fs/promises';
import { cpus } from 'node:os';
import { rounded } from '../statistics.ts';
import type { Delivery } from './deliver.ts';
import type { LostListener } from './lost-listener.ts';
import { plot } from './plot.ts';

export interface PeerResult {
  readonly name: string;
  readonly deliveries: readonly Delivery[];
  readonly lost: LostListener;
}

const report = new URL('../RESULTS.md', import.meta.url);
const picture = new URL('results.svg', import.meta.url);
const packages = ['postgraphile', 'mercurius', 'graphql-yoga', 'graphql-ws', 'pg'];

/** Writes bench/RESULTS.md and its plot. */
export async function writeResults(results: readonly PeerResult[], events: number): Promise<void> {
  const counts = results[0]?.deliveries.map(({ subscribers }) => subscribers) ?? [];
  const table = (title: string, cell: (delivery: Delivery) => string): string =>
    [
      `| ${title} | ${counts.map((count) => `${count.toLocaleString('en-US')} subscriber${count === 1 ? '' : 's'}`).join(' | ')} |`,
      `| --- |${counts.map(() => ' --- |').join('')}`,
      ...results.map(({ name, deliveries }) => `| ${name} | ${deliveries.map(cell).join(' | ')} |`),
    ].join('\n');
  await writeFile(
    report,
    `# Beside others

One recommendation is inserted by SQL; how long until each subscriber has it, and what it costs the server. All servers run on the
same Node ${process.version} and the same PostgreSQL, one after the other, on ${cpus().length} × ${cpus()[0]?.model ?? 'unknown'}; the
subscribers are plain sockets in a process of their own. PostGraphile serves by its pgSubscriber, Mercurius by its pubsub, Yoga by
createPubSub and graphql-ws, and Yoga also answers those who poll. The insert and its triggers are the same for all: the others hear the
notification \`new_ml_recommendation\`, whose payload holds the whole recommendation, so that none has to read a row. ${events} events each; those
who poll ask once a second, each at its own time, with an event each half second, a tenth as many. Versions: ${(await versions()).join(', ')}.

![p99 latency and CPU of a delivery by number of subscribers](peers/results.svg)

${table('latency p50 / p99', ({ p50Ms, p99Ms }) => `${rounded(p50Ms, 1)} / ${rounded(p99Ms, 1)} ms`)}

${table('CPU of the server for a delivery', ({ cpuUs }) => `${rounded(cpuUs, 0)} µs`)}

With one subscriber a delivery pays for the whole event and for whatever the server does besides; Andon reads every event back from
its log, in order, keeps its listener under watch, and runs its pipeline in the same process. The figures are of one run.

## When the listener is killed

\`pg_terminate_backend\` for the connection that listens (of the poller: for all of its connections), then 20 recommendations
within 5 s; 10 s after the last of them 5 more; and 5 after the screen has subscribed anew.

| | received of those after the kill | of those later | after subscribing anew | subscription | server |
| --- | --- | --- | --- | --- | --- |
${results.map(lostRow).join('\n')}

Mercurius and Yoga bring no listener: theirs is a \`pg\` client as its manual shows it, with its errors heard, but not connected again.
A server that adds that still loses what was notified in between. PostGraphile ends its subscriptions on purpose, because it may have missed
something. \`npm ci && npm start\` in bench/peers measures again.
`,
  );
  await writeFile(
    picture,
    plot(
      [
        { title: 'latency p99, ms', lines: lines(results, ({ p99Ms }) => p99Ms) },
        { title: 'CPU of a delivery, µs', lines: lines(results, ({ cpuUs }) => cpuUs) },
      ],
      'subscribers',
    ),
  );
}

function lostRow({ name, lost }: PeerResult): string {
  const of = (received: number, written: number): string => `${received} of ${written}`;
  return `| ${name} | ${of(lost.received, lost.written)} | ${of(lost.receivedLater, lost.writtenLater)} | ${of(lost.receivedAgain, lost.writtenLater)} | ${lost.subscription} | ${lost.server} |`;
}

function lines(results: readonly PeerResult[], of: (delivery: Delivery) => number) {
  return results.map(({ name, deliveries }) => ({
    name,
    points: deliveries.map((delivery) => ({ x: delivery.subscribers, y: of(delivery) })),
  }));
}

async function versions(): Promise<string[]> {
  return Promise.all(
    packages.map(async (name) => {
      const { version }: { version: string } = JSON.parse(
        await readFile(new URL(`node_modules/${name}/package.json`, import.meta.url), 'utf8'),
      );
      return `${name} ${version}`;
    }),
  );
}
