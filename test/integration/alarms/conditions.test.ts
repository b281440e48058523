import { describe, expect, it } from 'vitest';
import { runDueTransitions } from '../../../src/db/alarms/alarm-transitions.ts';
import { useJudgedReadings } from '../../support/fixtures/judged-readings.ts';
import { terminate } from '../../support/server/core.ts';

const site = useJudgedReadings();
const { machine, send, raised, decide } = site;

/** A reading of so many seconds ago, through all stages before this returns. */
const measured = (secondsAgo: number, value: number, sensorType = 'vibration') =>
  send({ equipmentId: machine(), sensorType, value, timestamp: Date.now() - secondsAgo * 1_000 });
/** Normal for longer than the off-delay of a minute. */
async function normal(fromSecondsAgo: number, sensorType = 'vibration'): Promise<void> {
  await measured(fromSecondsAgo, 1, sensorType);
  await measured(fromSecondsAgo - 61, 1, sensorType);
}

const alarms = () =>
  site.sql.rows<{ alarm_id: number; state: string; active: boolean; severity: string; activations: number }>(
    `SELECT alarm_id, problem, state, active, severity, activations FROM agentic_hmi.alarms WHERE equipment_id = $1 ORDER BY problem`,
    [machine()],
  );
const told = async () =>
  (
    await site.sql.rows<{ told: string }>(
      `SELECT concat_ws(' ', kind, alarm ->> 'problem', alarm ->> 'state') AS told FROM andon.alarm_event
       WHERE alarm ->> 'equipment_id' = $1 ORDER BY number`,
      [machine()],
    )
  ).map((row) => row.told);
const change = (set: string) =>
  site.sql.rows(`UPDATE agentic_hmi.alarms SET ${set}, operator_id = 'maria' WHERE equipment_id = $1`, [machine()]);

describe('a condition', () => {
  it('is raised once for a lasting fault, gets worse by one event, and returns when it was normal for the off-delay', async () => {
    await measured(200, 4.5);
    await measured(199, 4.6);
    await measured(198, 6);
    await measured(197, 4.5);
    await measured(196, 1);
    expect(await told()).toEqual(['raised vibration_high unacknowledged', 'worsened vibration_high unacknowledged']);
    expect(await alarms()).toMatchObject([{ problem: 'vibration_high', active: true, severity: 'critical' }]);
    await measured(100, 1);
    expect((await told()).slice(2)).toEqual(['returned vibration_high returned']);
    await change('acknowledged = true');
    expect(await alarms()).toMatchObject([{ state: 'normal', active: false, severity: 'critical' }]);
  });

  it('that returns, and stays normal for the hold, expires what was pending about it, with the reason, and nothing else', async () => {
    await measured(250, 4.5);
    await measured(249, 86, 'temperature');
    await normal(245);
    await measured(150, 1);
    expect(await raised()).toEqual(['vibration_high_high pending']);
    await normal(140, 'temperature');
    expect(await alarms()).toMatchObject([{ active: false }, { active: false }]);
    expect(await raised()).toEqual(['vibration_high_high pending']);
    await measured(45, 40, 'temperature');
    const [row] = await site.recommendations();
    expect(row).toMatchObject({
      status: 'expired',
      operator_notes: 'Expired: the condition has returned to normal.',
    });
  });

  it('of a machine is found while its recommendation is held back', async () => {
    await measured(200, 4.5);
    await measured(199, 86, 'temperature');
    expect(await raised()).toEqual(['vibration_high_high pending']);
    expect((await told()).length).toBe(2);
  });

  it('that came and went within one batch was raised and has returned', async () => {
    const nowMs = Date.now();
    const reading = (secondsAgo: number, value: number) => ({
      equipmentId: machine(),
      sensorType: 'vibration',
      value,
      timestamp: nowMs - secondsAgo * 1_000,
    });
    await send(reading(200, 4.5), reading(190, 1), reading(99.5, 1));
    expect(await told()).toEqual(['raised vibration_high unacknowledged', 'returned vibration_high returned']);
    expect(await raised()).toEqual(['vibration_high_high expired']);
    await send(reading(99, 4.5), reading(98, 1), reading(37, 1), reading(36, 6));
    expect((await told()).slice(2)).toEqual(['raised vibration_high unacknowledged']);
    expect(await alarms()).toMatchObject([{ active: true, severity: 'critical', activations: 2 }]);
  });
});

describe('what people do about a condition', () => {
  it.each<[string, () => Promise<unknown>, string]>([
    ['approving its recommendation', () => decide('approved'), 'unacknowledged'],
    ['acknowledging it', () => change('acknowledged = true'), 'unacknowledged'],
    ['shelving it for an hour', () => change("shelved_until = now() + interval '1 hour', note = 'known'"), 'shelved'],
    ['shelving it until it returns', () => change("shelving = 'one_shot', note = 'known'"), 'unacknowledged'],
    [
      'acknowledging it, and a server that loses its connection,',
      async () => {
        await change('acknowledged = true');
        await terminate(site.server.database.pool, 'andon pipeline');
      },
      'unacknowledged',
    ],
  ])('%s keeps nothing quiet: after normal, a second failure is a new unacknowledged alarm', async (_, act, state) => {
    await measured(200, 4.5);
    await act();
    expect(await alarms()).toMatchObject([{ active: true }]);
    await normal(190);
    const before = (await told()).length;
    await measured(120, 4.5);
    expect((await told()).slice(before)).toEqual([`raised vibration_high ${state}`]);
    expect(
      await site.sql.rows('SELECT active, acknowledged, shelving FROM agentic_hmi.alarms WHERE equipment_id = $1', [
        machine(),
      ]),
    ).toEqual([{ active: true, acknowledged: false, shelving: state === 'shelved' ? 'timed' : 'none' }]);
    expect((await raised()).at(-1)).toBe('vibration_high_high pending');
  });

  it.each<[string, string]>([
    ['acknowledging', 'acknowledged = true'],
    ['shelving', "shelved_until = now() + interval '1 hour', note = 'known'"],
  ])('%s keeps a worse level not quiet', async (_, set) => {
    await measured(200, 4.5);
    await change(set);
    await measured(199, 4.6);
    await measured(198, 6);
    expect((await told()).slice(2)).toEqual(['worsened vibration_high unacknowledged']);
  });
});

describe('alarms are quiet by design:', () => {
  const limitIsSetTo = (parameters: Record<string, number>) =>
    site.sql.rows(
      `INSERT INTO andon.detection_setting (detector, site_id, equipment_id, parameters) VALUES ('limit', 'default', $1, $2)`,
      [machine(), JSON.stringify(parameters)],
    );
  /** One each second or so, up to so many seconds ago, in requests of twenty, oldest first. */
  const eachSecond = async (values: readonly number[], secondsAgo = 0, stepMs = 1_000) => {
    const together = 20;
    const nowMs = Date.now() - secondsAgo * 1_000;
    for (let at = 0; at < values.length; at += together) {
      await send(
        ...values.slice(at, at + together).map((value, n) => ({
          equipmentId: machine(),
          sensorType: 'vibration',
          value,
          timestamp: nowMs - (values.length - at - n) * stepMs,
        })),
      );
    }
  };
  const raisedTimes = async () => (await told()).filter((one) => one.startsWith('raised')).length;

  it.each([
    [1, 1],
    [0, 20],
  ])(
    'with a deadband of %i, 200 crossings of a limit by less than one raise %i alarms, and one recommendation',
    async (deadband, times) => {
      await limitIsSetTo({ deadband, off_delay_s: 0 });
      await eachSecond(
        Array.from({ length: 400 }, (_, n) => (n % 2 === 0 ? 4.2 : 3.4)),
        0,
        500,
      );
      expect(await raisedTimes()).toBe(times);
      expect(await raised()).toEqual(['vibration_high_high pending']);
    },
  );

  it('with an on-delay of 5 s, spikes of 3 s are none, and what lasts is one', async () => {
    await limitIsSetTo({ on_delay_s: 5, off_delay_s: 0 });
    const spikes = Array.from({ length: 200 }, (_, n) => (n % 20 < 3 ? 6 : 1));
    await eachSecond(spikes, 20);
    expect(await raisedTimes()).toBe(0);
    await eachSecond(Array.from({ length: 8 }, () => 6));
    expect(await told()).toEqual(['raised vibration_high unacknowledged']);
  });

  it.each([
    ['what is true now, once', 4.5, ['raised vibration_high unacknowledged']],
    ['nothing where all is well by now', 1, []],
  ])('a gateway that returns after hours of store-and-forward raises %s', async (_, last, events) => {
    const nowMs = Date.now();
    const stored = Array.from({ length: 60 }, (_, n) => ({ value: n % 4 === 1 ? 6 : 1, ago: (60 - n) * 180 }));
    for (let at = 0; at < stored.length; at += 20) {
      await send(
        ...stored.slice(at, at + 20).map(({ value, ago }) => ({
          equipmentId: machine(),
          sensorType: 'vibration',
          value: ago < 180 ? last : value,
          timestamp: nowMs - ago * 1_000,
        })),
      );
    }
    await measured(1, last);
    await measured(0, last);
    expect(await told()).toEqual(events);
  });

  it('in maintenance an alarm is hidden and no recommendation made; what is still so afterwards is told once', async () => {
    await measured(200, 1);
    await site.sql.rows(
      `INSERT INTO andon.suppression (equipment_id, reason, ends_at) VALUES ($1, 'new liners', now() + interval '1 hour')`,
      [machine()],
    );
    await measured(199, 4.5);
    await measured(198, 6);
    expect(await told()).toEqual(['raised vibration_high suppressed', 'worsened vibration_high suppressed']);
    expect(await raised()).toEqual([]);
    await site.sql.rows('UPDATE andon.suppression SET ended_at = now() WHERE equipment_id = $1', [machine()]);
    await runDueTransitions(site.server.database.pool);
    expect((await told()).slice(2)).toEqual(['unsuppressed vibration_high unacknowledged']);
    await measured(197, 6);
    await measured(196, 6);
    expect((await told()).length).toBe(3);
    expect(await raised()).toEqual(['vibration_high_critical pending']);
  });
});

describe('500 machines that lose power at once', () => {
  it('are at most 20 lines and recommendations before operators, none is left out, and a critical one stands alone', async () => {
    const nowMs = Date.now();
    await site.sql.rows(`INSERT INTO andon.alarm_site (site_id, flood_above) VALUES ('plant', 10)`);
    const name = (n: number) => `${machine()}-${n}`;
    const power = (value: number, timestamp: number, n: number) => ({
      siteId: 'plant',
      equipmentId: name(n),
      sensorType: 'vibration',
      value,
      timestamp,
    });
    const each = Array.from({ length: 500 }, (_, n) => n);
    await send(...each.map((n) => power(n === 250 ? 6 : 4.5, nowMs - 2_000, n)));
    await send(...each.map((n) => power(n === 250 ? 6 : 4.5, nowMs - 1_000, n)));
    const [figures] = await site.sql.rows<Record<string, number>>(
      `SELECT count(*)::int AS alarms, count(*) FILTER (WHERE group_id IS NULL OR first_in_group)::int AS lines,
              count(DISTINCT group_id)::int AS groups, count(*) FILTER (WHERE first_in_group)::int AS firsts,
              (SELECT count(*)::int FROM andon.alarm_journal WHERE kind = 'raised' AND alarm_id IN (
                 SELECT alarm_id FROM andon.alarm WHERE equipment_id LIKE $1)) AS journal,
              (SELECT count(*)::int FROM agentic_hmi.agent_recommendations WHERE equipment_id LIKE $1) AS recommendations
       FROM andon.alarm WHERE active AND equipment_id LIKE $1`,
      [`${machine()}-%`],
    );
    // Ten before it was a flood, the first of the others, and the critical one.
    expect(figures).toEqual({ alarms: 500, journal: 500, groups: 1, firsts: 1, lines: 12, recommendations: 12 });
    const [critical] = await site.sql.rows(
      `SELECT group_id, (SELECT count(*)::int FROM agentic_hmi.agent_recommendations WHERE equipment_id = $1 AND severity = 'critical') AS told
       FROM andon.alarm WHERE equipment_id = $1`,
      [name(250)],
    );
    expect(critical).toEqual({ group_id: null, told: 1 });

    // A folded one that gets critical leaves its group, and is told; one that was normal in between is new.
    await send(power(6, nowMs - 500, 400));
    const [worse] = await site.sql.rows(
      `SELECT group_id, severity_rank, (SELECT count(*)::int FROM agentic_hmi.agent_recommendations WHERE equipment_id = $1) AS told
       FROM andon.alarm WHERE equipment_id = $1`,
      [name(400)],
    );
    expect(worse).toEqual({ group_id: null, severity_rank: 4, told: 1 });
  });
});
