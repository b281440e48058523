import { describe, expect, it, onTestFinished } from 'vitest';
import { createTestDatabase } from '../support/database/database.ts';
import { startPostgresProxy } from '../support/database/postgres-proxy.ts';
import { byForm, count, noteFault, seededRandom } from '../support/fault-form.ts';
import { startOwnSite } from '../support/server/own-site.ts';
import { startTraffic } from '../support/server/traffic.ts';

const rounds = byForm({ short: 12, long: 200 });
const screens = 3;

describe('The line to the database is cut in the middle of a commit', () => {
  it(
    'committed and the answer lost, or lost before it arrived: nothing is lost, nothing counted twice, nothing told twice',
    async (context) => {
      const database = await createTestDatabase();
      onTestFinished(() => database.drop());
      const proxy = await startPostgresProxy(database.url);
      onTestFinished(() => proxy.close());
      const site = await startOwnSite({ databaseUrl: proxy.url, sqlUrl: () => database.url });
      const traffic = await startTraffic(site, { name: 'CUT', screens, clients: 2 });
      const random = seededRandom(7);
      const cuts = { 'andon ingest': 0, 'andon pipeline': 0 };
      for (let round = 0; round < rounds; round += 1) {
        await traffic.flows(100 + random() * 900);
        const victim = round % 2 === 0 ? 'andon ingest' : 'andon pipeline';
        await (round % 4 < 2 ? proxy.cutAfterCommit(victim) : proxy.cutBeforeCommit(victim));
        cuts[victim] += 1;
      }
      await traffic.flows(500);
      const proof = await traffic.prove();
      expect(proof.duplicates, 'committed without an answer, and recognised when sent again').toBeGreaterThan(0);
      for (const { ledger } of [traffic.patient, traffic.hasty, traffic.alarms]) {
        expect([...ledger.failures.keys()].filter((kind) => kind !== 'UNAVAILABLE')).toEqual([]);
      }
      noteFault(context, {
        done:
          `a proxy before PostgreSQL cut ${cuts['andon ingest']} × the connection of ingest and ${cuts['andon pipeline']} × that of ` +
          'the pipeline, half of them after the commit and before its answer',
        seen:
          `${count(proof.readings)} acknowledged readings, 0 lost, 0 twice; ${count(proof.failedRequests)} requests told UNAVAILABLE, ` +
          `${count(proof.duplicates)} readings recognised as duplicates at the next attempt; ${count(proof.alarms)} alarms, each one ` +
          `alert; ${count(proof.events)} events to each screen, 0 gaps`,
      });
    },
    byForm({ short: 90_000, long: 600_000 }),
  );
});
