import { describe, expect, it, onTestFinished } from 'vitest';
import { delaysOn } from '../support/clients/alert-writer.ts';
import { logPosition } from '../support/clients/clients-events.ts';
import { expectEveryEvent, followThroughFailures } from '../support/clients/resuming-screen.ts';
import { byForm, count, delays, noteFault, seededRandom } from '../support/fault-form.ts';
import { type ServerProcess, startServer } from '../support/server/server.ts';
import { useSite } from '../support/server/server-fixture.ts';
import { startTraffic } from '../support/server/traffic.ts';
import { until } from '../support/until.ts';

const rounds = byForm({ short: 1, long: 20 });
const moved = byForm({ short: 5, long: 50 });

describe('Two servers, one of them killed', () => {
  const site = useSite();

  it(
    'screens of the other notice nothing, those that move over have no gap, and its work goes on',
    async (context) => {
      const random = seededRandom(3);
      let doomed: ServerProcess = await startServer({ databaseUrl: site.databaseUrl });
      onTestFinished(async () => void (doomed.running() && (await doomed.stop())));
      const from = await site.sql.number('SELECT number FROM andon.event_head');
      const after = await logPosition(site, false);
      // These try one server and then the other, as behind a balancer.
      let attempt = 0;
      const movers = Array.from({ length: moved }, () =>
        followThroughFailures({
          websocketUrl: () => {
            attempt += 1;
            return doomed.running() && attempt % 2 === 0 ? doomed.websocketUrl : site.server.websocketUrl;
          },
          after,
        }),
      );
      onTestFinished(async () => void (await Promise.all(movers.map((screen) => screen.close()))));
      const traffic = await startTraffic(site, { name: 'PAIR', screens: 3, clients: 2 });
      const spans: { readonly fromMs: number; readonly toMs: number }[] = [];
      for (let round = 0; round < rounds; round += 1) {
        await traffic.flows(300 + random() * 1_500);
        const fromMs = performance.now();
        await doomed.kill();
        await traffic.flows(1_000);
        doomed = await startServer({ databaseUrl: site.databaseUrl });
        spans.push({ fromMs, toMs: performance.now() });
        // All that went over to the survivor stay there; for the next round somebody has to be at the new one.
        await until('it is ready', async () => (await fetch(`${doomed.url}/readyz`)).ok);
      }
      await traffic.flows(300);
      const proof = await traffic.prove();
      expect(proof.attaches, 'screens of the survivor kept their connections').toBe(3);
      expect(proof.failedRequests, 'requests to the survivor').toBe(0);
      const events = await expectEveryEvent(site.sql, from, movers);
      const moves = movers.reduce((total, screen) => total + screen.attaches - 1, 0);
      expect(moves).toBeGreaterThan(0);
      const waits = spans.flatMap((span) =>
        traffic.screens.flatMap((screen) => delaysOn(screen, traffic.writer, span)),
      );
      noteFault(context, {
        done: `kill -9 of one of two servers × ${rounds} under load`,
        seen:
          `the other's 3 screens kept their connections and saw alerts by SQL after ${delays(waits)}; ${count(moves)} moves of ${moved} screens, ` +
          `0 gaps in ${count(events)} events; ${count(proof.readings)} acknowledged readings, 0 lost, 0 twice; ${count(proof.alarms)} alarms, each one alert`,
      });
    },
    byForm({ short: 90_000, long: 900_000 }),
  );
});
