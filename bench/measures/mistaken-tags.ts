/** Measures what a gateway with a mistaken template leaves in the server's memory. */
import { setTimeout as pause } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { type Bench, say } from '../bench.ts';
import { HttpClient } from '../load/http-client.ts';
import { type Site, withSite } from '../site/site.ts';
import { whole } from '../statistics.ts';

const tags = 100_000;
const batch = 1_000;
/** Six minutes each: a sensor is let go after ten to fifteen minutes of silence. */
const leaps = 4;
/** Between two leaps: the round that lets go looks at the clock every two seconds. */
const leapPauseMs = 5_000;
const mostShare = 0.25;
const ingest = 'mutation ($r: [ReadingInput!]!) { ingestReadings(readings: $r) { accepted } }';
const clock = fileURLToPath(new URL('../load/leaping-clock.mjs', import.meta.url));

export const mistakenTags: Bench = {
  name: 'tags',
  about: `resident memory of the server before, with and after ${whole(tags)} tags that do not exist, one reading each`,
  run: ({ profileDir }) =>
    withSite(
      {
        profileDir,
        env: { NODE_OPTIONS: `--expose-gc --import=${clock}`, ANDON_NEW_SENSORS_PER_HOUR: String(10 * tags) },
      },
      async (site) => {
        const client = new HttpClient(site.url, 1);
        await send(client, 'WARM', batch);
        const before = await settled(site);
        say(`tags: ${whole(before)} MB before`);
        for (let first = 0; first < tags; first += batch) await send(client, `WRONG-${first}`, batch);
        await pause(3_000);
        while ((await health(client)).backlogBatches > 0) await pause(200);
        const remembered = (await health(client)).sensorsInMemory;
        const full = await site.serverMb();
        say(`tags: ${whole(full)} MB with ${whole(remembered)} sensors in memory`);
        for (let leap = 0; leap < leaps; leap++) {
          process.kill(site.server.pid, 'SIGUSR2');
          await pause(leapPauseMs);
        }
        const left = (await health(client)).sensorsInMemory;
        const after = await settled(site);
        client.close();
        const share = (after - before) / (full - before);
        return [
          {
            what: 'resident memory of the server after 100,000 mistaken tags, a quarter of an hour later',
            measured: `${whole(after)} MB, ${whole(left)} sensors in memory`,
            floor: `${whole(before)} MB before, ${whole(full)} MB with them`,
            ratio: `${whole(100 * share)} % of it stays`,
            goal: `≤ ${100 * mostShare} %`,
            met: share <= mostShare,
          },
        ];
      },
    ),
};

async function send(client: HttpClient, equipmentId: string, count: number): Promise<void> {
  const timestamp = new Date().toISOString();
  const r = Array.from({ length: count }, (_, i) => ({ equipmentId, sensorType: `tag_${i}`, value: i, timestamp }));
  const { ingestReadings } = await client.query<{ ingestReadings: { accepted: number } }>(ingest, { r });
  if (ingestReadings.accepted !== count) throw new Error(`only ${ingestReadings.accepted} of ${count} were taken`);
}

async function health(client: HttpClient): Promise<{ backlogBatches: number; sensorsInMemory: number }> {
  const { pipelineHealth } = await client.query<{
    pipelineHealth: { sensorsInMemory: number; queues: readonly { name: string; depth: number }[] };
  }>('{ pipelineHealth { sensorsInMemory queues { name depth } } }');
  const backlogBatches = pipelineHealth.queues.find(({ name }) => name === 'pipeline')?.depth ?? 0;
  return { backlogBatches, sensorsInMemory: pipelineHealth.sensorsInMemory };
}

/** Until it falls no more: the process gives memory back late. */
async function settled(site: Site): Promise<number> {
  let least = await site.serverMb();
  for (let since = 0; since < 4; since++) {
    await pause(1_000);
    const mb = await site.serverMb();
    if (mb < least - 1) since = 0;
    least = Math.min(least, mb);
  }
  return least;
}
