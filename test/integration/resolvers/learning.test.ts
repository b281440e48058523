import { execute, parse } from 'graphql';
import pino from 'pino';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Identity, unrestricted } from '../../../src/auth/identity.ts';
import { createLoaders } from '../../../src/resolvers/loaders.ts';
import { createRowBudget } from '../../../src/resolvers/row-budget.ts';
import { buildSchema } from '../../../src/schema/build-schema.ts';
import { createDecisionService } from '../../../src/services/decision-service.ts';
import { Learner } from '../../../src/services/learning/learner.ts';
import { retrain } from '../../../src/services/learning/retraining.ts';
import { createServices } from '../../../src/services/services.ts';
import { createTestDatabase, type TestDatabase } from '../../support/database/database.ts';

const schema = buildSchema();
const maria: Identity = { ...unrestricted('maria') };
const ofSouth: Identity = { ...maria, siteIds: ['south'] };

let database: TestDatabase;
/** At the site north 6 approvals, then 18 rejections, of confidence 0.9; at the site south 4 approvals of another issue, of 0.7. */
beforeAll(async () => {
  database = await createTestDatabase();
  await database.pool.query(
    `INSERT INTO andon.equipment (site_id, equipment_id, equipment_type)
       SELECT 'north', 'P-' || n, 'pump' FROM generate_series(1, 24) AS n UNION ALL SELECT 'south', 'P-' || n, 'pump' FROM generate_series(1, 4) AS n;
     INSERT INTO agentic_hmi.agent_recommendations (site_id, equipment_id, issue_type, severity, confidence_score, evidence)
       SELECT site_id, equipment_id, CASE site_id WHEN 'north' THEN 'vibration_high_medium' ELSE 'leak_medium' END, 'medium',
              CASE site_id WHEN 'north' THEN 0.9 ELSE 0.7 END, '{"detector": "baseline", "learning": {"score": 0.8}}'
       FROM andon.equipment ORDER BY site_id, equipment_id;
     UPDATE agentic_hmi.agent_recommendations SET status = 'approved', operator_id = 'maria'
       WHERE site_id = 'south' OR equipment_id IN ('P-1', 'P-2', 'P-3', 'P-4', 'P-5', 'P-6')`,
  );
  await database.pool.query(
    `UPDATE agentic_hmi.agent_recommendations SET status = 'rejected', operator_id = 'tom' WHERE status = 'pending'`,
  );
  await new Learner({ pool: database.pool, now: Date.now, log: pino({ level: 'silent' }) }).start();
});
afterAll(() => database.drop());

async function run(text: string, identity = maria) {
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
  const codes = errors?.map(
    ({ originalError }) => (originalError as { code?: string } | null)?.code ?? String(originalError),
  );
  return { data: JSON.parse(JSON.stringify(data ?? null)), codes };
}

describe('recommendationEffectiveness', () => {
  const fields = `issueType raised approvalRate withheld
    confidence { decided brierScore detectorBrierScore reliability { from count confidence approved } trend { decided approvalRate } }
    silences { summary }`;

  it('tells by issue type how well the confidence told the decisions, by decile and over time', async () => {
    const { data, codes } = await run(`{ recommendationEffectiveness { ${fields} } }`);
    expect(codes).toBeUndefined();
    const [north, south] = data.recommendationEffectiveness;
    expect(north).toMatchObject({
      issueType: 'vibration_high_medium',
      raised: 24,
      approvalRate: 0.25,
      withheld: 0,
      confidence: { decided: 24, trend: [{ decided: 24, approvalRate: 0.25 }] },
      silences: [{ summary: 'learnt: 18 of the last 20 rejected' }],
    });
    expect(north.confidence.brierScore).toBeCloseTo((18 * 0.81 + 6 * 0.01) / 24, 9);
    expect(north.confidence.detectorBrierScore).toBeCloseTo((18 * 0.64 + 6 * 0.04) / 24, 9);
    expect(north.confidence.reliability).toHaveLength(1);
    expect(north.confidence.reliability[0]).toMatchObject({ from: 0.9, count: 24, approved: 0.25 });
    expect(south).toMatchObject({ issueType: 'leak_medium', confidence: { decided: 4 }, silences: [] });
  });

  it('and of all issue types together', async () => {
    const { data } = await run('{ confidenceQuality(step: DAY) { decided approved reliability { from count } } }');
    expect(data.confidenceQuality).toMatchObject({
      decided: 28,
      approved: 10,
      reliability: [
        { from: 0.7, count: 4 },
        { from: 0.9, count: 24 },
      ],
    });
  });

  it('is of the caller’s sites, and of the issue types that are asked for', async () => {
    const of = async (args: string, identity = maria) =>
      (
        await run(`{ recommendationEffectiveness${args} { issueType } }`, identity)
      ).data.recommendationEffectiveness.map(({ issueType }: { issueType: string }) => issueType);
    expect(await of('', ofSouth)).toEqual(['leak_medium']);
    expect(await of('(issueTypes: ["vibration_high_medium"])', ofSouth)).toEqual([]);
    expect(await of('(issueTypes: ["leak_medium"])')).toEqual(['leak_medium']);
  });

  it('prices the quality of each issue type in the row budget', async () => {
    const asked = Array.from({ length: 40 }, (_, n) => `a${n}: recommendationEffectiveness { confidence { decided } }`);
    expect((await run(`{ ${asked.join(' ')} }`)).codes).toContain('TOO_COMPLEX');
  });
});

describe('learnt silences', () => {
  it('are told to who reaches their site, with who rejected', async () => {
    const { data } = await run('{ learntSilences { siteId detector since rejectedBy { operatorId rejections } } }');
    expect(data.learntSilences).toEqual([
      {
        siteId: 'north',
        detector: 'baseline',
        since: expect.any(String),
        rejectedBy: [{ operatorId: 'tom', rejections: 18 }],
      },
    ]);
    expect((await run('{ learntSilences { siteId } }', ofSouth)).data.learntSilences).toEqual([]);
    expect((await run('{ learntSilences(siteIds: ["north"]) { siteId } }', ofSouth)).codes).toEqual(['FORBIDDEN']);
  });

  it.each([
    ['liftSilence(silenceId: "x") { summary }', 'BAD_USER_INPUT'],
    ['liftSilence(silenceId: "999") { summary }', 'NOT_FOUND'],
    [`queueWithheld(ids: [${Array(101).fill('"1"').join(',')}]) { code }`, 'BAD_USER_INPUT'],
  ])('refuse %s', async (mutation, code) => {
    expect((await run(`mutation { ${mutation} }`)).codes).toEqual([code]);
  });

  it('go when learning starts anew with what is shared, and history tells before what would come', async () => {
    const author = { name: 'maria', through: 'command' } as const;
    const dry = await retrain(database.pool, { author, sharing: 'sites', dryRun: true });
    expect(dry).toMatchObject({ decided: 28, sharing: 'sites', silencedBefore: [{ siteId: 'north' }] });
    expect(dry.silencedAfter).toMatchObject([
      { siteId: '*', equipmentType: 'pump', issueType: 'vibration_high_medium' },
    ]);
    expect(dry.brier.learnt).toBeLessThan(dry.brier.shown ?? 0);
    expect((await run('{ learntSilences { siteId } }')).data.learntSilences).toEqual([{ siteId: 'north' }]);
    await retrain(database.pool, { author, sharing: 'sites' });
    expect((await run('{ learntSilences { siteId } }')).data.learntSilences).toEqual([{ siteId: '*' }]);
    // What is shared between sites is theirs who reach every one.
    expect((await run('{ learntSilences { siteId } }', { ...maria, siteIds: ['north'] })).data.learntSilences).toEqual(
      [],
    );
    const { rows } = await database.pool.query(
      `SELECT operator_id, new_value FROM andon.audit WHERE object_kind = 'learning'`,
    );
    expect(rows).toEqual([{ operator_id: 'maria', new_value: { sharing: 'sites' } }]);
  });
});
