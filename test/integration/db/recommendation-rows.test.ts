import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { readCurrentDecision } from '../../../src/db/recommendations/recommendation-decisions.ts';
import { recommendationEventKinds } from '../../../src/domain/recommendations/recommendation.ts';
import { createTestDatabase, type TestDatabase } from '../../support/database/database.ts';
import {
  connect,
  type Reader,
  type RunningCore,
  read,
  received,
  runCore,
  untilProcessed,
} from '../../support/server/core.ts';
import { until } from '../../support/until.ts';

const table = 'agentic_hmi.agent_recommendations';
let database: TestDatabase;
let server: RunningCore;
/** Names every kind. */
let everything: Reader;
/** As a reader from before there were four. */
let usual: Reader;
let machine = 0;
let equipmentId = '';

beforeAll(async () => {
  database = await createTestDatabase();
  server = await runCore(database.url);
  everything = await read(server.core, { kinds: recommendationEventKinds });
  usual = await read(server.core);
});
afterAll(async () => {
  await everything.close();
  await usual.close();
  await server.close();
  await database.drop();
});
beforeEach(() => {
  machine += 1;
  equipmentId = `M-${machine}`;
});

const run = async (text: string, values: unknown[] = []) => (await database.pool.query(text, values)).rows;

/** Inserts a pending one for this test's machine, under its own id unless another is given; false when it was held back. */
async function insert(id = equipmentId, more: Readonly<Record<string, unknown>> = {}): Promise<boolean> {
  const row = { recommendation_id: id, equipment_id: equipmentId, issue_type: 'wear', severity: 'high', ...more };
  const names = Object.keys(row);
  const places = names.map((_, index) => `$${index + 1}`).join(', ');
  const rows = await run(
    `INSERT INTO ${table} (${names.join(', ')}) VALUES (${places}) RETURNING recommendation_id`,
    Object.values(row),
  );
  return rows.length === 1;
}

const slots = () =>
  run(
    `SELECT site_id, equipment_id, issue_type, recommendation_id, pending FROM andon.recommendation_slot
     WHERE equipment_id LIKE $1 || '%' ORDER BY 1, 2, 3`,
    [equipmentId],
  );

/** What the reader was told of this test's machine, up to now. */
async function told() {
  const [head] = await run('SELECT number FROM andon.event_head');
  await everything.has(head?.number);
  return ofThisTest(everything);
}
const ofThisTest = (reader: Reader) =>
  reader.events
    .map(({ event }) => event)
    .filter(({ recommendation }) => recommendation.equipmentId.startsWith(equipmentId))
    .map(({ kind, oldStatus, newStatus, recommendation }) => ({ kind, oldStatus, newStatus, ...recommendation }));
const kinds = async () => (await told()).map(({ kind }) => kind);

describe('a recommendation that is deleted', () => {
  it('is told to those who ask for it with its last state, is audited, and its problem is raised again at once', async () => {
    const raise = async (value: number) => {
      await server.core.ingest.submit(
        received([{ equipmentId, sensorType: 'temperature', value, timestamp: Date.now() }]),
      );
      await untilProcessed(database.pool);
    };
    await raise(97);
    const [first] = await run(`SELECT recommendation_id AS id FROM ${table} WHERE equipment_id = $1`, [equipmentId]);
    expect(first).toBeDefined();
    await raise(97);
    expect(await kinds()).toEqual(['created']);

    await run(`DELETE FROM ${table} WHERE recommendation_id = $1`, [first?.id]);
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
    await run(`UPDATE ${table} SET severity = 'low' WHERE recommendation_id = $1`, [equipmentId]);
    await run(`DELETE FROM ${table} WHERE recommendation_id = $1`, [equipmentId]);
    await insert('after-it');
    expect(await kinds()).toEqual(['created', 'changed', 'deleted', 'created']);
    await until('it has the last one', () => ofThisTest(usual).some(({ id }) => id === 'after-it'));
    expect(ofThisTest(usual).map(({ kind }) => kind)).toEqual(['created', 'created']);
    const page = await server.core.feed.page({ first: 500 });
    expect(
      page.events.map(({ event }) => event.kind).filter((kind) => kind === 'changed' || kind === 'deleted'),
    ).toEqual([]);
  });

  it('frees no slot that is another’s by now', async () => {
    await insert();
    await run(`UPDATE ${table} SET status = 'rejected' WHERE recommendation_id = $1`, [equipmentId]);
    await insert('newer');
    await run(`DELETE FROM ${table} WHERE recommendation_id = $1`, [equipmentId]);
    expect(await slots()).toMatchObject([{ recommendation_id: 'newer', pending: true }]);
    await run(`DELETE FROM ${table} WHERE recommendation_id = 'newer'`);
  });

  it('a recommendation that is deleted and inserted again in one transaction gives both events, and goes on from its version', async () => {
    await insert();
    await run(`UPDATE ${table} SET severity = 'low' WHERE recommendation_id = $1`, [equipmentId]);
    const client = await connect(database.url);
    await client.query('BEGIN');
    await client.query(`DELETE FROM ${table} WHERE recommendation_id = $1`, [equipmentId]);
    await client.query(
      `INSERT INTO ${table} (recommendation_id, equipment_id, issue_type, severity) VALUES ($1, $1, 'wear', 'critical')`,
      [equipmentId],
    );
    await client.query('COMMIT');
    await client.end();
    expect((await told()).map(({ kind, version }) => [kind, version])).toEqual([
      ['created', 1],
      ['changed', 2],
      ['deleted', 2],
      ['created', 3],
    ]);
    expect(await slots()).toMatchObject([{ recommendation_id: equipmentId, pending: true }]);
  });

  it('in a savepoint that is rolled back was never deleted', async () => {
    await insert();
    const client = await connect(database.url);
    await client.query(
      `BEGIN; SAVEPOINT s; DELETE FROM ${table} WHERE recommendation_id = '${equipmentId}'; ROLLBACK TO s; COMMIT`,
    );
    await client.end();
    expect(await kinds()).toEqual(['created']);
    expect(await slots()).toMatchObject([{ pending: true }]);
    expect(await insert('second')).toBe(false);
  });

  it('by MERGE is deleted like by any other statement', async () => {
    await insert();
    await run(
      `MERGE INTO ${table} AS there USING (VALUES ($1)) AS gone(id) ON recommendation_id = gone.id WHEN MATCHED THEN DELETE`,
      [equipmentId],
    );
    expect(await kinds()).toEqual(['created', 'deleted']);
    expect(await slots()).toEqual([]);
  });

  it('by TRUNCATE is refused with what to do instead', async () => {
    await expect(run(`TRUNCATE ${table}`)).rejects.toMatchObject({
      code: 'AN006',
      hint: expect.stringMatching(/^DELETE FROM/),
    });
    await expect(run(`TRUNCATE ${table} CASCADE`)).rejects.toMatchObject({ code: 'AN006' });
  });

  it('while triggers are off leaves a slot that holds the problem back for the dedupe window at most', async () => {
    await insert();
    await run(`ALTER TABLE ${table} DISABLE TRIGGER recommendation_slot_freed`);
    await run(`DELETE FROM ${table} WHERE recommendation_id = $1`, [equipmentId]);
    await run(`ALTER TABLE ${table} ENABLE TRIGGER recommendation_slot_freed`);
    expect(await slots()).toMatchObject([{ pending: true }]);
    await run(
      `UPDATE andon.recommendation_slot SET raised_at = raised_at - interval '6 minutes' WHERE equipment_id = $1`,
      [equipmentId],
    );
    expect(await insert('anew')).toBe(true);
  });
});

describe('a recommendation that is inserted over one that is there', () => {
  it('by ON CONFLICT leaves the slot to whom it belongs', async () => {
    await insert();
    await run(`UPDATE ${table} SET status = 'expired' WHERE recommendation_id = $1`, [equipmentId]);
    const again = `INSERT INTO ${table} (recommendation_id, equipment_id, issue_type, severity) VALUES ($1, $1, 'wear', 'critical')
      ON CONFLICT (recommendation_id)`;
    await run(`${again} DO NOTHING`, [equipmentId]);
    await run(`${again} DO UPDATE SET severity = excluded.severity`, [equipmentId]);
    expect(await slots()).toMatchObject([{ pending: false }]);
    expect(await kinds()).toEqual(['created', 'status_changed', 'changed']);
    expect(await insert('next'), 'the problem can be raised again').toBe(true);
  });

  it('is updated also while another is pending, which its insert would have to wait for', async () => {
    await insert('closed', { status: 'executed' });
    await insert();
    await run(
      `INSERT INTO ${table} (recommendation_id, equipment_id, issue_type, severity) VALUES ('closed', $1, 'wear', 'low')
       ON CONFLICT (recommendation_id) DO UPDATE SET severity = excluded.severity`,
      [equipmentId],
    );
    expect((await told()).at(-1)).toMatchObject({ kind: 'changed', id: 'closed', severity: 'low' });
    expect(await slots()).toMatchObject([{ recommendation_id: equipmentId, pending: true }]);
  });
});

describe('a recommendation that is changed', () => {
  it('is told when operators see the difference, and only then', async () => {
    await insert();
    for (const change of [`severity = 'critical'`, `recommended_action = 'stop it'`, 'confidence_score = 0.5']) {
      await run(`UPDATE ${table} SET ${change} WHERE recommendation_id = $1`, [equipmentId]);
    }
    await run(`UPDATE ${table} SET severity = 'CRITICAL', evidence = '{}' WHERE recommendation_id = $1`, [equipmentId]);
    const events = await told();
    expect(events.map(({ kind }) => kind)).toEqual(['created', 'changed', 'changed', 'changed']);
    expect(events.at(-1)).toMatchObject({ severity: 'critical', recommendedAction: 'stop it', confidenceScore: 0.5 });
    expect(events.at(-1)).toMatchObject({ oldStatus: 'pending', newStatus: 'pending' });
  });

  it('in text after a decision leaves the decision to who made it', async () => {
    await insert();
    await run(`UPDATE ${table} SET status = 'approved', operator_id = 'maria' WHERE recommendation_id = $1`, [
      equipmentId,
    ]);
    await run(`UPDATE ${table} SET recommended_action = 'x' WHERE recommendation_id = $1`, [equipmentId]);
    expect(await readCurrentDecision(database.pool, equipmentId, null)).toMatchObject({
      decidedBy: 'maria',
      version: 3,
    });
    const feedback = await run(
      'SELECT feedback, operator_id FROM andon_analytics.operator_feedback_bronze WHERE recommendation_id = $1',
      [equipmentId],
    );
    expect(feedback).toEqual([{ feedback: 'approved', operator_id: 'maria' }]);
  });

  it('keeps its id, which its history names', async () => {
    await insert();
    await expect(
      run(`UPDATE ${table} SET recommendation_id = 'other' WHERE recommendation_id = $1`, [equipmentId]),
    ).rejects.toMatchObject({
      code: 'AN005',
      hint: expect.stringContaining('insert another'),
    });
  });
});

describe('a recommendation that is moved', () => {
  it('to another site is gone from the one and an alert at the other, and the slot goes along', async () => {
    await insert();
    const here = await read(server.core, {
      kinds: recommendationEventKinds,
      filter: { siteIds: ['default'], equipmentIds: [equipmentId] },
    });
    const there = await read(server.core, { filter: { siteIds: ['south'], equipmentIds: [equipmentId] } });
    await run(`UPDATE ${table} SET site_id = 'south' WHERE recommendation_id = $1`, [equipmentId]);
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
      `UPDATE ${table} SET equipment_id = $1 || '-b', status = 'approved', operator_id = 'jo' WHERE recommendation_id = $1`,
      [equipmentId],
    );
    expect((await told()).map(({ kind, equipmentId: at, status }) => [kind, at, status])).toEqual([
      ['created', equipmentId, 'pending'],
      ['deleted', equipmentId, 'pending'],
      ['created', `${equipmentId}-b`, 'pending'],
      ['status_changed', `${equipmentId}-b`, 'approved'],
    ]);
    expect(await slots()).toMatchObject([{ equipment_id: `${equipmentId}-b`, pending: false }]);
  });

  it('to where another is pending is refused, and to another issue takes its quiet time along', async () => {
    await insert();
    await insert('leak', { issue_type: 'leak' });
    const move = (id: string, issue: string) =>
      run(`UPDATE ${table} SET issue_type = $2 WHERE recommendation_id = $1`, [id, issue]);
    await expect(move('leak', 'wear')).rejects.toMatchObject({ code: 'AN003' });
    await run(`UPDATE ${table} SET status = 'approved' WHERE recommendation_id = 'leak'`);
    await move('leak', 'crack');
    const quiet = await run(
      `SELECT issue_type, pending, quiet_until > now() + interval '50 minutes' AS quiet FROM andon.recommendation_slot WHERE equipment_id = $1 ORDER BY 1`,
      [equipmentId],
    );
    expect(quiet).toEqual([
      { issue_type: 'crack', pending: false, quiet: true },
      { issue_type: 'wear', pending: true, quiet: true },
    ]);
    const moved = (await told()).filter(({ id }) => id === 'leak').map(({ kind }) => kind);
    expect(moved, 'what waits for nobody is no alert at its new place').toEqual([
      'created',
      'status_changed',
      'deleted',
      'changed',
    ]);
  });
});

describe('rows that everything rests on', () => {
  it.each([
    'setting',
    'master_data_version',
    'bronze_head',
    'event_head',
    'restatement_head',
    'api_key_head',
    'performance_rolled',
    'pipeline_partition',
    'sensor',
  ])('rows of andon.%s cannot be removed, and the error says why', async (name) => {
    await expect(run(`DELETE FROM andon.${name}`)).rejects.toMatchObject({ code: 'AN006', hint: expect.any(String) });
    await expect(run(`TRUNCATE andon.${name} CASCADE`)).rejects.toMatchObject({
      code: 'AN006',
      hint: expect.any(String),
    });
  });

  it('such as a sensor’s name cannot become another’s either, since its readings name it', async () => {
    await server.core.ingest.submit(received([{ equipmentId, sensorType: 's', value: 1, timestamp: Date.now() }]));
    for (const change of [`sensor_type = 't'`, `site_id = 'x'`]) {
      await expect(
        run(`UPDATE andon.sensor SET ${change} WHERE equipment_id = $1`, [equipmentId]),
      ).rejects.toMatchObject({ code: 'AN005' });
    }
    await run(`UPDATE andon.sensor SET name = 'still free' WHERE equipment_id = $1`, [equipmentId]);
  });

  it('rows of equipment in use cannot be removed either, also not by CASCADE', async () => {
    await expect(run('TRUNCATE andon.equipment CASCADE')).rejects.toMatchObject({ code: 'AN006' });
  });

  it('all sensor types may be removed, and every server then judges without them', async () => {
    const version = async () => (await run('SELECT version FROM andon.master_data_version'))[0]?.version;
    const before = await version();
    const client = await connect(database.url);
    await client.query('BEGIN; TRUNCATE andon.sensor_type');
    const after = (await client.query('SELECT version::int AS version FROM andon.master_data_version')).rows[0]
      ?.version;
    await client.query('ROLLBACK');
    await client.end();
    expect(after).toBeGreaterThan(before);
  });
});

it('every server learns of keys that TRUNCATE removes, as of keys that are deleted', async () => {
  const version = async () => (await run('SELECT version FROM andon.api_key_head'))[0]?.version;
  const before = await version();
  await run('TRUNCATE andon.api_key');
  expect(await version()).toBeGreaterThan(before);
});
