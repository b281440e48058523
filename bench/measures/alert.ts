/** Measures the time from a reading to its alert on a screen, on an idle site and under load. */
import { type Bench, type Figure, say } from '../bench.ts';
import { openAlertFloor } from '../floor/alert.ts';
import { openAlerts } from '../load/alerts.ts';
import { startLoad } from '../load/start-generator.ts';
import { withSite } from '../site/site.ts';
import { percentile, rounded, whole } from '../statistics.ts';

/** Between two alerts: an idle site, not a loop. */
const pauseMs = 20;
const defaultRounds = 300;
const warmUpRounds = 50;
/** Floor and alert take turns, so that a machine that is slower for some seconds is so for both. */
const turns = 6;
const busyRate = 5_000;
const busyWarmUpS = 5;
/** What an alert under load takes at most, pause included, to know how long the load has to last. */
const longestRoundS = 0.05;
const eventLeadMs = 1_800_000;

export const alert: Bench = {
  name: 'alert',
  about: `a reading by mutation to its recommendation by subscription, ${defaultRounds} times idle and under load`,
  run: ({ rounds = defaultRounds, profileDir }) =>
    withSite({ profileDir }, async ({ url, database, dataDir }) => {
      say(`alert: ${rounds} rounds each of floor, idle and under load`);
      const bare = await openAlertFloor(database, dataDir);
      const alerts = await openAlerts(url, 'IDLE', warmUpRounds + rounds);
      await alerts.measure(warmUpRounds, 0);
      const floor: number[] = [];
      const idle: number[] = [];
      for (let turn = 0; turn < turns; turn++) {
        floor.push(...(await bare.measure(Math.ceil(rounds / turns), pauseMs)));
        idle.push(...(await alerts.measure(Math.ceil(rounds / turns), pauseMs)));
      }
      await Promise.all([bare.close(), alerts.close()]);
      const floorP50 = percentile(floor, 0.5);
      const floorText = `p50 ${rounded(floorP50)} p99 ${rounded(percentile(floor, 0.99))} ms`;
      const figure = (what: string, ms: number, goal: string, met: boolean): Figure => {
        const ratio = `${rounded(ms / floorP50)} × floor p50`;
        return { what, measured: `${rounded(ms)} ms`, floor: floorText, ratio, goal, met };
      };
      const p50 = percentile(idle, 0.5);
      const p99 = percentile(idle, 0.99);

      const seconds = 2 * busyWarmUpS + rounds * longestRoundS;
      const fromMs = Date.now() - eventLeadMs;
      const load = startLoad(url, { form: 'objects', equipment: 500, fromMs, seconds, rate: busyRate });
      await new Promise((resolve) => setTimeout(resolve, busyWarmUpS * 1_000));
      const busyAlerts = await openAlerts(url, 'BUSY', rounds);
      const busy = percentile(await busyAlerts.measure(rounds, pauseMs), 0.99);
      await busyAlerts.close();
      const { accepted, elapsedS } = await load;
      say(`alert: ${whole(accepted / elapsedS)} readings a second flowed meanwhile`);
      return [
        figure('alert latency, idle, p50', p50, '≤ 4 × floor', p50 <= 4 * floorP50),
        figure('alert latency, idle, p99', p99, '≤ 25 ms', p99 <= 25),
        figure('alert latency at 5,000 readings/s, p99', busy, '≤ 100 ms', busy <= 100),
      ];
    }),
};
