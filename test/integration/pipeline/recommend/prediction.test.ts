import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { endCondition, raiseConditions } from '../../../../src/db/alarms/alarm-conditions.ts';
import { expireEnded } from '../../../../src/db/recommendations/ended-recommendations.ts';
import { endRemainingTimes, restateRemainingTimes } from '../../../../src/db/recommendations/remaining-time-write.ts';
import { remainingFrom } from '../../../../src/domain/recommendations/remaining-evidence.ts';
import { hourMs, minuteMs } from '../../../../src/domain/window.ts';
import { createQueries } from '../../../../src/services/queries.ts';
import { createTestDatabase, type TestDatabase } from '../../../support/database/database.ts';
import { storeMonths, storeSensor } from '../../../support/database/stored-rows.ts';
import { type RunningCore, received, runCore, untilJudged } from '../../../support/server/core.ts';

const startMs = Date.UTC(2026, 5, 4);
const knownDays = 3;
const togetherMinutes = 5;

let database: TestDatabase;
let server: RunningCore;
let nowMs = startMs;
let sensorId: number;

beforeAll(async () => {
  database = await createTestDatabase();
  sensorId = await storeSensor(database.pool, { equipmentId: 'PUMP-1', sensorType: 'flow' });
  await database.pool.query(`UPDATE andon.sensor SET alarm_high = 72 WHERE sensor_id = $1`, [sensorId]);
  const from = new Date(startMs - knownDays * 24 * hourMs);
  await storeMonths(database.pool, ['2026-06']);
  await database.pool.query(
    `INSERT INTO andon.performance_1min (sensor_id, reading_count, window_start, mean, m2, min_value, max_value)
     SELECT $1, 1, $2::timestamptz + minute * interval '1 minute', value, 0, value, value
     FROM generate_series(0, $3::int - 1) AS minute CROSS JOIN LATERAL (SELECT 60 + sin(minute * 2 * pi() / 1440) AS value) AS each`,
    [sensorId, from, knownDays * 1_440],
  );
  // They tell of the same in their words, and a machine has one recommendation.
  await database.pool.query(
    `INSERT INTO andon.detection_setting (detector, enabled) SELECT unnest(ARRAY['excursion', 'novelty', 'drift', 'flatline', 'variance']), false`,
  );
  server = await runCore(database.url, {}, () => nowMs);
});
afterAll(async () => {
  await server.close();
  await database.drop();
});

/** A reading for each minute of so many hours, some minutes at once. */
async function live(hours: number, valueAt: (hour: number) => number): Promise<void> {
  for (let sent = 0; sent < hours * 60; sent += togetherMinutes) {
    const readings = Array.from({ length: togetherMinutes }, (_, i) => {
      const timestamp = nowMs + (i + 1) * minuteMs;
      return { equipmentId: 'PUMP-1', sensorType: 'flow', value: valueAt((timestamp - startMs) / hourMs), timestamp };
    });
    nowMs += togetherMinutes * minuteMs;
    await server.core.ingest.submit(received(readings));
  }
  await untilJudged(server);
}

async function told() {
  const { rows } = await database.pool.query<{ id: string; issue_type: string; status: string; notes: string | null }>(
    `SELECT recommendation_id AS id, issue_type, status, operator_notes AS notes
     FROM agentic_hmi.agent_recommendations WHERE equipment_id = 'PUMP-1' AND evidence ->> 'detector' = 'trend'`,
  );
  return rows;
}

async function alarms() {
  const { rows } = await database.pool.query<{ told: string }>(
    `SELECT concat_ws(' ', kind, alarm ->> 'problem') AS told FROM andon.alarm_event
     WHERE alarm ->> 'equipment_id' = 'PUMP-1' AND alarm ->> 'detector' = 'trend' ORDER BY number`,
  );
  return rows.map((row) => row.told);
}

describe('a limit ahead', () => {
  it('is told before it is crossed, with the time that remains, and expires with its reason when the trend is over', async () => {
    await live(7, (hour) => 60 + hour);
    const [before] = await told();
    expect(before).toMatchObject({ issue_type: 'flow_predicted_high', status: 'pending' });
    expect(await alarms()).toEqual(['raised flow_predicted']);
    const [evidence] = await createQueries(database.pool).recommendations.evidenceByIds([before?.id ?? '']);
    const remaining = remainingFrom(evidence);
    const reachedMs = startMs + 12 * hourMs;
    expect(remaining?.limit).toEqual({ name: 'alarm_high', value: 72 });
    expect(remaining?.fromMs).toBeLessThanOrEqual(reachedMs);
    expect(remaining?.toMs ?? Number.POSITIVE_INFINITY).toBeGreaterThanOrEqual(reachedMs);
    expect(remaining?.sensorType, 'estimated anew since it was told').toBe('flow');
    expect(remaining?.estimatedMs).toBeGreaterThan(startMs + 5 * hourMs);
    const { rows: events } = await database.pool.query<{ kind: string }>(
      'SELECT DISTINCT kind FROM andon.recommendation_event WHERE recommendation_id = $1 ORDER BY kind',
      [before?.id],
    );
    expect(events.map(({ kind }) => kind)).toEqual(['changed', 'created']);
    await live(3, () => 60);
    expect(await alarms()).toEqual(['raised flow_predicted', 'returned flow_predicted']);
    expect(await told()).toMatchObject([
      {
        id: before?.id,
        status: 'expired',
        notes: expect.stringMatching(/^Expired: the trend .* is over; the mean of the last hour is [\d.]+\.$/),
      },
    ]);
  });

  it('stands in what its finding has joined, of several sensors the first at its limit, and goes when its trend is over', async () => {
    const { rows } = await database.pool.query<{ id: string }>(
      `INSERT INTO agentic_hmi.agent_recommendations (equipment_id, issue_type, severity, issue_description, recommended_action, evidence, findings)
       VALUES ('PUMP-2', 'noise_high', 'high', 'noise', 'look', '{"detector": "variance"}', '[]') RETURNING recommendation_id AS id`,
    );
    const id = rows[0]?.id ?? '';
    await database.pool.query(
      `INSERT INTO andon.recommendation_slot
       SELECT 'default', 'PUMP-2', unnest(ARRAY['flow_predicted_high', 'level_predicted_high']), $1, now(), false, 'infinity'`,
      [id],
    );
    const at = (hours: number, sensorType: string, isFirst: boolean) => ({
      ...{ siteId: 'default', equipmentId: 'PUMP-2', sensorType, issueType: `${sensorType}_predicted_high` },
      ...{ atMs: startMs, isFirst },
      remaining: {
        ...{ fromMs: startMs + hours * hourMs, p50Ms: startMs + (hours + 1) * hourMs, toMs: null },
        limit: { name: 'critical', value: 85 } as const,
      },
    });
    const stands = async () => {
      const { rows: found } = await database.pool.query<{ sensor: string | null; hours: number | null }>(
        `SELECT evidence #>> '{remaining_time,sensor_type}' AS sensor, extract(epoch FROM time_to_threshold)::float8 / 3600 AS hours
         FROM agentic_hmi.agent_recommendations WHERE recommendation_id = $1`,
        [id],
      );
      return found[0];
    };
    await restateRemainingTimes(database.pool, [at(9, 'flow', true)]);
    expect(await stands()).toEqual({ sensor: 'flow', hours: 10 });
    await restateRemainingTimes(database.pool, [at(12, 'level', true)]);
    expect(await stands()).toEqual({ sensor: 'flow', hours: 10 });
    await restateRemainingTimes(database.pool, [at(4, 'level', false)]);
    expect(await stands()).toEqual({ sensor: 'level', hours: 5 });
    await endRemainingTimes(database.pool, [
      { siteId: 'default', equipmentId: 'PUMP-2', issueType: 'flow_predicted_high' },
    ]);
    expect(await stands()).toEqual({ sensor: 'level', hours: 5 });
    await endRemainingTimes(database.pool, [
      { siteId: 'default', equipmentId: 'PUMP-2', issueType: 'level_predicted_high' },
    ]);
    expect(await stands()).toEqual({ sensor: null, hours: null });
  });

  it.each([
    ['its own findings', [], 'pending', 'expired'],
    ['its own findings, put off', [], 'deferred', 'expired'],
    ['what another detector found and nobody calls over', ['flow_high'], 'pending', 'pending'],
    ['what another detector found and is over', ['flow_noise'], 'pending', 'expired'],
    ['what another detector found and still is so', ['flow_stuck'], 'pending', 'pending'],
    ['an approval', [], 'approved', 'approved'],
  ])('that is over leaves a recommendation with %s as it has to be', async (what, others, status, expected) => {
    const equipmentId = `PUMP of ${what}`;
    const condition = (problem: string) => ({
      ...{ siteId: 'default', equipmentId, problem, severity: 'high' as const, sensorId, detector: 'variance' },
      ...{ sentence: 'It is so.', value: 1, unit: null, limit: null, sinceMs: startMs },
    });
    await raiseConditions(database.pool, ['flow_noise', 'flow_predicted', 'flow_stuck'].map(condition));
    for (const problem of ['flow_noise', 'flow_predicted'])
      await endCondition(database.pool, { siteId: 'default', equipmentId, problem, note: 'Over.' }, ['variance']);
    const findings = ['flow_predicted', ...others].map((problem) => ({
      issue_type: `${problem}_high`,
      severity: 'high',
    }));
    const { rows } = await database.pool.query<{ id: string }>(
      `INSERT INTO agentic_hmi.agent_recommendations (site_id, equipment_id, issue_type, severity, issue_description, recommended_action, evidence, findings)
       VALUES ('default', $1, 'flow_predicted_high', 'high', 'a limit ahead', 'look', '{"detector": "trend"}', $2::jsonb) RETURNING recommendation_id AS id`,
      [equipmentId, JSON.stringify(findings)],
    );
    const id = rows[0]?.id;
    if (status !== 'pending')
      await database.pool.query(
        `UPDATE agentic_hmi.agent_recommendations SET status = $2, defer_until = CASE $2 WHEN 'deferred' THEN now() + interval '1 hour' END
         WHERE recommendation_id = $1`,
        [id, status],
      );
    await expireEnded(database.pool, { siteId: 'default', equipmentId, problem: 'flow_predicted', note: 'Over.' });
    const { rows: left } = await database.pool.query<{ status: string }>(
      'SELECT status FROM agentic_hmi.agent_recommendations WHERE recommendation_id = $1',
      [id],
    );
    expect(left).toEqual([{ status: expected }]);
  });
});
