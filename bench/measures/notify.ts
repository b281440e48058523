/** Measures what it costs an alert and its reading that alarms are told outside: the same site with its route switched on and off in turns. */
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { type Bench, type Figure, say } from '../bench.ts';
import { openAlerts } from '../load/alerts.ts';
import { HttpClient } from '../load/http-client.ts';
import { withSite } from '../site/site.ts';
import { percentile, rounded } from '../statistics.ts';

const pauseMs = 20;
const defaultRounds = 300;
const warmUpRounds = 50;
/** On and off take turns, so that a machine that is slower for some seconds is so for both. */
const turns = 10;
const mostRatio = 1.1;

export const notify: Bench = {
  name: 'notify',
  about: `a reading to its recommendation, ${defaultRounds} times each while its alarm is told to a webhook and while no route is on`,
  run: async ({ rounds = defaultRounds, profileDir }) => {
    const receiver = await startReceiver();
    try {
      return await withSite({ profileDir, env: { ANDON_NOTIFY_TRUSTED_HOSTS: '127.0.0.1' } }, async ({ url }) => {
        say(`notify: ${rounds} rounds each with and without a route`);
        const http = new HttpClient(url, 1);
        const secret = `whsec_${Buffer.alloc(32, 1).toString('base64')}`;
        await http.query('mutation ($input: WebhookSinkInput!) { setWebhookSink(input: $input) { name } }', {
          input: { name: 'bench', url: receiver.url, secret },
        });
        const route = (isEnabled: boolean) =>
          http.query('mutation ($input: NotifyRouteInput!) { setNotifyRoute(input: $input) { name } }', {
            input: { name: 'all', isEnabled, steps: [{ sink: 'bench' }] },
          });
        const alerts = await openAlerts(url, 'NOTIFY', warmUpRounds + 2 * rounds + turns);
        await route(true);
        await alerts.measure(warmUpRounds, pauseMs);
        const off: number[] = [];
        const on: number[] = [];
        const each = Math.ceil(rounds / turns);
        for (let turn = 0; turn < turns; turn++) {
          await route(false);
          off.push(...(await alerts.measure(each, pauseMs)));
          await route(true);
          on.push(...(await alerts.measure(each, pauseMs)));
        }
        await alerts.close();
        const { notifySinks } = await http.query<{ notifySinks: { waiting: number }[] }>('{ notifySinks { waiting } }');
        http.close();
        say(`notify: ${receiver.count()} messages taken, ${notifySinks[0]?.waiting ?? 0} wait`);
        return [figure('p50', off, on, 0.5), figure('p99', off, on, 0.99)];
      });
    } finally {
      await receiver.close();
    }
  },
};

function figure(name: string, off: readonly number[], on: readonly number[], share: number): Figure {
  const [without, told] = [percentile(off, share), percentile(on, share)];
  const ratio = told / without;
  return {
    what: `alert latency while its alarm is told to a webhook, idle, ${name}`,
    measured: `${rounded(told)} ms`,
    floor: `without a route ${rounded(without)} ms`,
    ratio: `${rounded(ratio)} ×`,
    goal: name === 'p50' ? `≤ ${mostRatio} ×` : '',
    met: name === 'p50' ? ratio <= mostRatio : null,
  };
}

/** Takes whatever comes. */
async function startReceiver() {
  let taken = 0;
  const server = createServer((request, response) => {
    request.resume().on('end', () => {
      taken += 1;
      response.writeHead(204).end();
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}/`,
    count: () => taken,
    close: async () => {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}
