import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { runDueTransitions } from '../../../src/db/alarms/alarm-transitions.ts';
import { readSignalState } from '../../../src/db/signals/signal-state.ts';
import { createAlarmSettingsService } from '../../../src/services/alarms/alarm-settings-service.ts';
import { createSuppressionService } from '../../../src/services/alarms/suppression-service.ts';
import { createTestDatabase, type TestDatabase } from '../../support/database/database.ts';
import { storeSensor } from '../../support/database/stored-rows.ts';

let database: TestDatabase;
beforeAll(async () => {
  database = await createTestDatabase();
  const names = ['PUMP', 'MOTOR', 'MILL', 'DRIVE', 'FAN', 'LINE', 'GATE', 'ENGINE', 'BELT', 'KILN'];
  await database.pool.query(
    `INSERT INTO andon.equipment (site_id, equipment_id) SELECT 'default', name FROM unnest($1::text[]) AS name`,
    [names],
  );
});
afterAll(() => database.drop());

const suppressions = () => createSuppressionService(database.pool);
const sql = (text: string, values: unknown[] = []) => database.pool.query(text, values);
const raise = (equipmentId: string, problem = 'leak') =>
  sql(
    `INSERT INTO andon.alarm (site_id, equipment_id, problem, severity_rank, sentence, request) VALUES ('default', $1, $2, 3, '', 'raised')
     ON CONFLICT (site_id, equipment_id, problem) DO UPDATE SET request = 'raised', severity_rank = 3, sentence = '', active_since = now()`,
    [equipmentId, problem],
  );
const ended = (equipmentId: string, problem = 'leak') =>
  sql(`UPDATE andon.alarm SET request = 'returned' WHERE equipment_id = $1 AND problem = $2`, [equipmentId, problem]);
const story = async (equipmentId: string) =>
  (
    await sql(
      `SELECT concat_ws(' ', kind, alarm ->> 'problem', alarm ->> 'state') AS told FROM andon.alarm_event
       WHERE alarm ->> 'equipment_id' = $1 ORDER BY number`,
      [equipmentId],
    )
  ).rows.map(({ told }) => told);
const machine = (equipmentId: string) => ({ siteId: 'default', equipmentId });
const plan = (equipmentId: string, fromMs: number | null, untilMs: number) =>
  suppressions().plan({
    machines: [machine(equipmentId)],
    from: fromMs === null ? null : new Date(Date.now() + fromMs),
    until: new Date(Date.now() + untilMs),
    reason: `work on ${equipmentId}`,
    author: { name: 'maria', through: 'api' },
  });
/** What a poll does when it finds something due; false when nothing is. */
const poll = async () => {
  if ((await readSignalState(database.pool)).nextAlarmMs > 0) return false;
  await runDueTransitions(database.pool);
  return true;
};
const settle = async () => {
  for (let times = 0; await poll(); times += 1) if (times > 5) throw new Error('something stays due');
};

describe('planned maintenance', () => {
  it('hides what stands and what is raised meanwhile from its first instant, and shows once what is true when it is over', async () => {
    await raise('PUMP', 'old');
    const [planned] = await plan('PUMP', null, 3_600_000);
    expect(planned).toMatchObject({
      code: null,
      suppression: { kind: 'maintenance', isInForce: true, madeBy: 'maria' },
    });
    await raise('PUMP');
    await ended('PUMP');
    await raise('PUMP');
    await ended('PUMP', 'old');
    expect(await story('PUMP')).toEqual([
      'raised old unacknowledged',
      'suppressed old suppressed',
      'raised leak suppressed',
      'returned leak suppressed',
      'raised leak suppressed',
      'returned old suppressed',
    ]);
    expect(await poll()).toBe(false);
    const [over] = await suppressions().end({
      ids: [planned?.suppression?.suppressionId ?? 0],
      isMaintenance: true,
      author: { name: 'jan', through: 'api' },
      siteIds: null,
    });
    expect(over).toMatchObject({ code: null, suppression: { isInForce: false, endedBy: 'jan' } });
    expect((await story('PUMP')).slice(6).sort()).toEqual([
      'unsuppressed leak unacknowledged',
      'unsuppressed old returned',
    ]);
    const audited = await sql(
      `SELECT operator_id, action FROM andon.audit WHERE object_kind = 'suppression' AND object ->> 'suppression_id' = $1 ORDER BY audit_id`,
      [String(planned?.suppression?.suppressionId)],
    );
    expect(audited.rows).toEqual([
      { operator_id: 'maria', action: 'added' },
      { operator_id: 'jan', action: 'changed' },
    ]);
    const { rows } = await sql(`SELECT suppressed_by FROM andon.alarm WHERE equipment_id = 'PUMP'`);
    expect(rows).toEqual([{ suppressed_by: null }, { suppressed_by: null }]);
    await settle();
  });

  it('begins and ends at its time although no server was there, once for two that come back together', async () => {
    await raise('MOTOR');
    await plan('MOTOR', 60_000, 120_000);
    expect(await story('MOTOR')).toEqual(['raised leak unacknowledged']);
    await sql(`UPDATE andon.suppression SET starts_at = now() - interval '1 s' WHERE equipment_id = 'MOTOR'`);
    await Promise.all([poll(), poll()]);
    await sql(`UPDATE andon.suppression SET ends_at = now() WHERE equipment_id = 'MOTOR'`);
    await Promise.all([poll(), poll()]);
    await settle();
    expect(await story('MOTOR')).toEqual([
      'raised leak unacknowledged',
      'suppressed leak suppressed',
      'unsuppressed leak unacknowledged',
    ]);
    const { rows } = await sql(
      `SELECT ended_at = ends_at AS in_time, ended_by FROM andon.suppression WHERE equipment_id = 'MOTOR'`,
    );
    expect(rows).toEqual([{ in_time: true, ended_by: null }]);
  });

  it('leaves alone what somebody suppressed by a word of their own', async () => {
    await raise('GATE');
    await sql(`UPDATE agentic_hmi.alarms SET suppressed_by = 'by hand' WHERE equipment_id = 'GATE'`);
    const [planned] = await plan('GATE', null, 3_600_000);
    const ids = [planned?.suppression?.suppressionId ?? 0];
    await suppressions().end({ ids, isMaintenance: true, author: { name: 'jan', through: 'api' }, siteIds: null });
    expect((await story('GATE')).at(-1)).toBe('suppressed leak suppressed');
  });

  it('has an answer for each machine and each id, and none of another site', async () => {
    const answers = await suppressions().plan({
      machines: [machine('KILN'), machine('NONE'), null],
      from: null,
      until: new Date(Date.now() + 60_000),
      reason: 'lining',
      author: { name: 'maria', through: 'api' },
    });
    expect(answers.map(({ code }) => code)).toEqual([null, 'NOT_FOUND', 'NOT_FOUND']);
    const id = answers[0]?.suppression?.suppressionId ?? 0;
    const end = (siteIds: readonly string[] | null, isMaintenance = true) =>
      suppressions().end({ ids: [id, null], isMaintenance, author: { name: 'jan', through: 'api' }, siteIds });
    expect((await end(['elsewhere'])).map(({ code }) => code)).toEqual(['NOT_FOUND', 'NOT_FOUND']);
    expect((await end(null, false)).map(({ code }) => code)).toEqual(['NOT_FOUND', 'NOT_FOUND']);
    expect((await end(null)).map(({ code }) => code)).toEqual([null, 'NOT_FOUND']);
    expect((await end(null)).map(({ code }) => code)).toEqual(['CONFLICT', 'NOT_FOUND']);
    await expect(plan('KILN', null, -1)).rejects.toMatchObject({ code: 'BAD_USER_INPUT' });
    const listed = await suppressions().list({ equipmentIds: ['KILN'], isOver: true }, { first: 10, after: null });
    expect(listed.rows.map(({ reason }) => reason)).toEqual(['lining']);
  });
});

describe('a rule of suppression', () => {
  const rule = (
    equipmentId: string,
    cause: { equipmentId: string; problem?: string; sensorType?: string; states?: string[] },
  ) =>
    suppressions().addRules({
      machines: [machine(equipmentId)],
      cause: { problem: null, sensorType: null, states: null, ...cause },
      reason: `${cause.equipmentId} says so`,
      author: { name: 'maria', through: 'api' },
    });

  it('hides alarms while the machine that it hangs on is down: in maintenance, out of service, or silent', async () => {
    await rule('DRIVE', { equipmentId: 'MILL' });
    await raise('DRIVE');
    await settle();
    const [planned] = await plan('MILL', null, 60_000);
    await settle();
    expect((await story('DRIVE')).at(-1)).toBe('suppressed leak suppressed');
    const ids = [planned?.suppression?.suppressionId ?? 0];
    await suppressions().end({ ids, isMaintenance: true, author: { name: 'jan', through: 'api' }, siteIds: null });
    await settle();
    expect((await story('DRIVE')).at(-1)).toBe('unsuppressed leak unacknowledged');
    await sql(`UPDATE andon.equipment SET is_active = false WHERE equipment_id = 'MILL'`);
    await settle();
    expect((await story('DRIVE')).at(-1)).toBe('suppressed leak suppressed');
    await sql(`UPDATE andon.equipment SET is_active = true WHERE equipment_id = 'MILL'`);
    await settle();
    await raise('MILL', 'silent');
    await settle();
    expect((await story('DRIVE')).slice(3)).toEqual([
      'suppressed leak suppressed',
      'unsuppressed leak unacknowledged',
      'suppressed leak suppressed',
    ]);
  });

  it('hides alarms while another alarm is active', async () => {
    await rule('FAN', { equipmentId: 'LINE', problem: 'voltage_low' });
    await raise('LINE', 'other');
    await raise('FAN');
    await settle();
    await raise('LINE', 'voltage_low');
    await settle();
    await raise('FAN', 'second');
    await ended('LINE', 'voltage_low');
    await settle();
    expect(await story('FAN')).toEqual([
      'raised leak unacknowledged',
      'suppressed leak suppressed',
      'raised second suppressed',
      'unsuppressed leak unacknowledged',
      'unsuppressed second unacknowledged',
    ]);
  });

  it('hides alarms while a tag shows an operating mode, whose reading is not bad', async () => {
    await rule('ENGINE', { equipmentId: 'ENGINE', sensorType: 'mode', states: ['Service', '3'] });
    const sensorId = await storeSensor(database.pool, { equipmentId: 'ENGINE', sensorType: 'mode' });
    await raise('ENGINE');
    await sql(
      `INSERT INTO andon.current_status (sensor_id, quality, event_time, received_at, value_text) VALUES ($1, 0, now(), now(), 'Running')`,
      [sensorId],
    );
    const shows = async (set: string) => {
      await sql(`UPDATE andon.current_status SET ${set} WHERE sensor_id = $1`, [sensorId]);
      await settle();
      return (await story('ENGINE')).at(-1);
    };
    expect(await shows(`value_text = 'Running'`)).toBe('raised leak unacknowledged');
    expect(await shows(`value_text = ' Service'`)).toBe('suppressed leak suppressed');
    expect(await shows('quality = 2')).toBe('unsuppressed leak unacknowledged');
    expect(await shows('quality = 0, value_text = NULL, value_number = 3')).toBe('suppressed leak suppressed');
    const { rows } = await suppressions().list(
      { equipmentIds: ['ENGINE'], isInForce: true },
      { first: 1, after: null },
    );
    const ids = rows.map(({ suppressionId }) => suppressionId);
    await suppressions().end({ ids, isMaintenance: false, author: { name: 'jan', through: 'api' }, siteIds: null });
    expect((await story('ENGINE')).at(-1)).toBe('unsuppressed leak unacknowledged');
  });

  it.each<[string, Parameters<typeof rule>[1]]>([
    ['an alarm and a mode at once', { equipmentId: 'MILL', problem: 'p', sensorType: 'mode', states: ['x'] }],
    ['a sensor without states', { equipmentId: 'MILL', sensorType: 'mode' }],
    ['no state', { equipmentId: 'MILL', sensorType: 'mode', states: [] }],
    ['the machine itself', { equipmentId: 'BELT' }],
  ])('is refused for %s', async (_, cause) => {
    await expect(rule('BELT', cause)).rejects.toMatchObject({ code: 'BAD_USER_INPUT' });
  });
});

describe('a machine that is taken out of service in the master data', () => {
  it('has no active alarm any more, and nothing pending that the pipeline told', async () => {
    await raise('BELT');
    await sql(
      `INSERT INTO agentic_hmi.agent_recommendations (equipment_id, issue_type, severity, findings)
       VALUES ('BELT', 'leak_high', 'high', '[]'), ('BELT', 'note_high', 'high', NULL)`,
    );
    await sql(`UPDATE andon.equipment SET is_active = false WHERE equipment_id = 'BELT'`);
    expect(await story('BELT')).toEqual(['raised leak unacknowledged', 'returned leak returned']);
    const { rows } = await sql(
      `SELECT issue_type, status, operator_notes FROM agentic_hmi.agent_recommendations WHERE equipment_id = 'BELT' ORDER BY 1`,
    );
    expect(rows).toEqual([
      { issue_type: 'leak_high', status: 'expired', operator_notes: 'Expired: the machine was taken out of service.' },
      { issue_type: 'note_high', status: 'pending', operator_notes: null },
    ]);
  });
});

describe('an alarm that is set to latch', () => {
  const settings = () => createAlarmSettingsService(database.pool);
  const latch = (equipmentId: string | null, problem: string | null, latching: boolean) =>
    settings().setLatching({ siteId: 'default', equipmentId, problem, latching }, { name: 'maria', through: 'api' });

  it('stays once it is normal, from its next activation on, as the narrowest setting says', async () => {
    await latch(null, 'fire', true);
    await latch('KILN', null, false);
    await latch('KILN', 'fire', true);
    await latch('KILN', 'smoke', true);
    await latch('KILN', 'smoke', false);
    for (const [equipmentId, problem] of [
      ['KILN', 'fire'],
      ['KILN', 'smoke'],
      ['KILN', 'heat'],
      ['FAN', 'fire'],
    ] as const) {
      await raise(equipmentId, problem);
      await ended(equipmentId, problem);
    }
    const { rows } = await sql(
      `SELECT equipment_id || ' ' || problem AS of, state FROM andon.alarm WHERE problem IN ('fire', 'smoke', 'heat') ORDER BY 1`,
    );
    expect(rows).toEqual([
      { of: 'FAN fire', state: 'latched' },
      { of: 'KILN fire', state: 'latched' },
      { of: 'KILN heat', state: 'returned' },
      { of: 'KILN smoke', state: 'returned' },
    ]);
    expect((await settings().latching('default')).map(({ problem, latching }) => [problem, latching])).toEqual([
      ['fire', true],
      [null, false],
      ['fire', true],
      ['smoke', false],
    ]);
  });
});
