import { mkdir } from 'node:fs/promises';
import path from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { IngestReadings, PipelineHealthQuery } from '../support/clients/operations.ts';
import { embeddedUrl, removeData } from '../support/database/embedded.ts';
import { startOwnCluster } from '../support/database/own-cluster.ts';
import { byForm, count, noteFault } from '../support/fault-form.ts';
import { reading } from '../support/readings/readings.ts';
import { type OwnSite, startOwnSite } from '../support/server/own-site.ts';
import { canMount, mountSmallDisk, type SmallDisk } from '../support/server/tmpfs.ts';
import { startTraffic } from '../support/server/traffic.ts';
import { until } from '../support/until.ts';

const rounds = byForm({ short: 1, long: 5 });
const timeoutMs = byForm({ short: 120_000, long: 600_000 });

/** Whether a request is refused now, and as it has to be. */
async function isRefused({ http }: OwnSite): Promise<boolean> {
  const { errors } = await http.execute(IngestReadings, { readings: [reading('PROBE', 'flow', 1)] });
  if (errors === undefined) return false;
  expect(errors).toMatchObject([{ extensions: { code: 'UNAVAILABLE', retryAfterMs: expect.any(Number) } }]);
  return true;
}

/** To who balances load, to screens and to senders, in these words. */
async function isTold({ server, http }: OwnSite): Promise<void> {
  const words = 'the database takes no writes: its disk is full';
  let told = '';
  await until(
    '/readyz says that the disk is full',
    async () => {
      const answer = await fetch(`${server.url}/readyz`);
      told = await answer.text();
      return answer.status === 503 && told.includes(words);
    },
    { withinMs: 10_000, state: () => told },
  );
  await until(
    'health says so, too',
    async () => (await http.request(PipelineHealthQuery, {})).pipelineHealth.reasons.includes(words),
    { withinMs: 10_000 },
  );
  // What fits into a page that is there already is still stored.
  let refusal = '';
  await until(
    'a sender is told why',
    async () => {
      const { errors } = await http.execute(IngestReadings, { readings: [reading('PROBE', 'flow', 1)] });
      refusal = errors?.[0]?.message ?? refusal;
      return refusal.includes(words.slice(1));
    },
    { withinMs: 10_000, state: () => refusal },
  );
}

async function fillAndClear(site: OwnSite, disk: SmallDisk, survives: boolean): Promise<string> {
  const traffic = await startTraffic(site, { name: 'FULL', screens: 3, clients: 2 });
  const backAfterMs: number[] = [];
  let refused = 0;
  for (let round = 0; round < rounds; round += 1) {
    await traffic.flows(500);
    await disk.fill();
    await until('a reading is refused', () => isRefused(site), { withinMs: 90_000 });
    if (survives && round === 0) await isTold(site);
    for (let probe = 0; probe < 20; probe += 1) if (await isRefused(site)) refused += 1;
    expect(site.server.running()).toBe(true);
    await disk.clear();
    const clearedMs = performance.now();
    await traffic.flows(300);
    backAfterMs.push(performance.now() - clearedMs);
    await until('it is ready again by itself', async () => (await fetch(`${site.server.url}/readyz`)).ok, {
      withinMs: 10_000,
    });
  }
  const proof = await traffic.prove();
  for (const { ledger } of [traffic.patient, traffic.hasty, traffic.alarms]) {
    expect([...ledger.failures.keys()].filter((kind) => kind !== 'UNAVAILABLE')).toEqual([]);
  }
  expect(proof.failedRequests).toBeGreaterThan(0);
  return (
    `${count(proof.readings)} acknowledged readings, 0 lost, 0 twice; ${count(proof.failedRequests + refused)} requests told ` +
    `UNAVAILABLE with retryAfterMs; ${count(proof.events)} events to each screen, 0 gaps; went on by itself, 300 readings after at ` +
    `most ${Math.round(Math.max(...backAfterMs))} ms`
  );
}

describe.runIf(await canMount())('The disk is full', () => {
  it(
    'of the user’s own PostgreSQL: nothing is acknowledged that is not stored, and it goes on when there is room again',
    async (context) => {
      const disk = await mountSmallDisk(200);
      const folder = path.join(disk.folder, 'data');
      await mkdir(folder, { mode: 0o755 });
      const cluster = await startOwnCluster({ folder, walElsewhere: true });
      onTestFinished(() => cluster.close());
      const site = await startOwnSite({ databaseUrl: cluster.url, sqlUrl: () => cluster.adminUrl });
      const seen = await fillAndClear(site, disk, true);
      noteFault(context, {
        done: `a disk of 200 MB filled under load × ${rounds}, then cleared; PostgreSQL of the user's own, its write-ahead log on another disk`,
        seen,
      });
    },
    timeoutMs,
  );

  it(
    'of the embedded PostgreSQL, which may die of it: the server brings it back when there is room again',
    async (context) => {
      const disk = await mountSmallDisk(400);
      const dataDir = path.join(disk.folder, 'data');
      await mkdir(dataDir, { mode: 0o755 });
      onTestFinished(() => removeData(dataDir));
      const site = await startOwnSite({ env: { ANDON_DATA_DIR: dataDir }, sqlUrl: () => embeddedUrl(dataDir) });
      const seen = await fillAndClear(site, disk, false);
      noteFault(context, {
        done: `a disk of 400 MB filled under load × ${rounds}, then cleared; embedded PostgreSQL`,
        seen,
      });
    },
    timeoutMs,
  );
});
