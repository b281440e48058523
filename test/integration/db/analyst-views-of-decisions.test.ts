import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createQueries } from '../../../src/services/queries.ts';
import { createTestDatabase, type TestDatabase } from '../../support/database/database.ts';
import { storeRecommendation, storeSensor } from '../../support/database/stored-rows.ts';

describe('The views for analysts, from anomaly to effectiveness', () => {
  let database: TestDatabase;
  const rows = async (sql: string) => (await database.pool.query(sql)).rows;
  beforeAll(async () => {
    database = await createTestDatabase();
    const { pool } = database;
    const own = await storeSensor(pool, { equipmentId: 'CR_001', sensorType: 'Vibration' });
    await storeSensor(pool, { equipmentId: 'HT_001', sensorType: 'Vibration' });
    await pool.query('UPDATE andon.sensor SET critical_limit = 35 WHERE sensor_id = $1', [own]);
    await pool.query(
      `UPDATE andon.equipment SET location = 'pit 3', criticality = 'Critical' WHERE equipment_id = 'CR_001'`,
    );
    await pool.query(
      `INSERT INTO andon.anomaly (sensor_id, detector, severity_rank, window_start, event_time, value, score, subject, evidence, excess)
       VALUES ($1, 'limit', 3, now(), now(), 36, 0.78, 'sensor', '{"limit": {"name": "critical", "value": 35}}', 1),
              ($1, 'baseline', 4, now(), now(), 36, 0.99, 'sensor', '{"baseline": {"mean": 20, "stddev": 2, "deviation": 8}}', 8),
              ($1, 'together', 3, now(), now(), 36, 0.7, 'equipment', '{"clause": "no longer as it was", "rows": 40}', 36)`,
      [own],
    );
    const decided = await storeRecommendation(pool, { equipmentId: 'CR_001', issueType: 'vibration_high' });
    await pool.query(
      `UPDATE agentic_hmi.agent_recommendations SET anomaly_id = (SELECT anomaly_id FROM andon.anomaly WHERE detector = 'limit')
       WHERE recommendation_id = $1`,
      [decided],
    );
    const decide = (change: string) =>
      pool.query(`UPDATE agentic_hmi.agent_recommendations SET ${change} WHERE recommendation_id = $1`, [decided]);
    await decide(`status = 'deferred', defer_until = now() + interval '1 hour', operator_id = 'maria'`);
    await decide(`status = 'approved', operator_notes = 'go'`);
    await decide(`status = 'executed', outcome = 'new bearing', resolved = true`);
    const rejected = await storeRecommendation(pool, { equipmentId: 'HT_001', issueType: 'vibration_high' });
    await pool.query(
      `UPDATE agentic_hmi.agent_recommendations SET status = 'rejected', rejection_reason = 'sensor loose' WHERE recommendation_id = $1`,
      [rejected],
    );
    await storeRecommendation(pool, { equipmentId: 'HT_002', issueType: 'belt_slip', severity: 'low' });
  });
  afterAll(() => database.drop());

  it('anomalies name their sensor in words; predictions are those of a model, with what it expected', async () => {
    expect(
      await rows(
        `SELECT equipment_id, sensor_type, detector, severity, sensor_value, units, limit_name, limit_value, deviation_score, subject, evidence
         FROM andon_analytics.anomaly_detection_silver ORDER BY anomaly_id`,
      ),
    ).toEqual([
      {
        equipment_id: 'CR_001',
        sensor_type: 'Vibration',
        detector: 'limit',
        severity: 'high',
        sensor_value: 36,
        units: 'mm/s',
        limit_name: 'critical',
        limit_value: 35,
        deviation_score: null,
        subject: 'sensor',
        evidence: { limit: { name: 'critical', value: 35 } },
      },
      {
        equipment_id: 'CR_001',
        sensor_type: 'Vibration',
        detector: 'baseline',
        severity: 'critical',
        sensor_value: 36,
        units: 'mm/s',
        limit_name: null,
        limit_value: null,
        deviation_score: 8,
        subject: 'sensor',
        evidence: { baseline: { mean: 20, stddev: 2, deviation: 8 } },
      },
      {
        equipment_id: 'CR_001',
        sensor_type: 'Vibration',
        detector: 'together',
        severity: 'high',
        sensor_value: 36,
        units: 'mm/s',
        limit_name: null,
        limit_value: null,
        deviation_score: null,
        subject: 'equipment',
        evidence: { clause: 'no longer as it was', rows: 40 },
      },
    ]);
    expect(
      await rows(
        'SELECT model_name, predicted_value, predicted_stddev, sensor_value, deviation_score, subject, evidence FROM andon_analytics.ml_predictions',
      ),
    ).toEqual([
      {
        model_name: 'baseline',
        predicted_value: 20,
        predicted_stddev: 2,
        sensor_value: 36,
        deviation_score: 8,
        subject: 'sensor',
        evidence: { baseline: { mean: 20, stddev: 2, deviation: 8 } },
      },
    ]);
  });

  it('recommendations come with their equipment and, where a reading led to them, with its sensor', async () => {
    expect(
      await rows(
        `SELECT equipment_id, location, criticality, sensor_type, issue_type, status, operator_id
         FROM andon_analytics.ai_recommendations_gold ORDER BY created_timestamp`,
      ),
    ).toEqual([
      {
        equipment_id: 'CR_001',
        location: 'pit 3',
        criticality: 'Critical',
        sensor_type: 'Vibration',
        issue_type: 'vibration_high',
        status: 'executed',
        operator_id: 'maria',
      },
      {
        equipment_id: 'HT_001',
        location: null,
        criticality: 'Medium',
        sensor_type: null,
        issue_type: 'vibration_high',
        status: 'rejected',
        operator_id: null,
      },
      {
        equipment_id: 'HT_002',
        location: null,
        criticality: null,
        sensor_type: null,
        issue_type: 'belt_slip',
        status: 'pending',
        operator_id: null,
      },
    ]);
  });

  it('each decision of an operator is one row of feedback', async () => {
    expect(
      await rows(
        `SELECT equipment_id, previous_status, feedback, rejection_reason, outcome, seconds_since_created >= 0 AS after
         FROM andon_analytics.operator_feedback_bronze ORDER BY feedback_id`,
      ),
    ).toEqual([
      {
        equipment_id: 'CR_001',
        previous_status: 'pending',
        feedback: 'deferred',
        rejection_reason: null,
        outcome: null,
        after: true,
      },
      {
        equipment_id: 'CR_001',
        previous_status: 'deferred',
        feedback: 'approved',
        rejection_reason: null,
        outcome: null,
        after: true,
      },
      {
        equipment_id: 'CR_001',
        previous_status: 'approved',
        feedback: 'executed',
        rejection_reason: null,
        outcome: 'new bearing',
        after: true,
      },
      {
        equipment_id: 'HT_001',
        previous_status: 'pending',
        feedback: 'rejected',
        rejection_reason: 'sensor loose',
        outcome: null,
        after: true,
      },
    ]);
  });

  it('effectiveness says the same as the query recommendationEffectiveness', async () => {
    const queried = await createQueries(database.pool).recommendations.effectiveness({});
    expect(queried).toHaveLength(2);
    expect(
      await rows(
        `SELECT issue_type AS "issueType", raised::int, pending::int, approved::int, rejected::int, deferred::int, executed::int,
                expired::int, resolved::int, approval_rate AS "approvalRate", resolution_rate AS "resolutionRate",
                median_decision_seconds * 1000 AS "medianDecisionMs"
         FROM andon_analytics.recommendation_effectiveness ORDER BY raised DESC, issue_type`,
      ),
    ).toEqual(queried);
  });

  it('each limit of a sensor is its own or that of its type, and says which', async () => {
    expect(
      await rows(
        `SELECT equipment_id, units, units_source, has_own_limits, warning_limit, critical_limit, emergency_limit, warning_source,
           critical_source, emergency_source
         FROM andon_analytics.sensor_definitions ORDER BY equipment_id`,
      ),
    ).toEqual([
      {
        equipment_id: 'CR_001',
        units: 'mm/s',
        units_source: 'type',
        has_own_limits: true,
        warning_limit: 3.5,
        critical_limit: 35,
        emergency_limit: 5,
        warning_source: 'type',
        critical_source: 'own',
        emergency_source: 'type',
      },
      {
        equipment_id: 'HT_001',
        units: 'mm/s',
        units_source: 'type',
        has_own_limits: false,
        warning_limit: 3.5,
        critical_limit: 4,
        emergency_limit: 5,
        warning_source: 'type',
        critical_source: 'type',
        emergency_source: 'type',
      },
    ]);
  });
});
