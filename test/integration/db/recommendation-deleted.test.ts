import { describe, expect, it } from 'vitest';
import { recommendations, useRecommendationRows } from '../../support/fixtures/recommendation-rows-fixture.ts';
import { connect, received, untilProcessed } from '../../support/server/core.ts';
import { until } from '../../support/until.ts';

const site = useRecommendationRows();
const { machine, run, insert, slots, told, ofThisTest, kinds } = site;

describe('a recommendation that is deleted', () => {
  it('is told to those who ask for it with its last state, is audited, and its problem is raised again at once', async () => {
    const raise = async (value: number) => {
      await site.server.core.ingest.submit(
        received([{ equipmentId: machine(), sensorType: 'temperature', value, timestamp: Date.now() }]),
      );
      await untilProcessed(site.database.pool);
    };
    await raise(97);
    const [first] = await run(`SELECT recommendation_id AS id FROM ${recommendations} WHERE equipment_id = $1`, [
      machine(),
    ]);
    expect(first).toBeDefined();
    await raise(97);
    expect(await kinds()).toEqual(['created']);

    await run(`DELETE FROM ${recommendations} WHERE recommendation_id = $1`, [first?.id]);
    expect(await slots()).toEqual([]);
    await raise(98);
    const events = await told();
    expect(events.map(({ kind }) => kind)).toEqual(['created', 'deleted', 'created']);
    expect(events[1]).toMatchObject({ oldStatus: 'pending', newStatus: null, id: first?.id, severity: 'critical' });
    expect(events[2]?.id).not.toBe(first?.id);
    const [audit] = await run('SELECT * FROM andon.recommendation_audit WHERE recommendation_id = $1 AND kind = $2', [
      first?.id,
      'deleted',
    ]);
    expect(audit).toMatchObject({ old_status: 'pending', new_status: 'pending', operator_id: null });
    expect(audit?.database_user).not.toBe('');
  });

  it('is not told to those who name no kinds, for whom nothing changes', async () => {
    await insert();
    await run(`UPDATE ${recommendations} SET severity = 'low' WHERE recommendation_id = $1`, [machine()]);
    await run(`DELETE FROM ${recommendations} WHERE recommendation_id = $1`, [machine()]);
    await insert('after-it');
    expect(await kinds()).toEqual(['created', 'changed', 'deleted', 'created']);
    await until('it has the last one', () => ofThisTest(site.usual).some(({ id }) => id === 'after-it'));
    expect(ofThisTest(site.usual).map(({ kind }) => kind)).toEqual(['created', 'created']);
    const page = await site.server.core.feed.page({ first: 500 });
    expect(
      page.events.map(({ event }) => event.kind).filter((kind) => kind === 'changed' || kind === 'deleted'),
    ).toEqual([]);
  });

  it('frees no slot that is another’s by now', async () => {
    await insert();
    await run(`UPDATE ${recommendations} SET status = 'rejected' WHERE recommendation_id = $1`, [machine()]);
    await insert('newer');
    await run(`DELETE FROM ${recommendations} WHERE recommendation_id = $1`, [machine()]);
    expect(await slots()).toMatchObject([{ recommendation_id: 'newer', pending: true }]);
    await run(`DELETE FROM ${recommendations} WHERE recommendation_id = 'newer'`);
  });

  it('a recommendation that is deleted and inserted again in one transaction gives both events, and goes on from its version', async () => {
    await insert();
    await run(`UPDATE ${recommendations} SET severity = 'low' WHERE recommendation_id = $1`, [machine()]);
    const client = await connect(site.database.url);
    await client.query('BEGIN');
    await client.query(`DELETE FROM ${recommendations} WHERE recommendation_id = $1`, [machine()]);
    await client.query(
      `INSERT INTO ${recommendations} (recommendation_id, equipment_id, issue_type, severity) VALUES ($1, $1, 'wear', 'critical')`,
      [machine()],
    );
    await client.query('COMMIT');
    await client.end();
    expect((await told()).map(({ kind, version }) => [kind, version])).toEqual([
      ['created', 1],
      ['changed', 2],
      ['deleted', 2],
      ['created', 3],
    ]);
    expect(await slots()).toMatchObject([{ recommendation_id: machine(), pending: true }]);
  });

  it('in a savepoint that is rolled back was never deleted', async () => {
    await insert();
    const client = await connect(site.database.url);
    await client.query(
      `BEGIN; SAVEPOINT s; DELETE FROM ${recommendations} WHERE recommendation_id = '${machine()}'; ROLLBACK TO s; COMMIT`,
    );
    await client.end();
    expect(await kinds()).toEqual(['created']);
    expect(await slots()).toMatchObject([{ pending: true }]);
    expect(await insert('second')).toBe(false);
  });

  it('by MERGE is deleted like by any other statement', async () => {
    await insert();
    await run(
      `MERGE INTO ${recommendations} AS there USING (VALUES ($1)) AS gone(id) ON recommendation_id = gone.id WHEN MATCHED THEN DELETE`,
      [machine()],
    );
    expect(await kinds()).toEqual(['created', 'deleted']);
    expect(await slots()).toEqual([]);
  });

  it('by TRUNCATE is refused with what to do instead', async () => {
    await expect(run(`TRUNCATE ${recommendations}`)).rejects.toMatchObject({
      code: 'AN006',
      hint: expect.stringMatching(/^DELETE FROM/),
    });
    await expect(run(`TRUNCATE ${recommendations} CASCADE`)).rejects.toMatchObject({ code: 'AN006' });
  });

  it('while triggers are off leaves a slot that holds the problem back for the dedupe window at most', async () => {
    await insert();
    await run(`ALTER TABLE ${recommendations} DISABLE TRIGGER recommendation_slot_freed`);
    await run(`DELETE FROM ${recommendations} WHERE recommendation_id = $1`, [machine()]);
    await run(`ALTER TABLE ${recommendations} ENABLE TRIGGER recommendation_slot_freed`);
    expect(await slots()).toMatchObject([{ pending: true }]);
    await run(
      `UPDATE andon.recommendation_slot SET raised_at = raised_at - interval '6 minutes' WHERE equipment_id = $1`,
      [machine()],
    );
    expect(await insert('anew')).toBe(true);
  });
});
