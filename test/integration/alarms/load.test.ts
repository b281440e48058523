import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { countAlarms, listAlarms } from '../../../src/db/alarms/alarm-list.ts';
import type { AlarmFilter } from '../../../src/domain/alarms/alarm.ts';
import { type AlarmLoad, createAlarmLoadService } from '../../../src/services/alarm-load/alarm-load-service.ts';
import { createTestDatabase, type TestDatabase } from '../../support/database/database.ts';

const hourMs = 3_600_000;
/** Two days ago: what the triggers write themselves is not within what is asked for. */
const nowMs = Date.now() - 48 * hourMs;

let database: TestDatabase;
beforeAll(async () => {
  database = await createTestDatabase();
  await database.pool.query(
    `INSERT INTO andon.equipment (site_id, equipment_id) VALUES ('north', 'A'), ('north', 'B'), ('south', 'A')`,
  );
  await database.pool.query(`INSERT INTO andon.alarm_site (site_id, operator_positions) VALUES ('north', 2)`);
  // What is written by hand would get the time of now.
  await database.pool.query('ALTER TABLE andon.alarm_journal DISABLE TRIGGER USER');
});
afterAll(() => database.drop());

const alarm = async (siteId: string, equipmentId: string): Promise<number> => {
  const { rows } = await database.pool.query<{ alarm_id: number }>(
    `INSERT INTO andon.alarm (site_id, equipment_id, problem, severity_rank, sentence, active_since, request)
     VALUES ($1, $2, 'leak', 3, '', $3, 'raised') RETURNING alarm_id`,
    [siteId, equipmentId, new Date(nowMs - 30 * hourMs)],
  );
  return rows[0]?.alarm_id ?? 0;
};
/** As a transition at that time would have noted it. */
const noted = (alarmId: number, kind: string, secondsAgo: number, state: Record<string, unknown> = {}, rank = 3) =>
  database.pool.query(
    `INSERT INTO andon.alarm_journal (alarm_id, version, kind, occurred_at, new_state, severity_rank, database_user, application_name)
     VALUES ($1, 1, $2, $3, $4, $5, 'test', 'test')`,
    [
      alarmId,
      kind,
      new Date(nowMs - secondsAgo * 1_000),
      { active: true, acknowledged: false, shelving: 'none', suppressed: false, out_of_service: false, ...state },
      rank,
    ],
  );
const load = (asked: Parameters<ReturnType<typeof createAlarmLoadService>['alarmLoad']>[0] = {}, now = nowMs) =>
  createAlarmLoadService(database.pool, () => now).alarmLoad(asked);
const measure = ({ measures }: AlarmLoad, name: string) => measures.find((one) => one.name === name)?.value;

describe('alarm load', () => {
  it('tells from the journal how often operators were told, how fast they acknowledged, and what stood and was hidden', async () => {
    const [noisy, stale, shelved, south] = [
      await alarm('north', 'A'),
      await alarm('north', 'B'),
      await alarm('north', 'C'),
      await alarm('south', 'A'),
    ];
    await noted(stale, 'raised', 26 * 3_600);
    // A flood for one operator, none for two: twelve within eleven seconds.
    for (let n = 0; n < 12; n += 1) {
      await noted(noisy, n === 0 ? 'raised' : 'worsened', 7_200 - n);
    }
    await noted(noisy, 'acknowledged', 7_100, { acknowledged: true });
    await noted(noisy, 'realarmed', 6_000, {}, 4);
    await noted(noisy, 'commented', 5_990);
    await noted(noisy, 'acknowledged', 5_970, { acknowledged: true });
    await noted(noisy, 'returned', 5_000, { active: false, acknowledged: true });
    await noted(shelved, 'raised', 4_000, { shelving: 'timed' });
    await noted(south, 'raised', 3_000, {}, 1);

    const all = await load();
    expect(all).toMatchObject({
      hours: 24,
      operatorPositions: 3,
      total: 14,
      hidden: 1,
      peakPer10Minutes: 12,
      bySeverity: [
        { severity: 'low', count: 1 },
        { severity: 'medium', count: 0 },
        { severity: 'high', count: 12 },
        { severity: 'critical', count: 1 },
      ],
      acknowledged: 2,
      medianSecondsToAcknowledge: 30,
      p95SecondsToAcknowledge: 89,
      chattering: 0,
      standing: 2,
      stale: 1,
      shelved: 1,
      percentTimeInFlood: 0,
    });
    expect(all.mostFrequent[0]).toEqual({
      siteId: 'north',
      equipmentId: 'A',
      problem: 'leak',
      severity: 'high',
      issueType: 'leak_high',
      count: 12,
      share: 12 / 14,
    });
    expect(all.perHour).toBeCloseTo(14 / 24, 9);
    expect(all.perOperatorHour).toBeCloseTo(14 / 72, 9);
    expect(measure(all, 'percent_low')).toBeCloseTo(100 / 14, 9);
    expect(await load({ siteIds: ['south'] })).toMatchObject({ operatorPositions: 1, total: 1, standing: 1, stale: 0 });
    expect(await load({ siteIds: ['nowhere'] })).toMatchObject({ total: 0, standing: 0, mostFrequent: [] });
    await database.pool.query(`UPDATE andon.alarm_site SET operator_positions = 1 WHERE site_id = 'north'`);
    // From the eleventh alarm (second 10) until the eighth leaves (ten minutes after second 7).
    expect((await load({ siteIds: ['north'] })).percentTimeInFlood).toBeCloseTo((100 * 597) / 86_400, 4);
    const hour = new Date(nowMs - 2 * hourMs).toISOString().slice(11, 16);
    const shift = { start: hour, hours: 1, zone: 'UTC' };
    const from = new Date(nowMs - 5 * hourMs);
    expect(await load({ from, shift })).toMatchObject({ hours: 1, total: 13 });
    expect(await load({ from, shift: { ...shift, hours: 0.25 } })).toMatchObject({ hours: 0.25, total: 12 });
  });

  it('tells how alarms stand now from what they are', async () => {
    await database.pool.query(`UPDATE andon.alarm SET request = 'shelved_one_shot' WHERE equipment_id = 'C'`);
    await database.pool.query(`UPDATE andon.alarm SET request = 'taken_out_of_service' WHERE equipment_id = 'B'`);
    const later = Date.now() + 60_000;
    expect(await load({ siteIds: ['north'] }, later)).toMatchObject({
      standing: 1,
      stale: 1,
      shelved: 1,
      suppressed: 0,
      outOfService: 1,
    });
  });

  it('is BAD_USER_INPUT for a range that runs backwards', async () => {
    await expect(load({ from: new Date('2026-03-02'), to: new Date('2026-03-01') })).rejects.toMatchObject({
      code: 'BAD_USER_INPUT',
    });
  });
});

describe('alarms are found', () => {
  it('by standing before operators, standing for more than a day, and chattering', async () => {
    for (const machine of ['SEEN', 'SHELVED', 'AWAY', 'CHATTERS']) await alarm('west', machine);
    const does = (request: string, machine: string) =>
      database.pool.query('UPDATE andon.alarm SET request = $1, active_since = now() WHERE equipment_id = $2', [
        request,
        machine,
      ]);
    await does('acknowledged', 'SEEN');
    await does('shelved_one_shot', 'SHELVED');
    await does('taken_out_of_service', 'AWAY');
    for (const request of ['returned', 'raised', 'returned', 'raised', 'returned']) await does(request, 'CHATTERS');
    const found = async (filter: AlarmFilter) => {
      const of = { siteIds: ['west'], ...filter };
      const { rows } = await listAlarms(database.pool, of, { first: 10, after: null });
      expect(await countAlarms(database.pool, of)).toBe(rows.length);
      return rows.map(({ equipmentId }) => equipmentId).sort();
    };
    expect(await found({ isStanding: true })).toEqual(['SEEN']);
    expect(await found({ isStanding: false })).toEqual(['AWAY', 'CHATTERS', 'SHELVED']);
    expect(await found({ isStale: true })).toEqual(['SEEN']);
    await does('returned', 'SEEN');
    await does('raised', 'SEEN');
    expect(await found({ isStale: true })).toEqual([]);
    await does('acknowledged', 'CHATTERS');
    expect(await found({})).toEqual(['AWAY', 'SEEN', 'SHELVED']);
    expect(await found({ isChattering: true })).toEqual(['CHATTERS']);
  });
});
