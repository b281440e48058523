import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { type SqlClient, sqlClient } from '../../support/clients/clients-sql.ts';
import { createTestDatabase, type TestDatabase } from '../../support/database/database.ts';
import { type RunningCore, received, runCore, untilProcessed } from '../../support/server/core.ts';
import { until } from '../../support/until.ts';

let database: TestDatabase;
let server: RunningCore;
let sql: SqlClient;
let equipmentId = '';
let equipmentNumber = 0;
let lastMs = Date.now() - 120_000;
const dedupeWindowMs = 1_500;

beforeAll(async () => {
  database = await createTestDatabase();
  sql = sqlClient(database.url, 8);
  server = await runCore(database.url, { ANDON_DEDUPE_WINDOW_S: String(dedupeWindowMs / 1_000) });
});
afterAll(async () => {
  await sql.close();
  await server.close();
  await database.drop();
});
beforeEach(() => {
  equipmentNumber += 1;
  equipmentId = `HAUL-${equipmentNumber}`;
});

/** One reading after the other, each a little later, each through all stages before this returns. */
async function measure(sensorType: string, value: number, units?: string): Promise<void> {
  lastMs += 10;
  const reading = { equipmentId, sensorType, value, timestamp: lastMs, ...(units === undefined ? {} : { units }) };
  expect(await server.core.ingest.submit(received([reading]))).toMatchObject({ accepted: 1 });
  await untilProcessed(database.pool);
}

interface Row {
  readonly recommendation_id: string;
  readonly issue_type: string;
  readonly status: string;
  readonly operator_notes: string | null;
}
const recommendations = (at = equipmentId) =>
  sql.rows<Row>(
    `SELECT recommendation_id, issue_type, status, operator_notes FROM agentic_hmi.agent_recommendations
     WHERE equipment_id = $1 ORDER BY created_timestamp, issue_type`,
    [at],
  );
const raised = async () => (await recommendations()).map(({ issue_type, status }) => `${issue_type} ${status}`);

async function decide(status: string): Promise<void> {
  await sql.rows(
    `UPDATE agentic_hmi.agent_recommendations SET status = $2, operator_id = 'maria' WHERE equipment_id = $1 AND status = 'pending'`,
    [equipmentId, status],
  );
}

/** Until the pipeline may speak again of what was decided. */
async function untilWindowPassed(): Promise<void> {
  await until(
    'the dedupe window has passed',
    async () =>
      (await sql.number(
        'SELECT count(*) FROM andon.recommendation_slot WHERE equipment_id = $1 AND quiet_until > clock_timestamp()',
        [equipmentId],
      )) === 0,
  );
}

async function untilWindowPassedSince(sinceMs: number): Promise<void> {
  await until('longer than the dedupe window has passed', () => Date.now() > sinceMs + dedupeWindowMs);
}

describe('a recommendation of the pipeline', () => {
  it('is linked to its anomaly and says what the type’s limits say', async () => {
    await measure('temperature', 92.5, '°C');
    const rows = await sql.rows(
      `SELECT issue_type, r.severity, confidence_score, status, urgency, a.value, a.limit_name, a.limit_value, a.detector, evidence ->> 'unit' AS unit
       FROM agentic_hmi.agent_recommendations AS r JOIN andon.anomaly AS a USING (anomaly_id) WHERE equipment_id = $1`,
      [equipmentId],
    );
    expect(rows).toEqual([
      {
        issue_type: 'temperature_high_critical',
        severity: 'critical',
        confidence_score: 0.95,
        status: 'pending',
        urgency: 'immediate',
        value: 92.5,
        limit_name: 'emergency',
        limit_value: 90,
        detector: 'limit',
        unit: '°C',
      },
    ]);
  });

  it('is not repeated while it is pending, however long the fault stands', async () => {
    await measure('temperature', 92);
    await measure('temperature', 93);
    await untilWindowPassedSince(Date.now());
    await measure('temperature', 94);
    expect(await raised()).toEqual(['temperature_high_critical pending']);
  });

  it('is not repeated just after it was rejected, and raised again after the window', async () => {
    await measure('temperature', 92);
    await decide('rejected');
    await measure('temperature', 93);
    expect(await raised()).toEqual(['temperature_high_critical rejected']);
    await untilWindowPassed();
    await measure('temperature', 94);
    expect(await raised()).toEqual(['temperature_high_critical rejected', 'temperature_high_critical pending']);
  });

  it('is held back while work that was approved is under way, beyond the window', async () => {
    await measure('temperature', 92);
    await decide('approved');
    await untilWindowPassedSince(Date.now());
    await measure('temperature', 93);
    expect(await raised()).toEqual(['temperature_high_critical approved']);
  });

  it('FEED-28: a recommendation of a worse level comes first and then takes the place of the milder one that is pending, and says so', async () => {
    await measure('temperature', 86);
    expect(await raised()).toEqual(['temperature_high_high pending']);
    await measure('temperature', 91);
    expect(await raised()).toEqual(['temperature_high_high expired', 'temperature_high_critical pending']);
    expect((await recommendations())[0]?.operator_notes).toBe('Superseded: the problem is now critical.');
    const [milder, worse] = (await recommendations()).map((row) => row.recommendation_id);
    const events = await sql.rows<{ kind: string; id: string }>(
      'SELECT kind, recommendation_id AS id FROM andon.recommendation_event WHERE recommendation_id = ANY($1) ORDER BY number',
      [[milder, worse]],
    );
    expect(events.map(({ kind, id }) => [kind, id])).toEqual([
      ['created', milder],
      ['created', worse],
      ['status_changed', milder],
    ]);
  });

  it('a recommendation of a milder level is not raised while a worse one is pending', async () => {
    await measure('temperature', 91);
    await measure('temperature', 86);
    expect(await raised()).toEqual(['temperature_high_critical pending']);
  });

  it('a recommendation for another sensor of the same machine is raised by itself', async () => {
    await measure('temperature', 92);
    await measure('vibration', 6);
    expect(await raised()).toEqual(['temperature_high_critical pending', 'vibration_high_critical pending']);
  });

  it('is not raised below the wanted severity, though the anomaly is recorded', async () => {
    await measure('temperature', 82);
    expect(await raised()).toEqual([]);
    const anomalies = await sql.rows(
      'SELECT severity_rank, limit_name FROM andon.anomaly JOIN andon.sensor USING (sensor_id) WHERE equipment_id = $1',
      [equipmentId],
    );
    expect(anomalies).toEqual([{ severity_rank: 2, limit_name: 'warning' }]);
  });
});

describe('a second pending recommendation for one equipment and issue', () => {
  const insert = (at: string) =>
    sql.rows(
      `INSERT INTO agentic_hmi.agent_recommendations (equipment_id, issue_type, severity) VALUES ($1, 'inspection', 'HIGH')
       RETURNING recommendation_id`,
      [at],
    );

  it('is impossible within the window: of 32 writers at once one has written', async () => {
    const results = await Promise.all(Array.from({ length: 32 }, () => insert(equipmentId)));
    expect(results.filter((rows) => rows.length === 1)).toHaveLength(1);
    expect(await recommendations()).toHaveLength(1);
    expect(
      await sql.number(`SELECT count(*) FROM andon.recommendation_event WHERE recommendation ->> 'equipment_id' = $1`, [
        equipmentId,
      ]),
    ).toBe(1);
  });

  it('is impossible from one statement, too, and from the pipeline at the same time', async () => {
    const statement = sql.rows(
      `INSERT INTO agentic_hmi.agent_recommendations (equipment_id, issue_type, severity)
       SELECT $1, 'temperature_high_critical', 'critical' FROM generate_series(1, 20)`,
      [equipmentId],
    );
    await Promise.all([statement, measure('temperature', 92)]);
    expect(await raised()).toEqual(['temperature_high_critical pending']);
  });

  it('a recommendation for other equipment, another issue or site is not held back', async () => {
    await insert(equipmentId);
    expect(await insert(`${equipmentId}-b`)).toHaveLength(1);
    const elsewhere = await sql.rows(
      `INSERT INTO agentic_hmi.agent_recommendations (site_id, equipment_id, issue_type, severity) VALUES ('north', $1, 'inspection', 'high')
       RETURNING recommendation_id`,
      [equipmentId],
    );
    expect(elsewhere).toHaveLength(1);
  });

  it('may come from another program after the window', async () => {
    await insert(equipmentId);
    await untilWindowPassedSince(Date.now());
    expect(await insert(equipmentId)).toHaveLength(1);
  });
});

describe('a limit changed by SQL', () => {
  it('holds from the next reading on, for known sensors and in a batch with new ones', async () => {
    await measure('oil', 50);
    await sql.rows(
      'UPDATE andon.sensor SET warning_limit = 30, critical_limit = 40, emergency_limit = 45 WHERE equipment_id = $1',
      [equipmentId],
    );
    lastMs += 10;
    const batch = ['oil', 'new'].map((sensorType) => ({ equipmentId, sensorType, value: 50, timestamp: lastMs }));
    await server.core.ingest.submit(received(batch));
    await untilProcessed(database.pool);
    expect(await raised()).toEqual(['oil_high_critical pending']);
    await decide('expired');
    await sql.rows('UPDATE andon.sensor SET emergency_limit = 60 WHERE equipment_id = $1', [equipmentId]);
    await measure('oil', 50);
    expect(await raised()).toEqual(['oil_high_critical expired', 'oil_high_high pending']);
    expect(server.core.pipelineState().lastError).toBeNull();
  });

  it('a limit of a sensor type holds for every sensor without its own', async () => {
    await measure('flow', 50);
    await sql.rows(`INSERT INTO andon.sensor_type VALUES ('flow', 'l/s', 10, 20, 30, 0.6, 0.78, 0.92)`);
    await measure('flow', 51);
    expect(await raised()).toEqual(['flow_high_critical pending']);
  });

  it('a limit of a sensor’s own comes before that of its type', async () => {
    await measure('vibration', 1);
    await sql.rows(
      'UPDATE andon.sensor SET warning_limit = 28, critical_limit = 35, emergency_limit = 55 WHERE equipment_id = $1',
      [equipmentId],
    );
    await measure('vibration', 22);
    expect(await raised()).toEqual([]);
    await measure('vibration', 36);
    expect(await raised()).toEqual(['vibration_high_high pending']);
  });
});

describe('units and odd values', () => {
  const silver = () =>
    sql.rows<{ value: number }>(
      'SELECT value FROM andon.telemetry_silver JOIN andon.sensor USING (sensor_id) WHERE equipment_id = $1 ORDER BY event_time',
      [equipmentId],
    );

  it('are converted to the sensor’s unit before they are judged', async () => {
    await measure('temperature', 92, '°F');
    await measure('temperature', 198.5, '°F');
    expect(await silver()).toEqual([{ value: expect.closeTo(33.333, 3) }, { value: expect.closeTo(92.5, 9) }]);
    expect(await raised()).toEqual(['temperature_high_critical pending']);
  });

  it('that contradict the sensor’s unit are in quarantine, out of silver and in bronze', async () => {
    await measure('temperature', 50, 'mm/s');
    expect(await silver()).toEqual([]);
    const rows = await sql.rows<{ original: string }>(
      'SELECT door, code, original FROM andon.quarantine WHERE equipment_id = $1',
      [equipmentId],
    );
    expect(rows).toMatchObject([{ door: 'pipeline', code: 'UNIT_MISMATCH' }]);
    expect(JSON.parse(rows[0]?.original ?? '')).toMatchObject({ value: 50, units: 'mm/s' });
  });

  it('values of 1e308 and 1e-300 do not stop the pipeline', async () => {
    for (const value of [1e308, -1e308, 1e-300, 1e100, -1e100, 1e100, 5e-324]) await measure('odd', value);
    for (const value of [1e308, 1e100, 1e99, 1e-300]) await measure('temperature', value);
    await measure('odd', 7);
    expect((await silver()).at(-1)).toEqual({ value: 7 });
    expect(server.core.pipelineState().lastError).toBeNull();
  });
});

describe('a late reading', () => {
  it('corrects its window, moves no status back and raises nothing', async () => {
    await measure('temperature', 70);
    const late = { equipmentId, sensorType: 'temperature', value: 95, timestamp: lastMs - 60_000 };
    await server.core.ingest.submit(received([late]));
    await untilProcessed(database.pool);
    expect(await raised()).toEqual([]);
    const rows = await sql.rows(
      `SELECT (SELECT value_number FROM andon.current_status WHERE sensor_id = s.sensor_id) AS status,
              (SELECT count(*)::int FROM andon.performance_1min WHERE sensor_id = s.sensor_id) AS windows,
              (SELECT count(*)::int FROM andon.anomaly WHERE sensor_id = s.sensor_id) AS anomalies
       FROM andon.sensor AS s WHERE equipment_id = $1`,
      [equipmentId],
    );
    expect(rows).toEqual([{ status: 70, windows: 2, anomalies: 1 }]);
  });
});

it('the server logs no warning while everything works', () => {
  expect(server.logged).toEqual([]);
});
