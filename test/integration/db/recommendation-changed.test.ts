import { describe, expect, it } from 'vitest';
import { readCurrentDecision } from '../../../src/db/recommendations/recommendation-decisions.ts';
import { recommendationEventKinds } from '../../../src/domain/recommendations/recommendation.ts';
import { recommendations, useRecommendationRows } from '../../support/fixtures/recommendation-rows-fixture.ts';
import { read } from '../../support/server/core.ts';

const site = useRecommendationRows();
const { machine, run, insert, slots, told, kinds } = site;

describe('a recommendation that is inserted over one that is there', () => {
  it('by ON CONFLICT leaves the slot to whom it belongs', async () => {
    await insert();
    await run(`UPDATE ${recommendations} SET status = 'expired' WHERE recommendation_id = $1`, [machine()]);
    const again = `INSERT INTO ${recommendations} (recommendation_id, equipment_id, issue_type, severity) VALUES ($1, $1, 'wear', 'critical')
      ON CONFLICT (recommendation_id)`;
    await run(`${again} DO NOTHING`, [machine()]);
    await run(`${again} DO UPDATE SET operator_notes = 'told again'`, [machine()]);
    expect(await slots()).toMatchObject([{ pending: false }]);
    expect(await kinds()).toEqual(['created', 'status_changed', 'changed']);
    expect(await insert('next'), 'the problem can be raised again').toBe(true);
  });

  it('is updated also while another is pending, which its insert would have to wait for', async () => {
    await insert('closed', { status: 'executed' });
    await insert();
    await run(
      `INSERT INTO ${recommendations} (recommendation_id, equipment_id, issue_type, severity) VALUES ('closed', $1, 'wear', 'low')
       ON CONFLICT (recommendation_id) DO UPDATE SET outcome = 'new bearing'`,
      [machine()],
    );
    expect((await told()).at(-1)).toMatchObject({ kind: 'changed', id: 'closed', outcome: 'new bearing' });
    expect(await slots()).toMatchObject([{ recommendation_id: machine(), pending: true }]);
  });
});

describe('a recommendation that is changed', () => {
  it('is told when operators see the difference, and only then', async () => {
    await insert();
    for (const change of [`severity = 'critical'`, `recommended_action = 'stop it'`, 'confidence_score = 0.5']) {
      await run(`UPDATE ${recommendations} SET ${change} WHERE recommendation_id = $1`, [machine()]);
    }
    await run(`UPDATE ${recommendations} SET severity = 'CRITICAL', evidence = '{}' WHERE recommendation_id = $1`, [
      machine(),
    ]);
    const events = await told();
    expect(events.map(({ kind }) => kind)).toEqual(['created', 'changed', 'changed', 'changed']);
    expect(events.at(-1)).toMatchObject({ severity: 'critical', recommendedAction: 'stop it', confidenceScore: 0.5 });
    expect(events.at(-1)).toMatchObject({ oldStatus: 'pending', newStatus: 'pending' });
  });

  it('has what was and what is in the audit, with the database user who changed it', async () => {
    await insert();
    await run(`UPDATE ${recommendations} SET severity = 'low', urgency = 'this week' WHERE recommendation_id = $1`, [
      machine(),
    ]);
    const audit = await run(
      `SELECT kind, old_value, new_value, database_user = session_user AS named FROM andon.recommendation_audit
       WHERE recommendation_id = $1 ORDER BY audit_id`,
      [machine()],
    );
    expect(audit).toEqual([
      { kind: 'created', old_value: null, new_value: null, named: true },
      {
        kind: 'changed',
        old_value: { severity: 'high', urgency: null },
        new_value: { severity: 'low', urgency: 'this week' },
        named: true,
      },
    ]);
  });

  it('has what was in the audit also where a decision rewords it, where its evidence is exchanged, and where it is deleted', async () => {
    await insert();
    const change = (what: string) =>
      run(`UPDATE ${recommendations} SET ${what} WHERE recommendation_id = $1`, [machine()]);
    await change(`evidence = '{"a": 1}'`);
    await change(`evidence = '{"a": 2}', severity = 'critical'`);
    await change(
      `status = 'deferred', defer_until = now() + interval '1 hour', issue_description = 'nothing', operator_id = 'maria'`,
    );
    await change(`status = 'approved', operator_id = 'maria', evidence = '{"a": 3}'`);
    await run(`DELETE FROM ${recommendations} WHERE recommendation_id = $1`, [machine()]);
    const audit = await run(
      `SELECT kind, old_value, new_value FROM andon.recommendation_audit WHERE recommendation_id = $1 AND version > 1 ORDER BY audit_id`,
      [machine()],
    );
    expect(audit).toMatchObject([
      { kind: 'changed', old_value: { evidence: null }, new_value: { evidence: { a: 1 } } },
      {
        kind: 'changed',
        old_value: { evidence: { a: 1 }, severity: 'high' },
        new_value: { evidence: { a: 2 }, severity: 'critical' },
      },
      { kind: 'status_changed', new_value: { issue_description: 'nothing', operator_id: 'maria', status: 'deferred' } },
      { kind: 'changed', old_value: { evidence: { a: 2 } }, new_value: { evidence: { a: 3 } } },
      { kind: 'status_changed', old_value: null, new_value: null },
      {
        kind: 'deleted',
        old_value: { issue_description: 'nothing', operator_id: 'maria', status: 'approved' },
        new_value: null,
      },
    ]);
  });

  it.each(['approved', 'rejected', 'deferred', 'expired'])(
    'once it is %s keeps what operators saw, whoever changes it, and takes notes and outcome',
    async (status) => {
      await insert();
      await run(
        `UPDATE ${recommendations} SET status = $2, defer_until = now() + interval '1 hour' WHERE recommendation_id = $1`,
        [machine(), status],
      );
      const seen = {
        site_id: 'south',
        equipment_id: 'other',
        issue_type: 'leak',
        severity: 'low',
        confidence_score: 0.1,
        issue_description: 'x',
        recommended_action: 'x',
        root_cause_analysis: 'x',
        expected_outcome: 'x',
        urgency: 'x',
        time_to_threshold: '1 hour',
        anomaly_id: 1,
        findings: '[]',
        created_timestamp: '2026-01-01',
      };
      for (const [column, value] of Object.entries(seen)) {
        const change = `UPDATE ${recommendations} SET ${column} = $2, operator_notes = 'y' WHERE recommendation_id = $1`;
        await expect(run(change, [machine(), value]), column).rejects.toMatchObject({ code: 'AN009' });
      }
      await run(
        `UPDATE ${recommendations} SET severity = 'HIGH', operator_notes = 'y', outcome = 'z' WHERE recommendation_id = $1`,
        [machine()],
      );
      expect(await kinds()).toEqual(['created', 'status_changed', 'changed']);
    },
  );

  it('in its outcome after a decision leaves the decision to who made it', async () => {
    await insert();
    await run(`UPDATE ${recommendations} SET status = 'approved', operator_id = 'maria' WHERE recommendation_id = $1`, [
      machine(),
    ]);
    await run(`UPDATE ${recommendations} SET outcome = 'x' WHERE recommendation_id = $1`, [machine()]);
    expect(await readCurrentDecision(site.database.pool, machine(), null)).toMatchObject({
      decidedBy: 'maria',
      version: 3,
    });
    const feedback = await run(
      'SELECT feedback, operator_id FROM andon_analytics.operator_feedback_bronze WHERE recommendation_id = $1',
      [machine()],
    );
    expect(feedback).toEqual([{ feedback: 'approved', operator_id: 'maria' }]);
  });

  it('keeps its id, which its history names', async () => {
    await insert();
    await expect(
      run(`UPDATE ${recommendations} SET recommendation_id = 'other' WHERE recommendation_id = $1`, [machine()]),
    ).rejects.toMatchObject({
      code: 'AN005',
      hint: expect.stringContaining('insert another'),
    });
  });
});

describe('a recommendation that is moved', () => {
  it('to another site is gone from the one and an alert at the other, and the slot goes along', async () => {
    await insert();
    const here = await read(site.server.core, {
      kinds: recommendationEventKinds,
      filter: { siteIds: ['default'], equipmentIds: [machine()] },
    });
    const there = await read(site.server.core, { filter: { siteIds: ['south'], equipmentIds: [machine()] } });
    await run(`UPDATE ${recommendations} SET site_id = 'south' WHERE recommendation_id = $1`, [machine()]);
    await here.has(1);
    await there.has(1);
    expect(here.events.map(({ event }) => [event.kind, event.recommendation.siteId])).toEqual([['deleted', 'default']]);
    expect(there.events.map(({ event }) => [event.kind, event.recommendation.siteId])).toEqual([['created', 'south']]);
    await here.close();
    await there.close();
    expect(await slots()).toMatchObject([{ site_id: 'south', pending: true }]);
    expect(await insert('south-too', { site_id: 'south' })).toBe(false);
    expect(await insert('here-again')).toBe(true);
  });

  it('to another machine and decided at once is told in that order', async () => {
    await insert();
    await run(
      `UPDATE ${recommendations} SET equipment_id = $1 || '-b', status = 'approved', operator_id = 'jo' WHERE recommendation_id = $1`,
      [machine()],
    );
    expect((await told()).map(({ kind, equipmentId: at, status }) => [kind, at, status])).toEqual([
      ['created', machine(), 'pending'],
      ['deleted', machine(), 'pending'],
      ['created', `${machine()}-b`, 'pending'],
      ['status_changed', `${machine()}-b`, 'approved'],
    ]);
    expect(await slots()).toMatchObject([{ equipment_id: `${machine()}-b`, pending: false }]);
  });

  it('to where another is pending is refused, and so is a move of what was decided', async () => {
    await insert();
    await insert('leak', { issue_type: 'leak' });
    const move = (id: string, issue: string) =>
      run(`UPDATE ${recommendations} SET issue_type = $2 WHERE recommendation_id = $1`, [id, issue]);
    await expect(move('leak', 'wear')).rejects.toMatchObject({ code: 'AN003' });
    await move('leak', 'crack');
    await run(`UPDATE ${recommendations} SET status = 'approved' WHERE recommendation_id = 'leak'`);
    await expect(move('leak', 'leak')).rejects.toMatchObject({ code: 'AN009' });
    expect(await slots()).toMatchObject([
      { issue_type: 'crack', pending: false },
      { issue_type: 'wear', pending: true },
    ]);
    const moved = (await told()).filter(({ id }) => id === 'leak').map(({ kind }) => kind);
    expect(moved).toEqual(['created', 'deleted', 'created', 'status_changed']);
  });
});
