/** Runs the comparison with other ways to bring recommendations to screens, peer after peer. */
import { parseArgs } from 'node:util';
import { buildServer } from '../site/server.ts';
import { withSite } from '../site/site.ts';
import { rounded } from '../statistics.ts';
import { type Delivery, measureDelivery } from './deliver.ts';
import { killListener } from './lost-listener.ts';
import { andon, peerKinds, startPeer } from './peer.ts';
import { type PeerResult, writeResults } from './results.ts';
import { openWriter } from './writer.ts';

const { values: options } = parseArgs({
  options: { only: { type: 'string', multiple: true }, events: { type: 'string', default: '500' } },
});
const events = Number(options.events);
const subscribers = [1, 100, 1_000];
/** Paths are the repository's. */
process.chdir(new URL('../..', import.meta.url).pathname);
buildServer();

const results: PeerResult[] = [];
// A database of its own for each: recommendations that wait make every later one a little dearer.
for (const kind of ['andon', ...peerKinds] as const) {
  if (options.only !== undefined && !options.only.includes(kind)) continue;
  await withSite({}, async (site) => {
    const peer = kind === 'andon' ? andon(site) : await startPeer(kind, site);
    const writer = await openWriter(site);
    try {
      console.error(peer.name);
      const deliveries: Delivery[] = [];
      for (const count of subscribers) {
        const delivery = await measureDelivery(peer, writer, count, events);
        const { p50Ms, p99Ms, cpuUs } = delivery;
        console.error(`  ${count}: p50 ${rounded(p50Ms)} p99 ${rounded(p99Ms)} ms, ${rounded(cpuUs)} µs a delivery`);
        deliveries.push(delivery);
      }
      const lost = await killListener(peer, site, writer);
      console.error(`  listener killed: ${JSON.stringify(lost)}`);
      results.push({ name: peer.name, deliveries, lost });
    } finally {
      await writer.close();
      await peer.stop();
    }
  });
}
if (options.only === undefined) await writeResults(results, events);
