/** Measures how many SQL statements a second an idle site costs, with screens and subscriptions. */
import { setTimeout as delay } from 'node:timers/promises';
import { type Bench, type Figure, say } from '../bench.ts';
import { openConsoleScreens } from '../load/console-screens.ts';
import { HttpClient } from '../load/http-client.ts';
import { runThroughPipeline } from '../load/pipeline-run.ts';
import { recommendationWriter } from '../load/recommendation-writer.ts';
import { openScreens } from '../load/start-screens.ts';
import { type Site, withSite } from '../site/site.ts';
import { countStatements, statementCounter, statementsDuring } from '../site/statements.ts';
import { rounded, whole } from '../statistics.ts';

const screens = 10;
const few = 10;
const many = 1_000;
const defaultSeconds = 60;
const pollEveryS = 10;
const daySeconds = 86_400;
const goalShare = 0.06;
const polls = 10;
/** Screens poll each at its own time: what the server keeps for a moment does not serve two of them. */
const betweenPollsMs = 400;
const pendingAlerts = 5;

/** What a screen that polls has to ask each time, to show what the console shows. */
const polled = [
  `{ recommendations(filter: { statuses: [PENDING] }, first: 50) { edges { node {
       recommendationId siteId equipmentId issueType severity status version issueDescription recommendedAction confidenceScore
       equipment { equipmentType location } anomaly { sensorType eventTime } } } pageInfo { hasNextPage endCursor } } }`,
  '{ currentStatus(first: 500) { edges { node { siteId equipmentId sensorType value units quality lastUpdated } } } }',
  '{ pipelineHealth { status reasons } }',
];

export const statements: Bench = {
  name: 'statements',
  about: `database statements of an idle site, counted for ${defaultSeconds} s each: ${screens} screens, ${few} and ${many} subscriptions`,
  run: ({ seconds = defaultSeconds, profileDir }) =>
    withSite({ profileDir, preload: statementCounter }, async (site) => {
      const writer = await site.database.connect({ applicationName: 'bench writer' });
      const fromMs = Date.now() - 60_000;
      await runThroughPipeline(site, { form: 'objects', equipment: 50, fromMs, seconds: 60, rounds: 1 });
      const write = recommendationWriter(writer, 'PENDING');
      for (let i = 0; i < pendingAlerts; i++) await write();

      say(`statements: ${screens} screens of the console for ${seconds} s`);
      const close = await openConsoleScreens(site.url, screens);
      const pushed = ((await countStatements(site, seconds)) / seconds) * daySeconds;
      close();
      const perPoll = await statementsOfPoll(site);
      const asked = (perPoll * screens * daySeconds) / pollEveryS;

      const makeEvent = recommendationWriter(writer, 'SCREEN');
      const rates: number[] = [];
      for (const count of [few, many]) {
        say(`statements: ${count} subscriptions for ${seconds} s`);
        const query =
          'subscription { recommendationEvents { cursor recommendation { recommendationId equipmentId issueType severity } } }';
        const open = await openScreens({ url: site.url, query, count }, makeEvent);
        rates.push(((await countStatements(site, seconds)) * 60) / seconds);
        open.close();
      }
      await writer.end();
      return figures(pushed, perPoll, asked, rates);
    }),
};

/** Statements of one poll, on average, without what the server sends anyway. */
async function statementsOfPoll(site: Site): Promise<number> {
  const http = new HttpClient(site.url, 1);
  const idle = await statementsDuring(site, () => delay(polls * betweenPollsMs));
  const withPolls = await statementsDuring(site, async () => {
    for (let i = 0; i < polls; i++) {
      const startedMs = performance.now();
      for (const query of polled) await http.query(query);
      await delay(Math.max(0, betweenPollsMs - (performance.now() - startedMs)));
    }
  });
  http.close();
  return (withPolls - idle) / polls;
}

function figures(
  pushed: number,
  perPoll: number,
  asked: number,
  [withFew = 0, withMany = 0]: readonly number[],
): Figure[] {
  return [
    {
      what: `database statements a day, idle site with ${screens} screens`,
      measured: whole(pushed),
      floor: `${whole(asked)} when each polls every ${pollEveryS} s, ${rounded(perPoll, 1)} statements a poll`,
      ratio: `${rounded((100 * pushed) / asked, 1)} %`,
      goal: `≤ ${100 * goalShare} %`,
      met: pushed <= goalShare * asked,
    },
    {
      what: `database statements a minute, idle, with ${whole(many)} subscriptions`,
      measured: whole(withMany),
      floor: `${whole(withFew)} with ${few}`,
      ratio: `${rounded(withMany / withFew)} ×`,
      goal: 'the same',
      met: withMany <= withFew * 1.1,
    },
  ];
}
