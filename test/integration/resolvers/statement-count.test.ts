import { execute, parse } from 'graphql';
import { afterAll, beforeAll, expect, it, vi } from 'vitest';
import { unrestricted } from '../../../src/auth/identity.ts';
import { createLoaders } from '../../../src/resolvers/loaders.ts';
import { createRowBudget } from '../../../src/resolvers/row-budget.ts';
import { buildSchema } from '../../../src/schema/build-schema.ts';
import { createDecisionService } from '../../../src/services/decision-service.ts';
import { createServices } from '../../../src/services/services.ts';
import { createTestDatabase, type TestDatabase } from '../../support/database/database.ts';

const equipmentCount = 20;
const recommendationCount = 100;
const schema = buildSchema();
const nested = parse(`query ($first: Int) {
  recommendations(first: $first) {
    edges {
      node {
        id
        equipment { id sensors { sensorType criticalLimit } status { sensorType value freshness } }
        anomaly { value equipment { id } }
        history { newStatus occurredAt }
      }
    }
  }
}`);

let database: TestDatabase;
beforeAll(async () => {
  database = await createTestDatabase();
  await database.pool.query(
    `INSERT INTO andon.equipment (equipment_id) SELECT 'CR_' || g FROM generate_series(1, ${equipmentCount}) AS g;
     INSERT INTO andon.sensor (equipment_id, sensor_type, critical_limit)
       SELECT equipment_id, 'vibration', 35 FROM andon.equipment;
     INSERT INTO andon.current_status (sensor_id, quality, event_time, received_at, value_number)
       SELECT sensor_id, 0, now(), now(), 36 FROM andon.sensor;
     INSERT INTO andon.anomaly (sensor_id, detector, severity_rank, window_start, event_time, value, score, evidence, excess)
       SELECT sensor_id, 'limits', 3, now(), now(), 36, 0.78, '{}', 36 FROM andon.sensor;
     INSERT INTO agentic_hmi.agent_recommendations (recommendation_id, equipment_id, issue_type, severity, anomaly_id)
       SELECT 'r' || g, equipment_id, 'issue ' || g, 'high', anomaly_id
       FROM generate_series(1, ${recommendationCount}) AS g
       JOIN andon.sensor ON equipment_id = 'CR_' || (1 + g % ${equipmentCount}) JOIN andon.anomaly USING (sensor_id);`,
  );
});
afterAll(() => database.drop());

/** Runs the nested query for a page of this size; answers the rows and the statements that it took. */
async function run(first: number) {
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
    identity: unrestricted(null),
    loaders: createLoaders(services),
    budget: createRowBudget(),
    audit: { refused: () => undefined },
    now: Date.now,
  };
  const result = await execute({ schema, document: nested, variableValues: { first }, contextValue });
  const count = statements.mock.calls.length;
  statements.mockRestore();
  expect(result.errors).toBeUndefined();
  return { count, answer: JSON.stringify(result.data) };
}

it('a page of 100 recommendations with all that hangs on them takes as many statements as a page of 2, at most one a field', async () => {
  const small = await run(2);
  const large = await run(recommendationCount);
  expect(large.answer.match(/"anomaly":\{"value":36/g)).toHaveLength(recommendationCount);
  expect(large.answer.match(/"newStatus":"PENDING"/g)).toHaveLength(recommendationCount);
  expect(large.answer.match(/"criticalLimit":35/g)).toHaveLength(recommendationCount);
  expect(large.count).toBe(small.count);
  // The page, equipment, sensors, status, anomalies, history.
  expect(large.count).toBeLessThanOrEqual(6);
});
