import { afterAll, beforeAll, expect, it } from 'vitest';
import { type Identity, unrestricted } from '../../../src/auth/identity.ts';
import { createTestDatabase, type TestDatabase } from '../../support/database/database.ts';
import { executeAs } from '../../support/server/execute-as.ts';

const maria: Identity = unrestricted('maria');
const ofNorth: Identity = { ...maria, siteIds: ['north'] };

let database: TestDatabase;
beforeAll(async () => {
  database = await createTestDatabase();
  await database.pool.query(
    `INSERT INTO andon.equipment (site_id, equipment_id)
     SELECT site, 'PUMP-' || n FROM unnest('{north,south}'::text[]) AS site, generate_series(1, 4) AS n`,
  );
});
afterAll(() => database.drop());

it('lists tell how many rows there are beyond the page, of those that the caller reaches, where that is cheap', async () => {
  await database.pool.query(
    `INSERT INTO agentic_hmi.agent_recommendations (site_id, equipment_id, issue_type, severity, issue_description, recommended_action, confidence_score)
       SELECT site, 'PUMP-' || n, $1, 'high', 'it leaks', 'stop it', 0.9 FROM unnest('{north,south}'::text[]) AS site, generate_series(1, 4) AS n`,
    ['leak'],
  );
  await database.pool.query(
    `INSERT INTO andon.suppression (site_id, equipment_id, reason, ends_at)
       SELECT site, 'PUMP-' || n, 'new seals', now() + interval '1 hour' FROM unnest('{north,south}'::text[]) AS site, generate_series(1, 2) AS n`,
  );
  await database.pool.query(
    `INSERT INTO andon.detection_setting (detector, site_id, equipment_id, parameters)
       SELECT 'limit', site, 'PUMP-' || n, '{"deadband": 1}' FROM unnest('{north,south}'::text[]) AS site, generate_series(1, 3) AS n`,
  );
  const counted = async (identity: Identity): Promise<number[]> => {
    const { data, codes } = await executeAs(
      database.pool,
      identity,
      `query ($issues: [String!]) {
           equipmentList(first: 1) { totalCount edges { node { id } } }
           recommendations(first: 1, filter: { issueTypes: $issues, statuses: [PENDING] }) { totalCount edges { node { id } } }
           suppressions(first: 1, filter: { isInForce: true }) { totalCount edges { node { reason } } }
           detectionSettings(first: 1, filter: { detectors: ["limit"] }) { totalCount edges { node { id } } }
           knowledge(first: 1, filter: { isOwn: false }) { totalCount edges { node { issue } } }
         }`,
      { issues: ['leak'] },
    );
    expect(codes).toBeUndefined();
    const lists: { totalCount: number; edges: unknown[] }[] = Object.values(data);
    expect(lists.map(({ edges }) => edges.length)).toEqual([1, 1, 1, 1, 1]);
    return lists.map(({ totalCount }) => totalCount);
  };
  const [shipped] = (await counted(maria)).slice(-1);
  expect(shipped).toBeGreaterThan(10);
  expect(await counted(maria)).toEqual([8, 8, 4, 6, shipped]);
  expect(await counted(ofNorth)).toEqual([4, 4, 2, 3, shipped]);
});
