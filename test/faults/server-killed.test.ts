import { describe, expect, it } from 'vitest';
import { byForm, count, delays, noteFault, seededRandom } from '../support/fault-form.ts';
import { useSite } from '../support/server/server-fixture.ts';
import { startTraffic } from '../support/server/traffic.ts';

const rounds = byForm({ short: 3, long: 50 });
const screens = byForm({ short: 5, long: 50 });

describe('The server is killed', () => {
  const site = useSite();

  it(
    'kill -9 of the server under load: nothing acknowledged is lost or counted twice, no screen has a gap',
    async (context) => {
      const random = seededRandom(1);
      const traffic = await startTraffic(site, { name: 'KILLED', screens });
      const backAfterMs: number[] = [];
      for (let round = 0; round < rounds; round += 1) {
        // A different amount in each round, so that the knife falls at different moments of the pipeline's work.
        await traffic.flows(500 + random() * 4_000);
        const exit = await site.server.kill();
        expect(exit.signal).toBe('SIGKILL');
        const killedMs = performance.now();
        await site.restart();
        await traffic.flows(1);
        backAfterMs.push(performance.now() - killedMs);
      }
      await traffic.flows(500);
      const proof = await traffic.prove();
      expect(proof.failedRequests, 'the kills hit requests under way').toBeGreaterThan(0);
      expect(proof.attaches, 'every screen had to come back').toBeGreaterThanOrEqual(screens * 2);
      noteFault(context, {
        done: `kill -9 × ${rounds} while 7 clients sent, ${screens} screens over graphql-ws; then a new start`,
        seen:
          `${count(proof.readings)} acknowledged readings, 0 lost, 0 twice (${count(proof.failedRequests)} requests without an ` +
          `answer, ${count(proof.duplicates)} readings told to be duplicates at the next attempt); ${count(proof.alarms)} alarms, ` +
          `each one alert; ${count(proof.events)} events to each screen, 0 gaps in ${count(proof.attaches)} attaches; readings taken ` +
          `again after ${delays(backAfterMs)}`,
      });
    },
    byForm({ short: 120_000, long: 1_800_000 }),
  );
});
