import { describe, expect, it } from 'vitest';
import { recommendationEventKinds } from '../../../../src/domain/recommendations/recommendation.ts';
import { useJudgedReadings } from '../../../support/fixtures/judged-readings.ts';
import { read, untilProcessed } from '../../../support/server/core.ts';
import { until } from '../../../support/until.ts';

const site = useJudgedReadings();
const { machine, measure, send, raised, nextMs } = site;
const hourMs = 3_600_000;

interface Stored {
  readonly id: string;
  readonly issue_type: string;
  readonly status: string;
  readonly version: number;
  readonly issue_description: string;
  readonly findings: readonly { readonly issue_type: string; readonly at: string; readonly version: number }[];
}

/** What the operators have of the test's machine, oldest first. */
async function stored(): Promise<Stored[]> {
  return site.sql.rows<Stored>(
    `SELECT recommendation_id AS id, issue_type, status, version, issue_description, findings
     FROM agentic_hmi.agent_recommendations WHERE equipment_id = $1 ORDER BY created_timestamp, issue_type`,
    [machine()],
  );
}
const issues = async () => (await stored()).map(({ findings }) => findings.map(({ issue_type }) => issue_type));
const slots = () =>
  site.sql.rows(
    'SELECT issue_type, recommendation_id AS id, pending FROM andon.recommendation_slot WHERE equipment_id = $1 ORDER BY issue_type',
    [machine()],
  );
const kinds = async () =>
  (
    await site.sql.rows<{ kind: string; issue_type: string }>(
      `SELECT kind, recommendation ->> 'issue_type' AS issue_type FROM andon.recommendation_event
       WHERE recommendation ->> 'equipment_id' = $1 ORDER BY number`,
      [machine()],
    )
  ).map(({ kind, issue_type }) => `${kind} ${issue_type}`);

describe('a finding at another sensor of a machine for which a recommendation is pending', () => {
  it('joins it when it is not worse, once, and the recommendation says so', async () => {
    await measure('temperature', 86, '°C');
    await measure('vibration', 4.5, 'mm/s');
    await measure('vibration', 4.6, 'mm/s');
    await measure('temperature', 86.5, '°C');
    const [one, ...others] = await stored();
    expect(others).toEqual([]);
    expect(one).toMatchObject({ issue_type: 'temperature_high_high', status: 'pending', version: 2 });
    expect(one?.issue_description).toBe(
      `temperature of ${machine()} is 86 °C, above the critical limit of 85 °C. Also: vibration of ${machine()} is 4.5 mm/s, above the critical limit of 4 mm/s.`,
    );
    expect(one?.findings).toMatchObject([
      {
        issue_type: 'temperature_high_high',
        sensor_type: 'temperature',
        detector: 'limit',
        severity: 'high',
        value: 86,
        unit: '°C',
        limit: { name: 'critical', value: 85 },
        version: 1,
      },
      { issue_type: 'vibration_high_high', sensor_type: 'vibration', value: 4.5, unit: 'mm/s', version: 2 },
    ]);
    expect(await kinds()).toEqual(['created temperature_high_high', 'changed temperature_high_high']);
  });

  it('is told as an event CHANGED whose snapshot has it, and by no second alert', async () => {
    const all = await read(site.server.core, {
      kinds: recommendationEventKinds,
      filter: { equipmentIds: [machine()] },
    });
    const usual = await read(site.server.core, { filter: { equipmentIds: [machine()] } });
    await measure('temperature', 86);
    await measure('vibration', 4.5);
    await all.has(2);
    expect(all.events.map(({ event }) => [event.kind, event.recommendation.version])).toEqual([
      ['created', 1],
      ['changed', 2],
    ]);
    expect(all.events.map(({ event }) => event.recommendation.findings.map(({ sensorType }) => sensorType))).toEqual([
      ['temperature'],
      ['temperature', 'vibration'],
    ]);
    expect(usual.events.map(({ event }) => event.kind)).toEqual(['created']);
    await all.close();
    await usual.close();
  });

  it('stands before it in the list when it was measured earlier', async () => {
    const earlierMs = nextMs();
    await measure('temperature', 86);
    await send({ equipmentId: machine(), sensorType: 'vibration', value: 4.5, timestamp: earlierMs });
    expect(await issues()).toEqual([['vibration_high_high', 'temperature_high_high']]);
  });

  it('of one batch joins the worst of that batch', async () => {
    const [equipmentId, timestamp] = [machine(), nextMs()];
    await send(
      { equipmentId, sensorType: 'pressure', value: 4.3, timestamp },
      { equipmentId, sensorType: 'vibration', value: 6, timestamp: timestamp + 1 },
      { equipmentId, sensorType: 'temperature', value: 86, timestamp: timestamp + 2 },
    );
    expect(await issues()).toEqual([['pressure_high_high', 'vibration_high_critical', 'temperature_high_high']]);
    expect(await raised()).toEqual(['vibration_high_critical pending']);
  });

  it('joins nothing of another machine, of another site, or of another program', async () => {
    await site.sql.rows(
      `INSERT INTO agentic_hmi.agent_recommendations (equipment_id, issue_type, severity) VALUES ($1, 'wear', 'critical')`,
      [machine()],
    );
    await measure('temperature', 86);
    await send(
      { equipmentId: `${machine()}-b`, sensorType: 'vibration', value: 4.5, timestamp: nextMs() },
      { siteId: 'north', equipmentId: machine(), sensorType: 'vibration', value: 4.5, timestamp: nextMs() },
    );
    expect((await stored()).map(({ issue_type, findings }) => [issue_type, findings?.length ?? null])).toEqual([
      ['wear', null],
      ['temperature_high_high', 1],
      ['vibration_high_high', 1],
    ]);
  });

  it('joins what was found more than the window before while its alarm stands, and is one of its own when that is over', async () => {
    await measure('temperature', 86);
    await site.sql.rows(
      `UPDATE agentic_hmi.agent_recommendations
       SET findings = jsonb_set(findings, '{0,at}', to_jsonb($2::text)) WHERE equipment_id = $1`,
      [machine(), new Date(nextMs() - hourMs - 60_000).toISOString()],
    );
    await measure('vibration', 4.5);
    expect(await issues()).toEqual([['temperature_high_high', 'vibration_high_high']]);
    await site.sql.rows(`UPDATE andon.alarm SET request = 'returned' WHERE equipment_id = $1`, [machine()]);
    await site.sql.rows(
      `UPDATE agentic_hmi.agent_recommendations
       SET findings = (SELECT jsonb_agg(one || jsonb_build_object('at', $2::text)) FROM jsonb_array_elements(findings) AS each(one))
       WHERE equipment_id = $1`,
      [machine(), new Date(nextMs() - hourMs - 60_000).toISOString()],
    );
    await measure('pressure', 4.3);
    expect(await raised()).toEqual(['temperature_high_high pending', 'pressure_high_high pending']);
  });

  it('is a recommendation of its own when another program has written what is no list of findings', async () => {
    await measure('temperature', 86);
    await site.sql.rows(
      `UPDATE agentic_hmi.agent_recommendations SET findings = '[{"at": 7}, null, "x"]' WHERE equipment_id = $1`,
      [machine()],
    );
    await measure('vibration', 4.5);
    expect(await raised()).toEqual(['temperature_high_high pending', 'vibration_high_high pending']);
  });

  it('is a recommendation of its own when that has 32 findings already', async () => {
    await measure('temperature', 86);
    await site.sql.rows(
      `UPDATE agentic_hmi.agent_recommendations
       SET findings = (SELECT jsonb_agg(one) FROM jsonb_array_elements(findings) AS found(one), generate_series(1, 32)) WHERE equipment_id = $1`,
      [machine()],
    );
    await measure('vibration', 4.5);
    expect(await raised()).toEqual(['temperature_high_high pending', 'vibration_high_high pending']);
  });
});

describe('a worse finding', () => {
  it('is raised at once, takes over what was found before, and the milder recommendation expires', async () => {
    await measure('temperature', 86);
    await measure('pressure', 4.3);
    await measure('vibration', 6);
    expect(await raised()).toEqual(['temperature_high_high expired', 'vibration_high_critical pending']);
    expect((await issues())[1]).toEqual(['temperature_high_high', 'pressure_high_high', 'vibration_high_critical']);
    expect((await stored())[1]?.issue_description).toMatch(
      /^vibration of .+ limit of 5 mm\/s\. Before: temperature of .+85 °C\. Before: pressure of .+4\.2 bar\.$/,
    );
    expect(await kinds()).toEqual([
      'created temperature_high_high',
      'changed temperature_high_high',
      'created vibration_high_critical',
      'status_changed temperature_high_high',
    ]);
    await measure('temperature', 86);
    await measure('pressure', 4.3);
    expect((await stored())[1]?.version, 'what was taken over is not told again').toBe(1);
    const id = (await stored())[1]?.id;
    expect(await slots()).toEqual([
      { issue_type: 'pressure_high_high', id, pending: false },
      { issue_type: 'temperature_high_high', id, pending: false },
      { issue_type: 'vibration_high_critical', id, pending: true },
    ]);
  });

  it('of the same sensor takes what had joined its milder level along, however long ago that was', async () => {
    await measure('temperature', 86);
    await measure('vibration', 4.5);
    const longAgo = new Date(nextMs() - 2 * hourMs).toISOString();
    await site.sql.rows(
      `UPDATE agentic_hmi.agent_recommendations
       SET findings = (SELECT jsonb_agg(one || jsonb_build_object('at', $2::text)) FROM jsonb_array_elements(findings) AS each(one))
       WHERE equipment_id = $1`,
      [machine(), longAgo],
    );
    await measure('temperature', 92);
    expect(await raised()).toEqual(['temperature_high_high expired', 'temperature_high_critical pending']);
    expect((await issues())[1]).toEqual(['temperature_high_high', 'vibration_high_high', 'temperature_high_critical']);
    await measure('vibration', 4.6);
    expect(await raised()).toHaveLength(2);
  });

  it('that is critical is raised at once though another critical one is pending, and goes on with what both found', async () => {
    await measure('temperature', 92);
    await measure('vibration', 4.5);
    await measure('vibration', 6);
    await measure('vibration', 6.1);
    await measure('temperature', 92.1);
    expect(await raised()).toEqual(['temperature_high_critical expired', 'vibration_high_critical pending']);
    expect((await issues())[1]).toEqual([
      'temperature_high_critical',
      'vibration_high_high',
      'vibration_high_critical',
    ]);
    expect((await kinds()).filter((kind) => kind.startsWith('created'))).toEqual([
      'created temperature_high_critical',
      'created vibration_high_critical',
    ]);
    const [row] = await site.sql.rows<{ action: string; first: string }>(
      `SELECT (SELECT recommended_action FROM agentic_hmi.agent_recommendations WHERE equipment_id = $1 AND status = 'pending') AS action,
              (SELECT recommended_action FROM agentic_hmi.agent_recommendations WHERE equipment_id = $1 AND status = 'expired') AS first`,
      [machine()],
    );
    expect(row?.action.endsWith(` Also: ${row.first}`)).toBe(true);
  });

  it('that is critical again, once its alarm was over, is raised at once though another has taken it over', async () => {
    await measure('temperature', 92);
    await measure('vibration', 6);
    await site.sql.rows(
      `UPDATE andon.alarm SET request = 'returned' WHERE equipment_id = $1 AND problem = 'temperature_high'`,
      [machine()],
    );
    await measure('temperature', 93);
    expect((await raised()).sort()).toEqual([
      'temperature_high_critical expired',
      'temperature_high_critical pending',
      'vibration_high_critical expired',
    ]);
  });
});

it('what two connections find about one machine at the same instant is one recommendation', async () => {
  const holder = await site.server.database.pool.connect();
  try {
    await holder.query('BEGIN');
    await holder.query(`SELECT pg_advisory_xact_lock(hashtextextended($1, 6301))`, [`default/${machine()}`]);
    await site.server.core.ingest.submit([
      { equipmentId: machine(), sensorType: 'vibration', value: 4.5, timestamp: nextMs(), index: 0 },
    ]);
    const waiting =
      "SELECT count(*) FROM pg_locks WHERE locktype = 'advisory' AND NOT granted AND database = (SELECT oid FROM pg_database WHERE datname = current_database())";
    await until('the pipeline waits for the machine, or has gone on', async () => {
      return (await site.sql.number(waiting, [])) > 0 || (await stored()).length > 0;
    });
    const { rows } = await holder.query<{ id: string }>(
      `INSERT INTO agentic_hmi.agent_recommendations (equipment_id, issue_type, severity, findings)
       VALUES ($1, 'machine_behaviour_high', 'high', jsonb_build_array(jsonb_build_object('at', $2::text, 'issue_type', 'machine_behaviour_high')))
       RETURNING recommendation_id AS id`,
      [machine(), new Date(nextMs()).toISOString()],
    );
    await holder.query('COMMIT');
    await untilProcessed(site.server.database.pool);
    expect(await raised()).toEqual(['machine_behaviour_high pending']);
    expect(await issues()).toEqual([['vibration_high_high', 'machine_behaviour_high']]);
    expect(rows).toEqual([{ id: (await stored())[0]?.id }]);
  } finally {
    holder.release();
  }
});

it('the server logs no warning while everything works', () => {
  expect(site.server.logged).toEqual([]);
});
