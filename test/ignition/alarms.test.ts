/** Alarms, conditions of machines, in Ignition: tags, lists, acknowledging and shelving, over failures of the server. */
import { beforeAll, describe, expect, it } from 'vitest';
import { httpClient } from '../support/clients/clients-http.ts';
import { IngestReadings } from '../support/clients/operations.ts';
import { type Gateway, type Screens, startGateway } from '../support/ignition/gateway.ts';
import { reading } from '../support/readings/readings.ts';
import { type Key, knownKey } from '../support/server/keys.ts';
import { useSite } from '../support/server/server-fixture.ts';
import { until } from '../support/until.ts';

interface Row {
  readonly alarmId: string;
  readonly version: number;
  readonly equipmentId: string;
  readonly problem: string;
  readonly severity: string;
  readonly state: string;
}

const noise = 6;
const calm = 1;

describe('Alarms of machines before Perspective', () => {
  const site = useSite({ ANDON_AUTH: 'keys' });
  let gateway: Gateway;
  let key: Key;
  let agoS = 280;
  beforeAll(async () => {
    key = await knownKey(site, { name: 'gateway', scopes: ['read', 'decide', 'act_as', 'ingest'] });
    gateway = await startGateway({
      URL: site.server.graphqlUrl,
      FOLLOW_ALARMS: true,
      SITE_LEVELS: { north: ['Authenticated/Roles/North'], '*': ['Authenticated/Roles/Elsewhere'] },
      DECIDE_LEVELS: ['Authenticated/Roles/Operator'],
    });
    await gateway.writeKey(key.token);
    await start();
    await gateway.untilTag('AlarmBridge/State', 'live');
    const levels = ['Authenticated', 'Authenticated/Roles/North', 'Authenticated/Roles/Operator'];
    await gateway.ask('session', 's-north', 'Jürgen Müller', levels, ['n-alarms']);
    await gateway.ask('session', 's-south', 'maria', ['Authenticated', 'Authenticated/Roles/Elsewhere'], ['s-alarms']);
    await gateway.ask('open', 's-north', 'n-alarms', 'Andon/AlarmList', {});
    await gateway.ask('open', 's-south', 's-alarms', 'Andon/AlarmList', {});
    return () => gateway.close();
  }, 120_000);

  const start = () => {
    const file = (name: string) => `${gateway.folder}/${name}`;
    return gateway.start({ KEY_FILE: file('key') });
  };
  const caller = () => httpClient(site.server.graphqlUrl, { key });
  /** One vibration of each machine in mm/s, later than those before; twice 30 s of calm end an alarm. */
  const vibrate = async (value: number, ...machines: string[]) => {
    agoS -= 20;
    const at = Date.now() - agoS * 1_000;
    const siteId = 'north';
    await caller().request(IngestReadings, {
      readings: machines.map((machine) => reading(machine, 'vibration', value, at, { siteId })),
    });
  };
  const rows = async (session = 's-north') =>
    (await gateway.ask<{ rows: readonly Row[] }>('custom', session, 'Andon/AlarmList')).rows;
  const row = async (equipmentId: string) => {
    const found = (await rows()).find((one) => one.equipmentId === equipmentId);
    if (found === undefined) throw new Error(`${equipmentId} is not in the list`);
    return found;
  };
  const untilStates = async (...wanted: string[]) => {
    let seen: string[] = [];
    await until(
      `the list is ${wanted.join(', ')}`,
      async () => {
        seen = (await rows()).map(({ equipmentId, state }) => `${equipmentId} ${state}`);
        return JSON.stringify(seen) === JSON.stringify(wanted);
      },
      { withinMs: 30_000, state: () => seen },
    );
  };
  const pressed = async (button: string, values: object) => {
    await gateway.ask('enter', 's-north', 'Andon/AlarmList', { note: '', ...values });
    await gateway.ask('fire', 's-north', 'Andon/AlarmList', button, 'onActionPerformed', null);
    return (await gateway.ask<{ answer: string }>('custom', 's-north', 'Andon/AlarmList')).answer;
  };
  const stored = async (alarmId: string) =>
    (
      await site.sql.rows('SELECT acknowledged, acknowledged_by FROM agentic_hmi.alarms WHERE alarm_id = $1', [alarmId])
    )[0];

  it('a machine that fails becomes tags by its worst active alarm, a message for permitted pages, and a row of the list', async () => {
    await vibrate(noise, 'CRUSH-1', 'FÖRDER/2');
    await untilStates('CRUSH-1 unacknowledged', 'FÖRDER/2 unacknowledged');
    expect(await rows('s-south')).toEqual([]);
    const { severity } = await row('CRUSH-1');
    await gateway.untilTag('Equipment/north/CRUSH-1/WorstAlarm', severity);
    await gateway.untilTag('Equipment/north/F_RDER_2/UnacknowledgedAlarms', 1);
    await gateway.untilTag('Alarms/Active', 2);
    await gateway.untilTag('Alarms/WorstActive', severity);
    const told = (await gateway.ask<Screens>('screens')).messages.filter(([, , type]) => type === 'ANDON_ALARM');
    expect(told.map(([session, page]) => `${session} ${page}`)).toEqual(['s-north n-alarms', 's-north n-alarms']);
    expect(told.map(([, , , { data }]) => data)).toContainEqual(
      expect.objectContaining({
        kind: 'raised',
        siteId: 'north',
        equipmentId: 'CRUSH-1',
        isActive: true,
        missed: false,
      }),
    );
    expect(Number(await gateway.tag('AlarmBridge/LatencyP50Ms'))).toBeLessThan(60_000);
  });

  it('acknowledges those that were chosen, in the name of who is signed in, and their machines stay in alarm', async () => {
    const both = await rows();
    expect(await pressed('Acknowledge', { chosen: both, note: 'fahre hin' })).toBe('2 acknowledged.');
    await untilStates('CRUSH-1 acknowledged', 'FÖRDER/2 acknowledged');
    expect(await stored((await row('CRUSH-1')).alarmId)).toMatchObject({
      acknowledged: true,
      acknowledged_by: 'Jürgen Müller',
    });
    expect(await gateway.tag('Equipment/north/CRUSH-1/WorstAlarm')).toBe((await row('CRUSH-1')).severity);
    await gateway.untilTag('Alarms/Unacknowledged', 0);
    expect(await pressed('Acknowledge', { chosen: both })).toMatch(/^Alarm \d+ .*Alarm \d+ /);
  });

  it('shelves with a reason for hours and takes off the shelf, and the list shows the states that are asked for', async () => {
    const chosen = [await row('CRUSH-1')];
    expect(await pressed('Shelve', { chosen, hours: 2 })).toBe('reason is missing.');
    expect(await pressed('Shelve', { chosen, hours: 2, note: 'sensor is being changed' })).toBe('1 shelved.');
    await untilStates('FÖRDER/2 acknowledged', 'CRUSH-1 shelved');
    await gateway.untilTag('Alarms/Shelved', 1);
    expect(await gateway.tag('Equipment/north/CRUSH-1/ActiveAlarms')).toBe(1);
    await gateway.ask('enter', 's-north', 'Andon/AlarmList', { states: ['shelved'] });
    await gateway.ask('fire', 's-north', 'Andon/AlarmList', 'States', 'onActionPerformed', null);
    expect((await rows()).map(({ equipmentId }) => equipmentId)).toEqual(['CRUSH-1']);
    await gateway.ask('enter', 's-north', 'Andon/AlarmList', { states: [] });
    expect(await pressed('Unshelve', { chosen: [await row('CRUSH-1')] })).toBe('1 unshelved.');
    await untilStates('CRUSH-1 acknowledged', 'FÖRDER/2 acknowledged');
  });

  it('who may not act, is nobody, or chose nothing, does nothing', async () => {
    const chosen = await rows();
    await gateway.ask('enter', 's-south', 'Andon/AlarmList', { chosen });
    await gateway.ask('fire', 's-south', 'Andon/AlarmList', 'Silence', 'onActionPerformed', null);
    expect(await gateway.ask('custom', 's-south', 'Andon/AlarmList')).toMatchObject({
      answer: 'You may not act on alarms here.',
    });
    expect(await pressed('Silence', { chosen: [] })).toBe('No alarm is chosen.');
    const unsigned = { action: 'silence', alarms: [{ alarmId: '1' }], operator: null };
    expect(await gateway.ask('request', 'andon-alarm-act', unsigned)).toMatchObject({ code: 'UNAUTHENTICATED' });
    expect(await gateway.ask('request', 'andon-alarm-act', { action: 'hide' })).toMatchObject({
      code: 'BAD_USER_INPUT',
    });
  });

  it('over saves and a killed server nothing is missed or told twice, and a machine that came right meanwhile is shown so', async () => {
    const before = (await gateway.sent('ANDON_ALARM')).length;
    await start();
    await start();
    await gateway.untilTag('AlarmBridge/State', 'live');
    let running: string[] = [];
    await until(
      'those of earlier saves have ended',
      async () => {
        running = (await gateway.ask<string[]>('threads')).filter((name) => name.startsWith('andon-'));
        return running.length <= 4;
      },
      { withinMs: 30_000, state: () => running },
    );
    expect(running).toEqual([
      'andon-alarms-connection',
      'andon-alarms-hand-over',
      'andon-connection',
      'andon-hand-over',
    ]);
    await site.server.kill();
    await gateway.untilTag('AlarmBridge/State', 'offline');
    await gateway.ask('run', 'shutdown');
    await site.restart({ PORT: new URL(site.server.url).port });
    agoS -= 40;
    await vibrate(calm, 'CRUSH-1');
    agoS -= 60;
    await vibrate(calm, 'CRUSH-1');
    await until(
      'it came right',
      async () => (await site.sql.number('SELECT count(*) FROM agentic_hmi.alarms WHERE active')) === 1,
      { withinMs: 30_000 },
    );
    await gateway.ask('run', 'watchdog');
    await gateway.untilTag('AlarmBridge/State', 'live');
    await untilStates('FÖRDER/2 acknowledged');
    await gateway.untilTag('Equipment/north/CRUSH-1/WorstAlarm', '');
    await vibrate(noise, 'CRUSH-1');
    await untilStates('CRUSH-1 unacknowledged', 'FÖRDER/2 acknowledged');
    const feed = await site.sql.rows<{ number: string }>('SELECT number FROM andon.alarm_event ORDER BY number');
    const told = (await gateway.sent('ANDON_ALARM')).map(({ payload }) => Number(payload.data['eventNumber']));
    expect(told).toHaveLength(feed.length);
    expect(told.length).toBeGreaterThan(before);
    expect(told).toEqual([...told].sort((a, b) => a - b));
    expect(new Set(told).size).toBe(told.length);
    const missed = (await gateway.sent('ANDON_ALARM')).map(
      ({ payload: { data } }) => `${data['kind']} ${data['missed']}`,
    );
    expect(missed.slice(before)).toEqual(['returned true', 'raised false']);
    expect(await gateway.ask('violations')).toEqual([]);
  }, 90_000);
});
