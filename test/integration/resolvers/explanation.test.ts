import { execute, parse } from 'graphql';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { type Identity, unrestricted } from '../../../src/auth/identity.ts';
import { DayPartitions } from '../../../src/db/upkeep/day-partitions.ts';
import { createLoaders } from '../../../src/resolvers/loaders.ts';
import { createRowBudget } from '../../../src/resolvers/row-budget.ts';
import { buildSchema } from '../../../src/schema/build-schema.ts';
import { createDecisionService } from '../../../src/services/decision-service.ts';
import { createServices } from '../../../src/services/services.ts';
import { createTestDatabase, type TestDatabase } from '../../support/database/database.ts';

const schema = buildSchema();
const moment = new Date(Math.floor(Date.now() / 60_000) * 60_000);
const found = (sensorType: string, at = moment) => ({
  at: at.toISOString(),
  sensor_type: sensorType,
  detector: 'limit',
  subject: 'sensor',
  severity: 'high',
  issue_type: `${sensorType}_high_high`,
  sentence: `${sensorType} is too high.`,
  value: 92,
  unit: '°C',
  limit: { name: 'critical', value: 90 },
  version: 1,
});

let database: TestDatabase;
beforeAll(async () => {
  database = await createTestDatabase();
  const { pool } = database;
  await pool.query(
    `INSERT INTO andon.equipment (site_id, equipment_id, equipment_type) VALUES
       ('default', 'PUMP-1', 'pump'), ('default', 'PUMP-2', 'pump'), ('default', 'FAN-1', 'fan'), ('north', 'PUMP-3', 'pump');
     INSERT INTO andon.sensor (equipment_id, sensor_type, unit, critical_limit) VALUES
       ('PUMP-1', 'temperature', '°C', 90), ('PUMP-1', 'flow', 'm3/h', NULL), ('PUMP-1', 'pressure', 'bar', NULL), ('PUMP-1', 'removed', NULL, NULL);
     UPDATE andon.sensor SET removed_at = now() WHERE sensor_type = 'removed'`,
  );
  // A day and an hour of a steady machine whose flow falls in the last minute.
  const hours = Array.from({ length: 26 }, (_, back) => moment.getTime() - back * 3_600_000);
  await new DayPartitions(pool).ensure(['performance_1min'], hours);
  await pool.query(
    `INSERT INTO andon.performance_1min (sensor_id, window_start, reading_count, mean, mean_low, m2, min_value, max_value, revision)
     SELECT sensor_id, minute, 6, value, 0, 0, value - 1, value + 1, 1
     FROM andon.sensor CROSS JOIN LATERAL (
       SELECT minute, CASE sensor_type WHEN 'flow' THEN CASE WHEN minute = $1 THEN 20 ELSE 100 + extract(minute FROM minute)::int % 2 END
                                       WHEN 'temperature' THEN 80 ELSE 4 + extract(minute FROM minute)::int % 2 END AS value
       FROM generate_series($1::timestamptz - interval '25 hours', $1, interval '1 minute') AS minute
     ) AS each`,
    [moment],
  );
  await pool.query(
    `INSERT INTO agentic_hmi.agent_recommendations
       (recommendation_id, site_id, equipment_id, issue_type, severity, status, outcome, resolved, rejection_reason, created_timestamp, findings)
     SELECT id, site, machine, issue, 'high', status, outcome, resolved, reason, $1::timestamptz - age::interval, findings::jsonb
     FROM (VALUES
       ('now', 'default', 'PUMP-1', 'temperature_high_high', 'pending', NULL, NULL::boolean, NULL, '0', $2),
       ('own', 'default', 'PUMP-1', 'temperature_high_high', 'executed', 'bearing greased', true, NULL, '9 days', NULL),
       ('twin', 'default', 'PUMP-2', 'temperature_high_high', 'rejected', NULL, NULL, 'sensor was wet', '3 days', NULL),
       ('undecided', 'default', 'PUMP-2', 'temperature_high_high', 'pending', NULL, NULL, NULL, '2 days', NULL),
       ('other issue', 'default', 'PUMP-1', 'flow_low_high', 'executed', 'valve opened', true, NULL, '2 days', NULL),
       ('other type', 'default', 'FAN-1', 'temperature_high_high', 'executed', 'fan cleaned', true, NULL, '2 days', NULL),
       ('other site', 'north', 'PUMP-3', 'temperature_high_high', 'executed', 'elsewhere', true, NULL, '2 days', NULL),
       ('foreign', 'default', 'NOBODY', 'leak', 'pending', NULL, NULL, NULL, '0', NULL)
     ) AS row (id, site, machine, issue, status, outcome, resolved, reason, age, findings)`,
    [moment, JSON.stringify([found('temperature')])],
  );
});
afterAll(() => database.drop());

async function ask(text: string, identity: Identity = unrestricted(null)) {
  const statements = vi.spyOn(database.pool, 'query');
  const services = createServices(database.pool, {
    watermarkMs: 30_000,
    now: Date.now,
    writeCounts: async () => undefined,
    decisions: createDecisionService(database.pool),
    onMasterDataChanged: () => undefined,
  });
  const contextValue = {
    services,
    identity,
    loaders: createLoaders(services),
    budget: createRowBudget(),
    audit: { refused: () => undefined },
    now: Date.now,
  };
  const { data, errors } = await execute({ schema, document: parse(text), contextValue });
  const count = statements.mock.calls.length;
  statements.mockRestore();
  // Objects of graphql have no prototype.
  return { data: JSON.parse(JSON.stringify(data ?? null)), errors, count };
}

const explained = (selection: string, id = 'now') => `{ recommendation(id: "${id}") { explanation { ${selection} } } }`;

describe('the evidence behind a recommendation', () => {
  it('is what was found, with its moment, its limits with their origin, its course, its neighbours and what was decided before', async () => {
    const { data, errors } = await ask(
      explained(`moment findings { pieceId text finding { sensorType } } limits { pieceId text name value unit source }
        series { pieceId text bucketMs unit series { timestamps avg } }
        neighbours { pieceId sensorType unit avgValue dayMean deviation text }
        similarCases { pieceId text isSameMachine recommendation { recommendationId } }`),
    );
    expect(errors).toBeUndefined();
    const { explanation } = data.recommendation;
    expect(explanation).toMatchObject({
      moment: moment.toISOString(),
      findings: [{ pieceId: 'F1', text: 'temperature is too high.', finding: { sensorType: 'temperature' } }],
      limits: [
        { pieceId: 'L1', name: 'warning', unit: '°C', source: 'TYPE' },
        { pieceId: 'L2', name: 'critical', value: 90, unit: '°C', source: 'OWN' },
        { pieceId: 'L3', name: 'emergency', unit: '°C', source: 'TYPE' },
      ],
      series: [
        { pieceId: 'S1', bucketMs: 60_000, unit: '°C' },
        { pieceId: 'S2', bucketMs: 3_600_000, unit: '°C' },
      ],
      neighbours: [
        { pieceId: 'N1', sensorType: 'flow', unit: 'm3/h', avgValue: 20 },
        { pieceId: 'N2', sensorType: 'pressure', unit: 'bar' },
      ],
      similarCases: [
        { pieceId: 'C1', isSameMachine: false, recommendation: { recommendationId: 'twin' } },
        { pieceId: 'C2', isSameMachine: true, recommendation: { recommendationId: 'own' } },
      ],
    });
    const [minutes, hours] = explanation.series;
    expect(minutes.series.timestamps).toHaveLength(60);
    expect(minutes.series.timestamps.at(-1)).toBe(moment.toISOString());
    expect(hours.series.avg).toHaveLength(24);
    expect(explanation.neighbours[0].deviation).toBeLessThan(-100);
    expect(explanation.limits[1].text).toBe('temperature: the critical limit of the sensor itself is 90 °C.');
    expect(explanation.similarCases[0].text).toContain('PUMP-2: rejected; because: sensor was wet.');
    expect(explanation.similarCases[1].text).toContain('this machine: executed; outcome: bearing greased; resolved.');
  });

  it('is there for what another program raised about a machine that nobody knows, with nothing in it', async () => {
    const { data, errors } = await ask(
      explained(
        'findings { pieceId } limits { pieceId } series { pieceId } neighbours { pieceId } similarCases { pieceId }',
        'foreign',
      ),
    );
    expect(errors).toBeUndefined();
    expect(data.recommendation.explanation).toEqual({
      findings: [],
      limits: [],
      series: [],
      neighbours: [],
      similarCases: [],
    });
  });

  it('is read a kind of piece at a time: nothing that is not asked for', async () => {
    const bare = await ask(explained('moment findings { pieceId }'));
    const neighbours = await ask(explained('neighbours { pieceId }'));
    expect(bare.count).toBe(1);
    expect(neighbours.count).toBe(2);
  });

  it('costs the rows that it can hold, so that a page of many is refused', async () => {
    const page = (first: number) =>
      `{ recommendations(first: ${first}) { edges { node { explanation { series { pieceId } } } } } }`;
    await database.pool.query(
      `INSERT INTO agentic_hmi.agent_recommendations (equipment_id, issue_type, severity)
       SELECT 'MANY-' || g, 'leak', 'high' FROM generate_series(1, 70) AS g`,
    );
    expect((await ask(page(40))).errors).toBeUndefined();
    expect((await ask(page(70))).errors?.[0]?.originalError).toMatchObject({ code: 'TOO_COMPLEX' });
  });

  it('stays within the sites of the caller', async () => {
    const ofNorth: Identity = { ...unrestricted(null), siteIds: ['north'] };
    expect((await ask(explained('moment'), ofNorth)).data).toEqual({ recommendation: null });
  });
});
