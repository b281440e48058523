import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import {
  type RecommendationSnapshot,
  recommendationFromSnapshot,
} from '../../../src/db/recommendations/recommendation-rows.ts';
import type { RecommendationFilter } from '../../../src/domain/recommendations/recommendation.ts';
import { matchesRecommendation } from '../../../src/domain/recommendations/recommendation.ts';
import { createDecisionService } from '../../../src/services/decision-service.ts';
import { createQueries, type Queries } from '../../../src/services/queries.ts';
import { readAllPages } from '../../support/clients/pages.ts';
import { createTestDatabase, type TestDatabase } from '../../support/database/database.ts';
import { only, storeRecommendation } from '../../support/database/stored-rows.ts';

let database: TestDatabase;
let recommendations: Queries['recommendations'];

beforeAll(async () => {
  database = await createTestDatabase();
  recommendations = createQueries(database.pool).recommendations;
});
afterAll(() => database.drop());

const pageKey = ({ createdAt, id }: { createdAt: Date; id: string }) => ({ createdAt, id });

describe('byIds', () => {
  it('answers in the order of the ids, null where there is none, in one statement', async () => {
    const [a, b] = [
      await storeRecommendation(database.pool, { equipmentId: 'A' }),
      await storeRecommendation(database.pool, { equipmentId: 'B' }),
    ];
    const found = await recommendations.byIds([b, 'nothing', a, 'nul\0', b]);
    expect(found.map((one) => one?.equipmentId ?? null)).toEqual(['B', null, 'A', null, 'B']);
  });

  it('reads the same from the row as from the snapshot in the feed', async () => {
    const id = await storeRecommendation(database.pool, { equipmentId: 'SNAP' });
    const { rows } = await database.pool.query<{ recommendation: RecommendationSnapshot }>(
      'SELECT recommendation FROM andon.recommendation_event WHERE recommendation_id = $1',
      [id],
    );
    expect(recommendationFromSnapshot(only(rows).recommendation)).toEqual((await recommendations.byIds([id]))[0]);
  });

  it('does not fail the list, nor a decision, for an anomaly’s id of another program that no number holds', async () => {
    const ids = ['9223372036854775807', '-9223372036854775808', '9007199254740992'];
    for (const anomalyId of ids) {
      const id = await storeRecommendation(database.pool, { equipmentId: `FOREIGN${anomalyId}` });
      await database.pool.query(
        'UPDATE agentic_hmi.agent_recommendations SET anomaly_id = $2 WHERE recommendation_id = $1',
        [id, anomalyId],
      );
      expect((await recommendations.byIds([id]))[0]).toMatchObject({ id, anomalyId: null });
      const { rows } = await database.pool.query<{ recommendation: RecommendationSnapshot }>(
        `SELECT recommendation FROM andon.recommendation_event WHERE recommendation_id = $1 ORDER BY number DESC LIMIT 1`,
        [id],
      );
      expect(recommendationFromSnapshot(only(rows).recommendation).anomalyId).toBeNull();
      const decisions = createDecisionService(database.pool);
      await expect(decisions.approve({ id, operatorId: 'maria' })).resolves.toMatchObject({ status: 'approved' });
    }
  });

  it('gives an endless deferral of another program as the last time that can be written', async () => {
    const id = await storeRecommendation(database.pool, { equipmentId: 'ENDLESS' });
    await database.pool.query(
      "UPDATE agentic_hmi.agent_recommendations SET status = 'deferred', defer_until = 'infinity' WHERE recommendation_id = $1",
      [id],
    );
    expect((await recommendations.byIds([id]))[0]?.deferUntil?.toISOString()).toBe('9999-12-31T23:59:59.999Z');
  });
});

describe('list', () => {
  const base = Date.parse('2026-03-01T00:00:00Z');

  it('gives every row once, newest first, while rows are inserted and several share a millisecond', async () => {
    // Groups of four within one millisecond, microseconds apart, and two of them in the very same microsecond.
    await database.pool.query(
      `INSERT INTO agentic_hmi.agent_recommendations (recommendation_id, site_id, equipment_id, issue_type, severity, created_timestamp)
       SELECT 'page-' || g, 'paged', 'EQ-' || g, 'x', 'low',
              to_timestamp($1::float8 / 1000) + (g / 4) * interval '1 millisecond' + (g % 4 / 2) * interval '300 microseconds'
       FROM generate_series(0, 99) AS g`,
      [base],
    );
    const { rows: expected } = await database.pool.query<{ recommendation_id: string }>(
      `SELECT recommendation_id FROM agentic_hmi.agent_recommendations WHERE site_id = 'paged'
       ORDER BY created_timestamp DESC, recommendation_id DESC`,
    );
    let inserted = 0;
    const read = await readAllPages(
      7,
      (page) => recommendations.list({ siteIds: ['paged'] }, page),
      pageKey,
      async () => {
        inserted += 1;
        await storeRecommendation(database.pool, { siteId: 'paged', equipmentId: `NEW-${inserted}` });
      },
    );
    expect(inserted).toBeGreaterThan(10);
    expect(read.map((one) => one.id)).toEqual(expected.map((row) => row.recommendation_id));
  });

  it('leaves no gap when the row that the cursor names is gone', async () => {
    const createdAt = '2026-02-01T00:00:00.000500Z';
    for (const id of ['gone-1', 'gone-2', 'gone-3']) {
      await storeRecommendation(database.pool, { id, siteId: 'gone', equipmentId: id, createdAt });
    }
    const first = await recommendations.list({ siteIds: ['gone'] }, { first: 1, after: null });
    await database.pool.query("DELETE FROM agentic_hmi.agent_recommendations WHERE recommendation_id = 'gone-3'");
    const rest = await recommendations.list({ siteIds: ['gone'] }, { first: 5, after: pageKey(only(first.rows)) });
    expect(rest.rows.map((one) => one.id)).toEqual(['gone-2', 'gone-1']);
  });

  it('applies the same rule as the feed does in memory, for every filter', async () => {
    for (const [index, severity] of (['low', 'medium', 'high', 'critical'] as const).entries()) {
      for (const status of ['pending', 'approved'] as const) {
        await storeRecommendation(database.pool, {
          siteId: `filter-${index % 2}`,
          equipmentId: `F-${index}`,
          issueType: `issue-${index % 3}-${status}`,
          severity,
          status,
          createdAt: new Date(base + index * 1_000),
        });
      }
    }
    const all = (await recommendations.list({ siteIds: ['filter-0', 'filter-1'] }, { first: 500, after: null })).rows;
    expect(all).toHaveLength(8);
    const filters: RecommendationFilter[] = [
      { siteIds: ['filter-1'] },
      { equipmentIds: ['F-0', 'F-3', 'nul\0'] },
      { issueTypes: ['issue-1-pending'] },
      { severities: ['high', 'critical'] },
      { statuses: ['approved'] },
      { statuses: [] },
      { from: new Date(base + 1_000), to: new Date(base + 3_000) },
    ];
    for (const filter of filters) {
      const wanted: RecommendationFilter = { siteIds: ['filter-0', 'filter-1'], ...filter };
      const { rows } = await recommendations.list(wanted, { first: 500, after: null });
      expect(rows, JSON.stringify(filter)).toEqual(all.filter((one) => matchesRecommendation(wanted, one)));
    }
  });
});

describe('historyByIds', () => {
  it('shows a status that SQL changed like one decided here, in the order of the ids', async () => {
    const bySql = await storeRecommendation(database.pool, { equipmentId: 'H-1' });
    const byMutation = await storeRecommendation(database.pool, { equipmentId: 'H-2' });
    await database.pool.query(
      `UPDATE agentic_hmi.agent_recommendations SET status = 'APPROVED', operator_id = 'jdbc', operator_notes = 'from MES'
       WHERE recommendation_id = $1`,
      [bySql],
    );
    await createDecisionService(database.pool).reject({ id: byMutation, operatorId: 'maria', reason: 'sensor fault' });
    const histories = await recommendations.historyByIds([byMutation, 'nothing', bySql]);
    expect(
      histories.map((history) => history.map((entry) => [entry.newStatus, entry.operatorId, entry.version])),
    ).toEqual([
      [
        ['pending', null, 1],
        ['rejected', 'maria', 2],
      ],
      [],
      [
        ['pending', null, 1],
        ['approved', 'jdbc', 2],
      ],
    ]);
    expect(histories[0]?.[1]).toMatchObject({ rejectionReason: 'sensor fault', oldStatus: 'pending' });
    expect(histories[2]?.[1]).toMatchObject({ operatorNotes: 'from MES' });
  });
});

describe('effectiveness', () => {
  it('counts what became of each issue type, with rates only where something was decided', async () => {
    const createdAt = new Date('2026-04-01T00:00:00Z');
    const decisions = createDecisionService(database.pool);
    const raise = (equipmentId: string, issueType = 'eff') =>
      storeRecommendation(database.pool, { equipmentId, issueType, createdAt });
    const operatorId = 'maria';
    for (const [equipmentId, resolved] of [
      ['E-1', true],
      ['E-2', false],
    ] as const) {
      const id = await raise(equipmentId);
      await decisions.approve({ id, operatorId });
      await decisions.complete({ id, operatorId, outcome: 'done', resolved });
    }
    await decisions.approve({ id: await raise('E-3'), operatorId });
    await decisions.reject({ id: await raise('E-4'), operatorId, reason: 'no' });
    await decisions.defer({ id: await raise('E-5'), operatorId, until: new Date(Date.now() + 60_000) });
    await raise('E-6');
    await raise('E-7', 'undecided');
    await storeRecommendation(database.pool, {
      equipmentId: 'E-8',
      issueType: 'eff',
      createdAt: new Date('2026-05-01'),
    });

    const result = await recommendations.effectiveness({ from: createdAt, to: new Date('2026-04-02T00:00:00Z') });
    expect(result).toEqual([
      {
        issueType: 'eff',
        raised: 6,
        pending: 1,
        approved: 1,
        rejected: 1,
        deferred: 1,
        executed: 2,
        expired: 0,
        resolved: 1,
        approvalRate: 0.75,
        resolutionRate: 0.5,
        medianDecisionMs: expect.closeTo(Date.now() - createdAt.getTime(), -5),
      },
      expect.objectContaining({
        issueType: 'undecided',
        raised: 1,
        approvalRate: null,
        resolutionRate: null,
        medianDecisionMs: null,
      }),
    ]);
    await expect(recommendations.effectiveness({ from: createdAt, to: createdAt })).rejects.toMatchObject({
      code: 'BAD_USER_INPUT',
    });
  });
});
