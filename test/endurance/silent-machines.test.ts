import { setTimeout as pause } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { shardOf } from '../../src/domain/equipment/shard.ts';
import { httpClient } from '../support/clients/clients-http.ts';
import { IngestReadings } from '../support/clients/operations.ts';
import { type ServerProcess, startServer } from '../support/server/server.ts';
import { useSite } from '../support/server/server-fixture.ts';
import { until } from '../support/until.ts';

const siteId = 'default';
/** Eight behind one gateway, and one of its own that never falls silent. */
const behindGateway = Array.from({ length: 8 }, (_, i) => `GATE-${i + 1}`);
const machines = [...behindGateway, 'BELT'];

describe('Machines behind a gateway that is gone, on two servers of which one is killed', () => {
  const site = useSite();
  let second: ServerProcess;
  let isGone = false;
  let isOver = false;
  let targetUrl = '';
  let reporting: Promise<void>;

  /** As what an hour and more of reports, once a second, leave behind; and a site that is told after a minute. */
  async function prepare(): Promise<void> {
    await report(site.server.graphqlUrl, machines);
    const day = Math.floor(Date.now() / 86_400_000);
    const memory = {
      words: 100_000,
      repeated: 0,
      spokenMs: 100_000_000,
      isByChange: false,
      pauses: [[0, 4_000, 4_000_000]],
      days: [[day, 2_000, 2_000]],
    };
    for (const equipmentId of machines) {
      await site.sql.rows(
        `INSERT INTO andon.rhythm SELECT sensor_id, $2, $3 FROM andon.sensor WHERE equipment_id = $1
         ON CONFLICT (sensor_id) DO UPDATE SET memory = excluded.memory`,
        [equipmentId, shardOf({ siteId, equipmentId }), JSON.stringify(memory)],
      );
    }
    await site.sql.rows(
      `INSERT INTO andon.detection_setting (detector, parameters) VALUES ('silent', '{"least_silence_s": 60}')`,
    );
  }

  function report(graphqlUrl: string, equipmentIds: readonly string[]) {
    const timestamp = new Date().toISOString();
    const readings = equipmentIds.map((equipmentId) => ({ equipmentId, sensorType: 'flow', value: 5, timestamp }));
    return httpClient(graphqlUrl).request(IngestReadings, { readings });
  }

  async function reportEachSecond(): Promise<void> {
    while (!isOver) {
      // The server that is sent to may have been killed.
      await report(targetUrl, isGone ? ['BELT'] : machines).catch(() => undefined);
      await pause(1_000);
    }
  }

  beforeAll(async () => {
    await prepare();
    await site.server.kill();
    await site.restart();
    second = await startServer({ databaseUrl: site.databaseUrl });
    targetUrl = second.graphqlUrl;
    reporting = reportEachSecond();
  }, 120_000);
  afterAll(async () => {
    isOver = true;
    await reporting;
    await second.stop();
  });

  const told = () =>
    site.sql.rows<{ status: string; text: string; silent: number; note: string | null }>(
      `SELECT status, issue_description AS text, operator_notes AS note,
         (SELECT count(*)::int FROM andon.silence WHERE silence.recommendation_id = told.recommendation_id) AS silent
       FROM agentic_hmi.agent_recommendations AS told WHERE evidence->>'detector' = 'silent' ORDER BY created_timestamp`,
    );
  const heads = async () => (await told()).map(({ status, silent }) => `${status}, ${silent} silent`);
  async function untilTold(expected: readonly string[], withinMs = 150_000): Promise<void> {
    let state: unknown;
    await until(
      `what is told is ${expected.join('; ')}`,
      async () => {
        state = await told();
        return (await heads()).join('; ') === expected.join('; ');
      },
      { withinMs, state: () => state },
    );
  }
  /** Both have shards, and have heard everything. */
  const untilShared = () =>
    until(
      'the servers share the work',
      async () => {
        const held = await site.sql.rows(
          `SELECT pid FROM pg_locks JOIN pg_stat_activity USING (pid)
           WHERE locktype = 'advisory' AND mode = 'ExclusiveLock' AND granted AND application_name = 'andon pipeline'
             AND datname = current_database() GROUP BY pid HAVING count(*) = 8`,
        );
        return held.length === 2;
      },
      { withinMs: 30_000 },
    );

  it('are told once, as one, are over once all report again, and are told once more', async () => {
    await untilShared();
    await pause(20_000);
    isGone = true;
    // Short of the minute after which they are due: whoever is killed has not told of its share.
    await pause(50_000);
    await site.server.kill();
    await untilTold(['pending, 8 silent']);
    expect((await told())[0]?.text).toMatch(
      /^8 machines silent since .*, among them GATE-1, GATE-2, GATE-3, GATE-4, GATE-5 and 3 more: none of their 8 sensors/,
    );
    await site.restart();
    await untilShared();
    isGone = false;
    // Some is heard, and the end of it told or not, when the one is killed again and the gateway is gone again.
    await pause(12_000);
    await site.server.kill();
    isGone = true;
    await untilTold(['expired, 0 silent', 'pending, 8 silent'], 300_000);
    isGone = false;
    await untilTold(['expired, 0 silent', 'expired, 0 silent']);
    expect((await told()).at(-1)?.note).toMatch(/^Expired: (it reports|they report) again since /);
    expect(await site.sql.number('SELECT count(*)::int FROM andon.silence')).toBe(0);
    await site.restart();
  }, 600_000);
});
