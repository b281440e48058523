import { afterAll, beforeAll, expect, it } from 'vitest';
import { createLearningService } from '../../../src/services/learning/learning-service.ts';
import { createTestDatabase, type TestDatabase } from '../../support/database/database.ts';
import { type RunningCore, received, runCore, untilProcessed } from '../../support/server/core.ts';
import { present } from '../../support/server/server-fixture.ts';
import { until } from '../../support/until.ts';

/** A server with the pipeline, and another one beside it that learns from the same decisions. */
let database: TestDatabase | undefined;
let server: RunningCore | undefined;
let beside: RunningCore | undefined;
beforeAll(async () => {
  database = await createTestDatabase();
  await database.pool.query(
    `INSERT INTO andon.equipment (equipment_id, equipment_type)
     SELECT 'P-' || n, 'pump' FROM generate_series(1, 70) AS n UNION ALL SELECT 'C-1', 'crusher'`,
  );
  server = await runCore(database.url, { ANDON_RECOMMEND_FROM_SEVERITY: 'medium', ANDON_JOIN_WINDOW_S: '0' });
  beside = await runCore(database.url, { ANDON_PIPELINE: 'off' });
});
afterAll(async () => {
  await server?.close();
  await beside?.close();
  await database?.drop();
});

const rows = async (text: string, values: unknown[] = []) => (await present(database).pool.query(text, values)).rows;
/** The one value of a statement. */
const one = async (text: string, values: unknown[] = []) => Object.values((await rows(text, values))[0] ?? {})[0];
let lastMs = Date.now() - 60_000;
/** Beyond the warning limit: what turns out to be a false alarm. */
const warn = { sensorType: 'temperature', value: 82 };
async function measure(machines: readonly string[], { sensorType, value }: { sensorType: string; value: number }) {
  lastMs += 10;
  await present(server).core.ingest.submit(
    received(machines.map((equipmentId) => ({ equipmentId, sensorType, value, timestamp: lastMs }))),
  );
  await untilProcessed(present(database).pool);
}
const pumps = (from: number, to: number) => Array.from({ length: to - from + 1 }, (_, n) => `P-${from + n}`);
const queued = async (machine: string) =>
  (
    await rows(
      `SELECT issue_type || ' ' || status AS it FROM agentic_hmi.agent_recommendations WHERE equipment_id = $1 ORDER BY created_timestamp`,
      [machine],
    )
  ).map(({ it: text }) => text);
const decide = (status: string) =>
  rows(`UPDATE agentic_hmi.agent_recommendations SET status = $1, operator_id = 'tom' WHERE status = 'pending'`, [
    status,
  ]);
/** Both servers have learnt from every decision. */
const untilLearnt = () =>
  until('every decision is learnt from', async () => {
    const waiting = await one(
      'SELECT count(*)::int FROM andon.recommendation_feedback, andon.learning AS head WHERE recommendation_feedback.feedback_id > head.feedback_id',
    );
    const version = await one('SELECT version::int FROM andon.learning');
    return [server, beside].every((core) => present(core).core.learner.version === version) && waiting === 0;
  });
const learning = () => createLearningService(present(database).pool);

it('twenty rejections of one kind of false alarm stop it interrupting, at that type of equipment', async () => {
  await measure(pumps(1, 20), warn);
  const ids = await rows(`SELECT recommendation_id AS id FROM agentic_hmi.agent_recommendations ORDER BY 1 LIMIT 10`);
  for (const { id } of ids) {
    await present(server).core.decisions.reject({
      id,
      operatorId: 'maria',
      reason: 'the thermometer stands in the sun',
    });
  }
  await decide('rejected');
  expect(await one('SELECT count(*)::int FROM andon.recommendation_feedback')).toBe(20);
  await untilLearnt();
  await measure(['P-21'], warn);
  expect(await queued('P-21')).toEqual([]);
  const [silence, ...others] = await learning().silences();
  expect(others).toEqual([]);
  expect(silence).toMatchObject({
    siteId: 'default',
    equipmentType: 'pump',
    issueType: 'temperature_high_medium',
    detector: 'limit',
    summary: 'learnt: 20 of the last 20 rejected',
    rejectedBy: [
      { operator: 'maria', rejections: 10 },
      { operator: 'tom', rejections: 10 },
    ],
    withheld: 1,
  });
  expect(silence?.confidence).toBeLessThan(0.5);
});

it('what is withheld stands as an alarm all the same, and is listed with what it would have said', async () => {
  expect(await rows(`SELECT problem, active FROM andon.alarm WHERE equipment_id = 'P-21'`)).toEqual([
    { problem: 'temperature_high', active: true },
  ]);
  const page = await learning().withheld({}, { first: 10, after: null });
  expect(page.rows).toMatchObject([
    { equipmentId: 'P-21', issueType: 'temperature_high_medium', occurrences: 1, score: 0.65, queuedAt: null },
  ]);
  expect(page.rows[0]?.issueDescription).toContain('above the warning limit of 80');
});

it('a trouble that lasts is counted once in the dedupe window', async () => {
  await measure(['P-21'], { ...warn, value: 83 });
  await measure(['P-21'], warn);
  expect(await one(`SELECT occurrences FROM andon.withheld_recommendation WHERE equipment_id = 'P-21'`)).toBe(1);
});

it.each([
  ['one of another kind', 'P-21', { sensorType: 'vibration', value: 3.7 }, 'vibration_high_medium pending'],
  ['a value beyond the critical limit', 'P-22', { ...warn, value: 86 }, 'temperature_high_high pending'],
  ['a critical one', 'P-23', { ...warn, value: 92 }, 'temperature_high_critical pending'],
  ['the same kind at another type of equipment', 'C-1', warn, 'temperature_high_medium pending'],
])('%s still interrupts', async (_, machine, reading, expected) => {
  await measure([machine], reading);
  expect(await queued(machine)).toEqual([expected]);
});

it('ten approvals of what was withheld bring it back', async () => {
  await decide('expired');
  await measure(pumps(31, 40), warn);
  const { rows: withheld } = await learning().withheld({ equipmentIds: pumps(31, 40) }, { first: 50, after: null });
  expect(withheld).toHaveLength(10);
  const ids = withheld.map(({ id }) => String(id));
  const results = await learning().queue([...ids, '999999'], { operatorId: 'maria', siteIds: null });
  expect(results.map(({ code }) => code)).toEqual([...Array(10).fill(null), 'NOT_FOUND']);
  expect(results[0]?.recommendation).toMatchObject({ status: 'pending', issueType: 'temperature_high_medium' });
  expect(await learning().queue(ids.slice(0, 1), { operatorId: 'tom', siteIds: null })).toMatchObject([
    { code: 'CONFLICT', message: 'maria has put it into the queue already.' },
  ]);
  await decide('approved');
  await untilLearnt();
  expect(await learning().silences()).toEqual([]);
  await measure(['P-41'], warn);
  expect(await queued('P-41')).toEqual(['temperature_high_medium pending']);
});

it('a silence is lifted by one call, and only by who reaches its site', async () => {
  await measure(pumps(42, 61), warn);
  await decide('rejected');
  await untilLearnt();
  const [silence] = await learning().silences();
  const id = present(silence).id;
  const author = { name: 'maria', through: 'api' } as const;
  await expect(learning().lift(id, author, ['north'])).rejects.toMatchObject({ code: 'NOT_FOUND' });
  expect(await learning().lift(id, author, null, 'the thermometer was moved')).toMatchObject({ id, rejected: 20 });
  await untilLearnt();
  await measure(['P-62'], warn);
  expect(await queued('P-62')).toEqual(['temperature_high_medium pending']);
  expect(
    await rows(
      `SELECT operator_id, changed_through, new_value ->> 'reason' AS why FROM andon.audit WHERE object_kind = 'learning_reset'`,
    ),
  ).toEqual([{ operator_id: 'maria', changed_through: 'api', why: 'the thermometer was moved' }]);
});

it('the servers log no warning while everything works', () => {
  expect([server, beside].flatMap((core) => present(core).logged)).toEqual([]);
});
