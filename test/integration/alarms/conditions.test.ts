import { describe, expect, it } from 'vitest';
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

  it('that returns expires the recommendation that was pending about it, with the reason, and no other', async () => {
    await measured(200, 4.5);
    await measured(199, 86, 'temperature');
    await normal(190);
    expect(await raised()).toEqual(['vibration_high_high pending']);
    await normal(120, 'temperature');
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
    await send(reading(200, 4.5), reading(190, 1), reading(100, 1));
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
