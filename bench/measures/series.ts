/** Measures the query `series` beside the SQL that gives the same answer. */
import { type Bench, say } from '../bench.ts';
import { HttpClient } from '../load/http-client.ts';
import { runThroughPipeline } from '../load/pipeline-run.ts';
import { type History, historyStart, loadHistory } from '../site/history.ts';
import { type Site, withSite } from '../site/site.ts';
import { percentile, rounded } from '../statistics.ts';

const defaultRounds = 300;
const warmUpRounds = 20;
const points = 500;
const goal = 2;
const month: History = { sensors: 50, goldDays: 30, windowsPerDay: 1_440, readingDays: 0, readingsPerDay: 0 };
const from = historyStart(month.goldDays);
const to = new Date(from.getTime() + month.goldDays * 86_400_000);

export const series: Bench = {
  name: 'series',
  about: `30 days of minutes to ${points} points by the GraphQL query and by SQL, ${defaultRounds} times in turns`,
  run: ({ rounds = defaultRounds, profileDir }) =>
    withSite({ profileDir }, async (site) => {
      const fromMs = Date.now() - 60_000;
      await runThroughPipeline(site, { form: 'objects', equipment: month.sensors, fromMs, seconds: 60, rounds: 1 });
      say(`series: ${month.sensors} sensors with ${month.goldDays} days of minutes each`);
      await loadHistory(site, month);
      const { queryMs, sqlMs } = await inTurns(site, rounds);
      const described = (ms: readonly number[]): string =>
        `p95 ${rounded(percentile(ms, 0.95))} ms, p50 ${rounded(percentile(ms, 0.5))} ms`;
      const ratio = percentile(queryMs, 0.95) / percentile(sqlMs, 0.95);
      return [
        {
          what: `series: 30 days of minutes to ${points} points`,
          measured: described(queryMs),
          floor: described(sqlMs),
          ratio: `${rounded(ratio)} ×`,
          goal: `p95 ≤ ${goal} ×`,
          met: ratio <= goal,
        },
      ];
    }),
};

interface Timed {
  readonly queryMs: readonly number[];
  readonly sqlMs: readonly number[];
}

/** The GraphQL query and the SQL that has the same answer, for one sensor after the other. */
async function inTurns(site: Site, rounds: number): Promise<Timed> {
  const http = new HttpClient(site.url, 1);
  const client = await site.database.connect({ applicationName: 'bench floor' });
  const queryMs: number[] = [];
  const sqlMs: number[] = [];
  for (let round = -warmUpRounds; round < rounds; round++) {
    const equipmentId = `LOAD-${Math.abs(round) % month.sensors}`;
    const query = await timed(async () => {
      const { series: answer } = await http.query<{ series: { timestamps: string[] } }>(
        `query ($id: ID!, $from: DateTime!, $to: DateTime!) {
          series(equipmentId: $id, sensorType: "sensor_0", from: $from, to: $to, points: ${points}) { timestamps avg min max }
        }`,
        { id: equipmentId, from, to },
      );
      return answer.timestamps.length;
    });
    const sql = await timed(async () => {
      const minutes = Math.ceil((month.goldDays * month.windowsPerDay) / points);
      const { rows } = await client.query(
        `SELECT date_bin(make_interval(mins => $4), window_start, $2) AS bucket,
                sum(reading_count * mean) / sum(reading_count) AS avg, min(min_value) AS min, max(max_value) AS max
         FROM andon.performance_1min
         WHERE sensor_id = (SELECT sensor_id FROM andon.sensor WHERE equipment_id = $1 AND sensor_type = 'sensor_0')
           AND window_start >= $2 AND window_start < $3
         GROUP BY bucket ORDER BY bucket`,
        [equipmentId, from, to, minutes],
      );
      return rows.length;
    });
    if (query.buckets !== sql.buckets || sql.buckets === 0) {
      throw new Error(`the query gave ${query.buckets} points, SQL ${sql.buckets}`);
    }
    if (round < 0) continue;
    queryMs.push(query.tookMs);
    sqlMs.push(sql.tookMs);
  }
  http.close();
  await client.end();
  return { queryMs, sqlMs };
}

async function timed(ask: () => Promise<number>): Promise<{ readonly buckets: number; readonly tookMs: number }> {
  const startedMs = performance.now();
  const buckets = await ask();
  return { buckets, tookMs: performance.now() - startedMs };
}
