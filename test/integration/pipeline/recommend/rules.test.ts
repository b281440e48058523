import { describe, expect, it } from 'vitest';
import { useJudgedReadings } from '../../../support/fixtures/judged-readings.ts';

const site = useJudgedReadings();
const { machine, measure, recommendations, raised, decide, untilWindowPassed, untilWindowPassedSince } = site;

describe('a recommendation of the pipeline', () => {
  it('is linked to its anomaly and says what the type’s limits say', async () => {
    await measure('temperature', 92.5, '°C');
    const rows = await site.sql.rows(
      `SELECT issue_type, r.severity, confidence_score, status, urgency, a.value, a.subject, a.evidence, a.detector, r.evidence ->> 'unit' AS unit
       FROM agentic_hmi.agent_recommendations AS r JOIN andon.anomaly AS a USING (anomaly_id) WHERE equipment_id = $1`,
      [machine()],
    );
    expect(rows).toEqual([
      {
        issue_type: 'temperature_high_critical',
        severity: 'critical',
        confidence_score: 0.95,
        status: 'pending',
        urgency: 'immediate',
        value: 92.5,
        subject: 'sensor',
        evidence: { limit: { name: 'emergency', value: 90 } },
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
    const events = await site.sql.rows<{ kind: string; id: string }>(
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

  it('is not raised below the wanted severity, though the anomaly is recorded', async () => {
    await measure('temperature', 82);
    expect(await raised()).toEqual([]);
    const anomalies = await site.sql.rows(
      'SELECT severity_rank, evidence FROM andon.anomaly JOIN andon.sensor USING (sensor_id) WHERE equipment_id = $1',
      [machine()],
    );
    expect(anomalies).toEqual([{ severity_rank: 2, evidence: { limit: { name: 'warning', value: 80 } } }]);
  });
});

describe('a second pending recommendation for one equipment and issue', () => {
  const insert = (at: string) =>
    site.sql.rows(
      `INSERT INTO agentic_hmi.agent_recommendations (equipment_id, issue_type, severity) VALUES ($1, 'inspection', 'HIGH')
       RETURNING recommendation_id`,
      [at],
    );

  it('is impossible within the window: of 32 writers at once one has written', async () => {
    const results = await Promise.all(Array.from({ length: 32 }, () => insert(machine())));
    expect(results.filter((rows) => rows.length === 1)).toHaveLength(1);
    expect(await recommendations()).toHaveLength(1);
    expect(
      await site.sql.number(
        `SELECT count(*) FROM andon.recommendation_event WHERE recommendation ->> 'equipment_id' = $1`,
        [machine()],
      ),
    ).toBe(1);
  });

  it('is impossible from one statement, too, and from the pipeline at the same time', async () => {
    const statement = site.sql.rows(
      `INSERT INTO agentic_hmi.agent_recommendations (equipment_id, issue_type, severity)
       SELECT $1, 'temperature_high_critical', 'critical' FROM generate_series(1, 20)`,
      [machine()],
    );
    await Promise.all([statement, measure('temperature', 92)]);
    expect(await raised()).toEqual(['temperature_high_critical pending']);
  });

  it('a recommendation for other equipment, another issue or site is not held back', async () => {
    await insert(machine());
    expect(await insert(`${machine()}-b`)).toHaveLength(1);
    const elsewhere = await site.sql.rows(
      `INSERT INTO agentic_hmi.agent_recommendations (site_id, equipment_id, issue_type, severity) VALUES ('north', $1, 'inspection', 'high')
       RETURNING recommendation_id`,
      [machine()],
    );
    expect(elsewhere).toHaveLength(1);
  });

  it('may come from another program after the window', async () => {
    await insert(machine());
    await untilWindowPassedSince(Date.now());
    expect(await insert(machine())).toHaveLength(1);
  });
});
it('the server logs no warning while everything works', () => {
  expect(site.server.logged).toEqual([]);
});
