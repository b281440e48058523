import pino from 'pino';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { readLearningHead, readLearnt } from '../../../src/db/learning/learning-state.ts';
import { inTransaction } from '../../../src/db/query/transaction.ts';
import { createDecisionService } from '../../../src/services/decision-service.ts';
import { Learner, learnAnew } from '../../../src/services/learning/learner.ts';
import { createTestDatabase, type TestDatabase } from '../../support/database/database.ts';
import { storeRecommendation } from '../../support/database/stored-rows.ts';

let database: TestDatabase;
beforeAll(async () => {
  database = await createTestDatabase();
  await database.pool.query(`INSERT INTO andon.equipment (equipment_id, equipment_type) VALUES ('PUMP-1', 'pump')`);
});
afterAll(() => database.drop());

const rows = async (text: string, values: unknown[] = []) => (await database.pool.query(text, values)).rows;
const feedbackOf = (id: string) =>
  rows(
    `SELECT decision, was, operator_id, equipment_type, detector, score, confidence, reason, outcome, resolved, version
     FROM andon.recommendation_feedback WHERE recommendation_id = $1 ORDER BY feedback_id`,
    [id],
  );

it('each decision is one row, by mutation and by SQL, with what was known and what came of it', async () => {
  const decisions = createDecisionService(database.pool);
  const id = await storeRecommendation(database.pool, { equipmentId: 'PUMP-1' });
  await rows(
    `UPDATE agentic_hmi.agent_recommendations SET confidence_score = 0.7,
       evidence = '{"detector": "limit", "learning": {"score": 0.6}}' WHERE recommendation_id = $1`,
    [id],
  );
  await decisions.defer({ id, operatorId: 'maria', until: new Date(Date.now() + 60_000) });
  await rows(`UPDATE agentic_hmi.agent_recommendations SET status = 'pending' WHERE recommendation_id = $1`, [id]);
  await rows(
    `UPDATE agentic_hmi.agent_recommendations SET status = 'APPROVED', operator_id = 'tom' WHERE recommendation_id = $1`,
    [id],
  );
  await decisions.complete({ id, operatorId: 'tom', outcome: 'bearing changed', resolved: true });
  const known = { equipment_type: 'pump', detector: 'limit', score: 0.6, confidence: 0.7, reason: null };
  expect(await feedbackOf(id)).toEqual([
    { ...known, decision: 'deferred', was: 'pending', operator_id: 'maria', outcome: null, resolved: null, version: 3 },
    { ...known, decision: 'approved', was: 'pending', operator_id: 'tom', outcome: null, resolved: null, version: 5 },
    {
      ...known,
      decision: 'executed',
      was: 'approved',
      operator_id: 'tom',
      outcome: 'bearing changed',
      resolved: true,
      version: 6,
    },
  ]);
  await expect(rows('DELETE FROM andon.recommendation_feedback')).rejects.toThrow();
});

it('what ends by itself is no decision', async () => {
  const id = await storeRecommendation(database.pool, { equipmentId: 'PUMP-2' });
  await rows(`UPDATE agentic_hmi.agent_recommendations SET status = 'expired' WHERE recommendation_id = $1`, [id]);
  expect(await feedbackOf(id)).toEqual([]);
});

it.each([
  `'{"learning": {"score": 1e400}}'`,
  `'{"learning": {"score": "high"}}'`,
  `'{"learning": 3, "detector": {"a": 1}}'`,
  `'[1, 2]'`,
  `'"text"'`,
  'NULL',
])('a decision never fails for evidence that another program wrote: %s', async (evidence) => {
  const id = await storeRecommendation(database.pool, { equipmentId: `PUMP-${Math.random()}` });
  await rows(
    `UPDATE agentic_hmi.agent_recommendations
     SET evidence = ${evidence}, findings = '["x", {"detector": null}]', created_timestamp = '-infinity' WHERE recommendation_id = $1`,
    [id],
  );
  await rows(`UPDATE agentic_hmi.agent_recommendations SET status = 'rejected' WHERE recommendation_id = $1`, [id]);
  expect(await feedbackOf(id)).toMatchObject([{ decision: 'rejected', equipment_type: null }]);
});

it('several servers learn from each decision once, and have what history gives, to the last bit', async () => {
  const log = pino({ level: 'silent' });
  const learners = [1, 2, 3].map(() => new Learner({ pool: database.pool, now: Date.now, log }));
  for (let round = 0; round < 4; round++) {
    const ids = await Promise.all(
      [1, 2, 3, 4, 5, 6].map((n) =>
        storeRecommendation(database.pool, { equipmentId: `PUMP-1`, issueType: `i_${round}_${n}_high` }),
      ),
    );
    await Promise.all([
      ...ids.map((id, n) =>
        rows(`UPDATE agentic_hmi.agent_recommendations SET status = $2 WHERE recommendation_id = $1`, [
          id,
          n % 3 === 0 ? 'approved' : 'rejected',
        ]),
      ),
      ...learners.map((learner) => learner.start()),
    ]);
  }
  await Promise.all(learners.map((learner) => learner.start()));
  const head = await readLearningHead(database.pool);
  expect(head.feedbackId).toBe(head.newestFeedbackId);
  expect(learners.map(({ version }) => version)).toEqual([head.version, head.version, head.version]);
  const state = async () =>
    (await readLearnt(database.pool, { afterVersion: -1 })).places
      .map(({ place, learnt }) => ({ place, state: learnt.state, kinds: Object.fromEntries([...learnt.kinds].sort()) }))
      .sort((a, b) => a.place.equipmentType.localeCompare(b.place.equipmentType));
  const online = await state();
  expect(online.find(({ place }) => place.equipmentType === 'pump')?.kinds).toHaveProperty(
    '["i_0_1_high","other program"]',
  );
  await inTransaction(database.pool, async (client) => {
    await learnAnew(client, await readLearningHead(client, { lock: true }), {});
  });
  expect(await state()).toEqual(online);
});
