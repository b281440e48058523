/** Measures pages, counts and acknowledgements of alarms on a site where very many are active. */
import { type Bench, type Figure, say } from '../bench.ts';
import { messageWith, subscribed } from '../load/alerts.ts';
import { HttpClient } from '../load/http-client.ts';
import { type Site, withSite } from '../site/site.ts';
import { percentile, rounded, whole } from '../statistics.ts';

const active = 100_000;
const machines = 2_000;
const atOnce = 500;
const defaultRounds = 100;
const acknowledgements = 20;
const pageGoalMs = 20;
const acknowledgeGoalMs = 300;
const toldAgainGoalMs = 25;
/** Between two of them: an idle site, not a loop. */
const pauseMs = 20;

export const alarms: Bench = {
  name: 'alarms',
  about: `pages and counts of ${whole(active)} active alarms, ${defaultRounds} times, and ${atOnce} acknowledged at once, ${acknowledgements} times, and told again`,
  run: ({ rounds = defaultRounds, profileDir }) =>
    withSite({ profileDir }, async (site) => {
      say(`alarms: ${whole(active)} active`);
      await load(site);
      const http = new HttpClient(site.url, 1);
      const ask = (query: string) => timed(rounds, () => http.query(query));
      const first = await ask('{ alarms(first: 50) { edges { node { alarmId severity state activeSince } } } }');
      const chosen = await ask(
        '{ alarms(first: 50, filter: { siteIds: ["site-3"], severities: [HIGH], states: [UNACKNOWLEDGED] }) { edges { node { alarmId } } } }',
      );
      const total = await ask('{ alarms(first: 1) { totalCount } }');
      const counts = await ask('{ alarmCounts { total byState { state count } byArea { siteId area count } } }');
      const acknowledged = await acknowledge(site, http);
      const again = await tellAgain(site, http, rounds);
      http.close();
      return [
        figure(`a page of 50 of ${whole(active)} active alarms`, first, pageGoalMs),
        figure('the same of one site, severity and state', chosen, pageGoalMs),
        figure('totalCount of all of them', total, null),
        figure('alarmCounts of all of them', counts, null),
        figure(`${atOnce} alarms acknowledged at once`, acknowledged, acknowledgeGoalMs),
        figure('an alarm that is told again, to a screen', again, toldAgainGoalMs, 0.99),
      ];
    }),
};

/** Rows as detection makes them, without their events. */
async function load({ superuser }: Site): Promise<void> {
  await superuser.query('ALTER TABLE andon.alarm DISABLE TRIGGER USER');
  await superuser.query(
    `INSERT INTO andon.equipment (site_id, equipment_id, location)
     SELECT 'site-' || n % 5, 'M-' || n, 'area ' || n % 20 FROM generate_series(1, ${machines}) AS n`,
  );
  await superuser.query(
    `INSERT INTO andon.alarm (site_id, equipment_id, problem, severity_rank, worst_severity_rank, sentence, value, active_since, kind)
     SELECT 'site-' || (n % ${machines} + 1) % 5, 'M-' || n % ${machines} + 1, 'sensor_' || n / ${machines} || '_high', n % 4 + 1, n % 4 + 1,
            'sensor ' || n || ' is far above its critical limit', n, date_trunc('milliseconds', now() - n * interval '1 second'), 'raised'
     FROM generate_series(0, ${active - 1}) AS n`,
  );
  await superuser.query('ALTER TABLE andon.alarm ENABLE TRIGGER USER');
  await superuser.query('VACUUM ANALYZE andon.alarm, andon.equipment');
}

async function acknowledge({ superuser }: Site, http: HttpClient): Promise<number[]> {
  const { rows } = await superuser.query<{ alarm_id: number }>(
    `SELECT alarm_id::int FROM andon.alarm ORDER BY md5(alarm_id::text) LIMIT ${atOnce * acknowledgements}`,
  );
  let done = 0;
  return timed(acknowledgements, async () => {
    const ids = rows.slice(done, done + atOnce).map(({ alarm_id }) => ({ id: String(alarm_id), expectedVersion: 1 }));
    done += atOnce;
    const { acknowledgeAlarms } = await http.query<{ acknowledgeAlarms: { code: string | null }[] }>(
      'mutation ($alarms: [AlarmReference!]!) { acknowledgeAlarms(alarms: $alarms, note: "seen") { code } }',
      { alarms: ids },
    );
    const refused = acknowledgeAlarms.filter(({ code }) => code !== null).length;
    if (refused > 0 || acknowledgeAlarms.length !== atOnce) throw new Error(`${refused} were refused`);
  });
}

async function timed(rounds: number, ask: () => Promise<unknown>): Promise<number[]> {
  const tookMs: number[] = [];
  for (let round = 0; round < rounds; round++) {
    const startedMs = performance.now();
    await ask();
    tookMs.push(performance.now() - startedMs);
  }
  return tookMs;
}

/** From the transition, as the server makes it when the time is over, to the event on a subscription. */
async function tellAgain({ url, superuser }: Site, http: HttpClient, rounds: number): Promise<number[]> {
  const { alarmEventHead } = await http.query<{ alarmEventHead: string }>('{ alarmEventHead }');
  const query =
    'subscription ($after: String) { alarmEvents(after: $after, kinds: [REALARMED]) { cursor alarm { alarmId severity sentence } } }';
  const screen = await subscribed(url, query, alarmEventHead);
  const { rows } = await superuser.query<{ id: string }>(
    `SELECT alarm_id::text AS id FROM andon.alarm WHERE state = 'acknowledged' ORDER BY alarm_id LIMIT ${rounds}`,
  );
  const tookMs: number[] = [];
  for (const { id } of rows) {
    const seen = messageWith(screen, `"alarmId":"${id}"`);
    const from = performance.now();
    await superuser.query("UPDATE andon.alarm SET request = 'realarmed' WHERE alarm_id = $1", [id]);
    tookMs.push((await seen) - from);
    await new Promise((resolve) => setTimeout(resolve, pauseMs));
  }
  screen.terminate();
  if (tookMs.length < rounds) throw new Error(`only ${tookMs.length} alarms could be told again`);
  return tookMs;
}

function figure(what: string, tookMs: readonly number[], goalMs: number | null, share = 0.95): Figure {
  const worst = percentile(tookMs, share);
  const name = `p${share * 100}`;
  return {
    what,
    measured: `${name} ${rounded(worst)} ms, p50 ${rounded(percentile(tookMs, 0.5))} ms`,
    floor: '',
    ratio: '',
    goal: goalMs === null ? '' : `${name} ≤ ${goalMs} ms`,
    met: goalMs === null ? null : worst <= goalMs,
  };
}
