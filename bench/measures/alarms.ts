/** Measures pages, counts and acknowledgements of alarms on a site where very many are active. */
import { type Bench, type Figure, say } from '../bench.ts';
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

export const alarms: Bench = {
  name: 'alarms',
  about: `pages and counts of ${whole(active)} active alarms, ${defaultRounds} times, and ${atOnce} acknowledged at once, ${acknowledgements} times`,
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
      http.close();
      return [
        figure(`a page of 50 of ${whole(active)} active alarms`, first, pageGoalMs),
        figure('the same of one site, severity and state', chosen, pageGoalMs),
        figure('totalCount of all of them', total, null),
        figure('alarmCounts of all of them', counts, null),
        figure(`${atOnce} alarms acknowledged at once`, acknowledged, acknowledgeGoalMs),
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

function figure(what: string, tookMs: readonly number[], goalMs: number | null): Figure {
  const p95 = percentile(tookMs, 0.95);
  return {
    what,
    measured: `p95 ${rounded(p95)} ms, p50 ${rounded(percentile(tookMs, 0.5))} ms`,
    floor: '',
    ratio: '',
    goal: goalMs === null ? '' : `p95 ≤ ${goalMs} ms`,
    met: goalMs === null ? null : p95 <= goalMs,
  };
}
