import { readFile } from 'node:fs/promises';
import path from 'node:path';
import pg from 'pg';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { followRecommendations } from '../../support/clients/clients-events.ts';
import { httpClient } from '../../support/clients/clients-http.ts';
import { type SqlClient, sqlClient } from '../../support/clients/clients-sql.ts';
import { dataFolder, removeData } from '../../support/database/embedded.ts';
import { type ServerProcess, startServer } from '../../support/server/server.ts';
import { showOutputOnFailure } from '../../support/server/server-fixture.ts';
import { until } from '../../support/until.ts';

// Each statement as people have it in their runbooks for Lakebase, letter by letter.
const insert = `INSERT INTO sensor_data (equipment_id, sensor_type, sensor_value, units, timestamp) VALUES ('TEST-001','temperature',95.0,'°C', current_timestamp)`;
const listen = `-- In PostgreSQL/Lakebase
LISTEN new_ml_recommendation;
-- Watch for real-time notifications`;
const latency = `-- Real-time latency tracking
SELECT
    DATE_TRUNC('minute', created_timestamp) as minute,
    AVG(EXTRACT(EPOCH FROM (updated_timestamp - created_timestamp))) as avg_latency_sec,
    MAX(EXTRACT(EPOCH FROM (updated_timestamp - created_timestamp))) as max_latency_sec,
    COUNT(*) as events
FROM lakebase.agentic_hmi.agent_recommendations
WHERE created_timestamp > CURRENT_TIMESTAMP - INTERVAL '1 hour'
GROUP BY 1
ORDER BY 1 DESC;`;

describe('SQL written for Lakebase runs unchanged in the database that the server brings', () => {
  let dataDir: string;
  let server: ServerProcess;
  let client: pg.Client;
  let sql: SqlClient;
  const payloads = z.object({
    recommendation_id: z.string(),
    equipment_id: z.string(),
    severity: z.string(),
    timestamp: z.string(),
  });
  const heard: z.infer<typeof payloads>[] = [];
  beforeAll(async () => {
    dataDir = await dataFolder('andon-lakebase-');
    server = await startServer({ env: { ANDON_DATA_DIR: dataDir } });
    const { port, password } = z
      .object({ port: z.number(), password: z.string() })
      .parse(JSON.parse(await readFile(path.join(dataDir, 'postgres', 'connection.json'), 'utf8')));
    const url = `postgres://andon:${password}@127.0.0.1:${port}/lakebase`;
    sql = sqlClient(url);
    client = new pg.Client({ connectionString: url });
    client.on('notification', ({ payload = '' }) => heard.push(payloads.parse(JSON.parse(payload))));
    await client.connect();
  }, 120_000);
  showOutputOnFailure(() => server);
  afterAll(async () => {
    await client.end();
    await sql.close();
    await server.stop();
    await removeData(dataDir);
  }, 60_000);

  it('the listener, the inserted test event and the query of latencies, by the three-part name', async () => {
    await client.query(listen);
    expect((await client.query(latency)).rows).toEqual([]);
    const screen = await followRecommendations({ server, http: httpClient(server.graphqlUrl), sql }, {});
    await client.query(insert);
    const event = await screen.event('the screen shows it', () => true);
    const { recommendation } = event.recommendationEvents;
    expect(recommendation).toMatchObject({ equipmentId: 'TEST-001', severity: 'CRITICAL' });
    await until('the listener hears of it', () => heard.length === 1);
    expect(heard[0]).toMatchObject({
      recommendation_id: recommendation.id,
      equipment_id: 'TEST-001',
      severity: 'critical',
    });

    await client.query(
      `UPDATE lakebase.agentic_hmi.agent_recommendations SET status = 'approved', operator_id = 'maria' WHERE recommendation_id = $1`,
      [recommendation.id],
    );
    const { rows } = await client.query<{
      minute: Date;
      avg_latency_sec: string;
      max_latency_sec: string;
      events: string;
    }>(latency);
    expect(rows).toHaveLength(1);
    expect(rows[0]?.events).toBe('1');
    expect(rows[0]?.minute.getTime()).toBe(Math.floor(Date.parse(heard[0]?.timestamp ?? '') / 60_000) * 60_000);
    expect(Number(rows[0]?.max_latency_sec)).toBeGreaterThan(0);
    expect(Number(rows[0]?.avg_latency_sec)).toBe(Number(rows[0]?.max_latency_sec));
    await screen.close();
  });
});
