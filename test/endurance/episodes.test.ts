import { describe, expect, it, onTestFinished } from 'vitest';
import { seededRandom } from '../../src/client/random.ts';
import { type HttpClient, httpClient } from '../support/clients/clients-http.ts';
import type { SqlClient } from '../support/clients/clients-sql.ts';
import { IngestReadings, RegisterEquipment } from '../support/clients/operations.ts';
import { createTestDatabase } from '../support/database/database.ts';
import { minuteAgoMs, reading, type SentReading } from '../support/readings/readings.ts';
import { untilProcessed } from '../support/server/ledger-proof.ts';
import { type OwnSite, startOwnSite } from '../support/server/own-site.ts';
import { type ServerProcess, startServer } from '../support/server/server.ts';
import { until } from '../support/until.ts';

const minuteMs = 60_000;
/** A week with its weekend is known: novelty tells by its ordinary threshold. */
const historyMinutes = 8 * 1_440;
const limitEveryMs = 20_000;

/** A flow of a mill that works and rests by turns, up to the minute before `untilMs`. */
function history(untilMs: number): SentReading[] {
  const { next: random } = seededRandom(11);
  return Array.from({ length: historyMinutes }, (_, i) =>
    reading('MILL-1', 'flow', (i % 40 < 25 ? 50 : 20) + random(), untilMs + (i - historyMinutes) * minuteMs),
  );
}

/** Three minutes of the episode: a flow that climbs out of everything known, and a torque that stays above its limit. */
function episode(startMs: number): readonly (readonly SentReading[])[] {
  return [100, 300, 900].map((flow, minute) => [
    reading('MILL-1', 'flow', flow, startMs + minute * minuteMs),
    ...[0, 1, 2].map((third) =>
      reading('MILL-2', 'torque', 91 + third / 10, startMs + minute * minuteMs + third * limitEveryMs),
    ),
  ]);
}

async function openSite(): Promise<OwnSite & { readonly databaseUrl: string }> {
  const database = await createTestDatabase();
  onTestFinished(() => database.drop());
  const site = await startOwnSite({ databaseUrl: database.url, sqlUrl: () => database.url });
  await site.http.request(RegisterEquipment, {
    equipment: [{ id: 'MILL-2', sensors: [{ sensorType: 'torque', unit: 'kNm', criticalLimit: 90 }] }],
  });
  // Excursions would tell of the flow sooner, and a problem is told once.
  await site.sql.rows(
    `INSERT INTO andon.detection_setting (detector, enabled, parameters)
     VALUES ('excursion', false, '{}'), ('limit', NULL, '{"on_delay_s": 100}') RETURNING setting_id`,
  );
  return { ...site, databaseUrl: database.url };
}

async function send(http: HttpClient, readings: readonly SentReading[]): Promise<void> {
  for (let from = 0; from < readings.length; from += 10_000) {
    await http.request(IngestReadings, { readings: readings.slice(from, from + 10_000) });
  }
}

/** What was found and what was told, without what only the clock decides. */
async function outcome(sql: SqlClient) {
  return {
    anomalies: await sql.rows<{ detector: string; window_start: Date }>(
      `SELECT equipment_id, detector, window_start, severity_rank, score, excess, evidence::text
       FROM andon.anomaly JOIN andon.sensor USING (sensor_id) ORDER BY equipment_id, window_start, detector`,
    ),
    recommendations: await sql.rows<{ issue_type: string }>(
      `SELECT equipment_id, issue_type, severity, issue_description, status
       FROM agentic_hmi.agent_recommendations ORDER BY equipment_id, issue_type, issue_description`,
    ),
  };
}

describe.concurrent('An episode that a kill cuts in two', () => {
  /** `cut`: what happens to the site's server once the first minute is told and the second has been sent; gives the one that takes the third. */
  async function run(
    histories: { readonly untilMs: number; readonly startMs: () => number },
    cut: (site: OwnSite & { readonly databaseUrl: string }) => Promise<ServerProcess>,
  ) {
    const site = await openSite();
    await send(site.http, history(histories.untilMs));
    await untilProcessed(site.sql);
    const [first = [], second = [], third = []] = episode(histories.startMs());
    await send(site.http, first);
    await until(
      'the first minute is told',
      async () => (await site.sql.number('SELECT count(*) FROM agentic_hmi.agent_recommendations')) > 0,
      { withinMs: 30_000 },
    );
    await send(site.http, second);
    const last = await cut(site);
    await send(httpClient(last.graphqlUrl), third);
    await untilProcessed(site.sql);
    return { sql: site.sql, last };
  }

  it('is told as one that nothing disturbed, after a restart and by a server that takes over', async () => {
    const untilMs = minuteAgoMs(60);
    let startMs = 0;
    const times = {
      untilMs,
      // The same for all, and as late as can be: what is older than five minutes alarms nobody.
      startMs: () => {
        if (startMs === 0) startMs = minuteAgoMs(3);
        return startMs;
      },
    };
    const sites = await Promise.all([
      run(times, ({ server }) => Promise.resolve(server)),
      run(times, async ({ server, databaseUrl }) => {
        await server.kill();
        const again = await startServer({ databaseUrl });
        onTestFinished(async () => void (again.running() && (await again.stop())));
        return again;
      }),
      run(times, async ({ server, databaseUrl }) => {
        const other = await startServer({ databaseUrl });
        onTestFinished(async () => void (other.running() && (await other.stop())));
        await server.kill();
        return other;
      }),
    ]);
    const outcomes = [];
    for (const { sql, last } of sites) {
      await until('both are told', async () => (await outcome(sql)).recommendations.length >= 2, {
        withinMs: 30_000,
        state: () => outcome(sql),
      });
      // It judges what is there before it ends, so that nothing comes after the comparison.
      await last.stop();
      outcomes.push(await outcome(sql));
    }
    const [undisturbed, ...disturbed] = outcomes;
    const ofEpisode = undisturbed?.anomalies.filter(({ window_start }) => window_start.getTime() >= startMs);
    const minutesOf = (name: string) => ofEpisode?.filter(({ detector }) => detector === name).length;
    expect(minutesOf('limit')).toBe(3);
    expect(minutesOf('novelty'), 'one before the kill, and one behind it').toBeGreaterThan(1);
    expect(undisturbed?.recommendations.map(({ issue_type }) => issue_type)).toEqual([
      'flow_high_high',
      'torque_high_high',
    ]);
    for (const one of disturbed) expect(one).toEqual(undisturbed);
  }, 120_000);
});
