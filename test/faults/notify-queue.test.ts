import pg from 'pg';
import { describe, expect, it, onTestFinished } from 'vitest';
import { delaysOn, startAlertWriter } from '../support/clients/alert-writer.ts';
import { httpClient, RequestFailed } from '../support/clients/clients-http.ts';
import { ApproveRecommendation } from '../support/clients/operations.ts';
import { startOwnCluster } from '../support/database/own-cluster.ts';
import { byForm, count, delays, noteFault } from '../support/fault-form.ts';
import { startOwnSite } from '../support/server/own-site.ts';
import { startTraffic } from '../support/server/traffic.ts';
import { until } from '../support/until.ts';

const fullPages = 64;

describe('The notification queue is full', () => {
  it(
    'a listener of another program is stuck in a transaction: no ingest, no decision and no alert fails, events come by looking',
    async (context) => {
      const cluster = await startOwnCluster({ settings: { max_notify_queue_pages: fullPages } });
      onTestFinished(() => cluster.close());
      const site = await startOwnSite({ databaseUrl: cluster.url, sqlUrl: () => cluster.url });
      const stuck = new pg.Client({ connectionString: cluster.url });
      await stuck.connect();
      onTestFinished(() => stuck.end());
      await stuck.query('LISTEN new_ml_recommendation');
      await stuck.query('BEGIN');
      await stuck.query('SELECT 1');
      // Another program fills what is left of the queue: 64 pages of 8 KB, in notifications of about that size.
      const usage = () => site.sql.number('SELECT pg_notification_queue_usage()');
      const bulk = 'x'.repeat(7_000);
      await until(
        'the queue is full',
        async () => {
          try {
            await site.sql.rows(`SELECT pg_notify('bulk', $1 || n) FROM generate_series(1, 4) AS n`, [
              `${bulk}${Math.random()}`,
            ]);
            return false;
          } catch (error) {
            return error instanceof pg.DatabaseError && error.code === '54000';
          }
        },
        { withinMs: 30_000 },
      );
      const usageBefore = await usage();
      const traffic = await startTraffic(site, { name: 'QUEUE', screens: 3, clients: 2 });
      const writer = startAlertWriter(site.sql, { name: 'QUEUE-MORE', pauseMs: 10 });
      const decided = new Set<string>();
      const refusals: string[] = [];
      const wanted = byForm({ short: 20, long: 500 });
      await until(
        'decisions are taken',
        async () => {
          for (const id of [...writer.sentAtMs.keys()].slice(0, wanted)) {
            if (decided.has(id)) continue;
            try {
              await httpClient(site.server.graphqlUrl).request(ApproveRecommendation, { id });
            } catch (error) {
              if (!(error instanceof RequestFailed)) throw error;
              refusals.push(error.message);
            }
            decided.add(id);
          }
          return decided.size >= wanted;
        },
        { withinMs: 120_000 },
      );
      await traffic.flows(byForm({ short: 500, long: 20_000 }));
      await writer.finish();
      expect(writer.failures).toBe(0);
      expect(refusals).toEqual([]);
      const usageAfter = await usage();
      const proof = await traffic.prove();
      expect(traffic.writer.failures).toBe(0);
      expect(proof.failedRequests, traffic.patient.ledger.lastFailure).toBe(0);
      expect(usageAfter).toBeGreaterThan(0.9);
      const waits = traffic.screens.flatMap((screen) => [
        ...delaysOn(screen, writer),
        ...delaysOn(screen, traffic.writer),
      ]);
      noteFault(context, {
        done: `a foreign listener stuck in a transaction, the queue of ${fullPages} pages filled to ${Math.round(usageBefore * 100)} %`,
        seen:
          `${count(proof.readings)} readings, ${count(decided.size)} decisions and ${count(writer.sentAtMs.size + traffic.writer.sentAtMs.size)} ` +
          `alerts by SQL, 0 failed; ${count(proof.events)} events to each screen, 0 gaps, by looking once a second: ${delays(waits)}`,
      });
    },
    byForm({ short: 90_000, long: 600_000 }),
  );
});
