/** What operators see and decide in Perspective sessions of the Ignition pack. */
import { beforeAll, describe, expect, it, onTestFinished } from 'vitest';
import { type Gateway, type Screens, startGateway } from '../support/ignition/gateway.ts';
import { type Key, knownKey } from '../support/server/keys.ts';
import { useSite } from '../support/server/server-fixture.ts';
import { until } from '../support/until.ts';

interface Answer {
  readonly ok: boolean;
  readonly code?: string;
  readonly message?: string;
  readonly decidedBy?: string;
  readonly status?: string;
  readonly operatorId?: string;
}

interface Row {
  readonly recommendationId: string;
  readonly version: number;
  readonly equipmentId: string;
}

describe('Operators before Perspective', () => {
  const site = useSite({ ANDON_AUTH: 'keys', ANDON_FRAME_ANCESTORS: 'http://gateway.plant.example:8088' });
  let gateway: Gateway;
  let key: Key;
  beforeAll(async () => {
    key = await knownKey(site, { name: 'gateway', scopes: ['read', 'decide', 'act_as'] });
    gateway = await startGateway({
      URL: site.server.graphqlUrl,
      SITE_LEVELS: {
        north: ['Authenticated/Roles/North'],
        south: ['Authenticated/Roles/South'],
        '*': ['Authenticated'],
      },
      DECIDE_LEVELS: ['Authenticated/Roles/Operator'],
    });
    await gateway.writeKey(key.token);
    await gateway.start({ KEY_FILE: `${gateway.folder}/key` });
    await gateway.untilTag('Bridge/State', 'live');
    const operator = ['Authenticated', 'Authenticated/Roles/Operator'];
    await gateway.ask(
      'session',
      's-north',
      'Jürgen Müller',
      [...operator, 'Authenticated/Roles/North'],
      ['n-alarms', 'n-other'],
    );
    await gateway.ask('session', 's-south', 'maria', ['Authenticated', 'Authenticated/Roles/South'], ['s-alarms']);
    await gateway.ask('session', 's-none', null, [], ['x-alarms']);
    await gateway.ask('open', 's-north', 'n-alarms', 'Andon/Alarms', {});
    await gateway.ask('open', 's-south', 's-alarms', 'Andon/Alarms', {});
    await gateway.ask('open', 's-none', 'x-alarms', 'Andon/Alarms', {});
    return () => gateway.close();
  }, 120_000);

  const screens = () => gateway.ask<Screens>('screens');
  const insert = async (siteId: string, equipmentId: string, severity = 'critical') => {
    const [row] = await site.sql.rows<{ recommendation_id: string }>(
      `INSERT INTO agentic_hmi.agent_recommendations (site_id, equipment_id, issue_type, severity, issue_description)
       VALUES ($1, $2, 'inspection', $3, 'hört sich rau an') RETURNING recommendation_id`,
      [siteId, equipmentId, severity],
    );
    const id = row?.recommendation_id ?? '';
    const last = severity === 'critical' ? 'criticalAlert' : 'ML_RECOMMENDATION_UPDATE';
    await until('it was sent', async () =>
      (await gateway.sent(last)).some(({ payload }) => payload.data['recommendationId'] === id),
    );
    return id;
  };
  const rows = async (session: string) =>
    (await gateway.ask<{ rows: readonly Row[] }>('custom', session, 'Andon/Alarms')).rows.map(
      ({ equipmentId }) => equipmentId,
    );
  const pressed = async (button: string, values: object = {}) => {
    await gateway.ask('enter', 's-north', 'Andon/Detail', values);
    await gateway.ask('fire', 's-north', 'Andon/Detail', button, 'onActionPerformed', null);
    return (await gateway.ask<{ answer: string }>('custom', 's-north', 'Andon/Detail')).answer;
  };
  const openDetail = async (recommendationId: string) => {
    await gateway.ask('open', 's-north', 'n-alarms', 'Andon/Detail', { recommendationId });
  };
  const status = async (id: string) =>
    (
      await site.sql.rows<{ status: string; operator_id: string; operator_notes: string; rejection_reason: string }>(
        'SELECT status, operator_id, operator_notes, rejection_reason FROM agentic_hmi.agent_recommendations WHERE recommendation_id = $1',
        [id],
      )
    )[0];

  it('a message goes only to pages that watch, in sessions that may see its site; a toast and a sound with it', async () => {
    const id = await insert('north', 'NORTH-1');
    const about = async () => (await screens()).messages.filter(([, , , { data }]) => data['recommendationId'] === id);
    await until('both messages have reached the page', async () => (await about()).length === 2, { withinMs: 30_000 });
    const toasts = async () => (await screens()).popups.filter(([, , popup]) => popup === `andon-${id}`);
    await until('the toast is there', async () => (await toasts()).length > 0, { withinMs: 30_000 });
    expect((await about()).map(([session, page, type]) => [session, page, type])).toEqual([
      ['s-north', 'n-alarms', 'ML_RECOMMENDATION_UPDATE'],
      ['s-north', 'n-alarms', 'criticalAlert'],
    ]);
    expect(await toasts()).toEqual([
      [
        's-north',
        'n-alarms',
        `andon-${id}`,
        expect.objectContaining({ severity: 'critical', equipmentId: 'NORTH-1', staysMs: 0 }),
      ],
    ]);
    const audio = (session: string) =>
      gateway.ask<{ play: boolean; source: string }>('component', session, 'Andon/Bell', 'Audio');
    await until('it sounds', async () => (await audio('s-north')).play, { withinMs: 30_000 });
    expect(await audio('s-north')).toMatchObject({
      play: true,
      source: expect.stringMatching(/^data:audio\/wav;base64,UklGR/),
    });
    expect((await audio('s-south')).play).toBe(false);
    await gateway.ask('fire', 's-north', 'Andon/Bell', 'Audio', 'onEnded', null);
    expect((await audio('s-north')).play).toBe(false);
    await until('the list of the north has it', async () => (await rows('s-north')).length === 1, { withinMs: 30_000 });
    expect([await rows('s-north'), await rows('s-south'), await rows('s-none')]).toEqual([['NORTH-1'], [], []]);
    await insert('south', 'SOUTH-1', 'low');
    await until('the list of the south has it', async () => (await rows('s-south')).length === 1);
    expect([await rows('s-north'), await rows('s-south'), await rows('s-none')]).toEqual([
      ['NORTH-1'],
      ['SOUTH-1'],
      [],
    ]);
    const { andonLatencyMs } = await gateway.ask<{ andonLatencyMs: number }>('custom', 's-north', '');
    expect(andonLatencyMs).toBeGreaterThanOrEqual(0);
    expect(andonLatencyMs).toBeLessThan(60_000);
  });

  it('approve, reject and defer by the buttons of the detail, in the name of who is signed in', async () => {
    const approved = await insert('north', 'NORTH-2');
    await openDetail(approved);
    expect(await pressed('Approve', { notes: 'fahre hin' })).toBe('Done: approved.');
    expect(await status(approved)).toMatchObject({
      status: 'approved',
      operator_id: 'Jürgen Müller',
      operator_notes: 'fahre hin',
    });
    await until('the list has lost it', async () => !(await rows('s-north')).includes('NORTH-2'));
    await gateway.ask('close', 's-north', 'Andon/Detail');

    const rejected = await insert('north', 'NORTH-3');
    await openDetail(rejected);
    expect(await pressed('Reject', { notes: '' })).toBe('reason is missing.');
    expect(await pressed('Reject', { notes: 'sensor is being exchanged' })).toBe('Done: rejected.');
    expect(await status(rejected)).toMatchObject({ status: 'rejected', rejection_reason: 'sensor is being exchanged' });
    await gateway.ask('close', 's-north', 'Andon/Detail');

    const deferred = await insert('north', 'NORTH-4');
    await openDetail(deferred);
    expect(await pressed('Defer', { hours: 2 })).toBe('Done: deferred.');
    expect(await status(deferred)).toMatchObject({ status: 'deferred', operator_id: 'Jürgen Müller' });
    await gateway.ask('close', 's-north', 'Andon/Detail');
  }, 120_000);

  it('names are right where Java writes headers in a charset that lacks letters of them, as on Windows', async () => {
    const windows = await startGateway({ URL: site.server.graphqlUrl }, { charset: 'windows-1252' });
    onTestFinished(() => windows.close());
    await windows.writeKey(key.token);
    await windows.ask('load', {
      URL: site.server.graphqlUrl,
      FOLDER: windows.folder,
      KEY_FILE: `${windows.folder}/key`,
    });
    for (const operator of ['maria', 'Jürgen', 'Íñigo', '王']) {
      const recommendationId = await insert('south', `NAME-${operator}`);
      const decision = { decision: 'approve', recommendationId, operator };
      expect(await windows.ask('request', 'andon-decide', decision)).toEqual({
        ok: true,
        status: 'approved',
        version: 2,
        operatorId: operator,
      });
    }
  });

  it('of two decisions the second is told who was faster', async () => {
    const id = await insert('north', 'NORTH-5');
    await openDetail(id);
    const seen = await gateway.ask<{ row: Row }>('custom', 's-north', 'Andon/Detail');
    await site.sql.rows(
      `UPDATE agentic_hmi.agent_recommendations SET status = 'rejected', operator_id = 'ana', rejection_reason = 'known' WHERE recommendation_id = $1`,
      [id],
    );
    const answer = await gateway.ask<Answer>('request', 'andon-decide', {
      decision: 'approve',
      recommendationId: id,
      operator: 'Jürgen Müller',
      expectedVersion: seen.row.version,
    });
    expect(answer).toMatchObject({ ok: false, code: 'CONFLICT', decidedBy: 'ana', status: 'REJECTED' });
    await until(
      'the detail says that it waits no longer',
      async () => (await gateway.ask<{ gone: boolean }>('custom', 's-north', 'Andon/Detail')).gone,
    );
    await gateway.ask('close', 's-north', 'Andon/Detail');
  });

  it('who may not decide, or is nobody, decides nothing', async () => {
    const id = await insert('south', 'SOUTH-2');
    await gateway.ask('open', 's-south', 's-alarms', 'Andon/Detail', { recommendationId: id });
    await gateway.ask('fire', 's-south', 'Andon/Detail', 'Approve', 'onActionPerformed', null);
    expect(await gateway.ask('custom', 's-south', 'Andon/Detail')).toMatchObject({
      answer: 'You may not decide here.',
    });
    expect(
      await gateway.ask('request', 'andon-decide', { decision: 'approve', recommendationId: id, operator: null }),
    ).toMatchObject({
      ok: false,
      code: 'UNAUTHENTICATED',
    });
    expect(await status(id)).toMatchObject({ status: 'pending' });
  });

  it('a toast closes by itself after its time, a critical one does not, and a closed page hears nothing more', async () => {
    await gateway.ask('open', 's-north', 'n-other', 'Andon/Toast', { popupId: 'andon-1', staysMs: 8_000 });
    const closed = async () =>
      (await screens()).popups.filter(([, , popup, params]) => popup === 'andon-1' && params === null).length;
    await gateway.ask('tick', 's-north', 'Andon/Toast');
    expect(await closed()).toBe(0);
    await gateway.ask('clock', 9_000);
    await gateway.ask('tick', 's-north', 'Andon/Toast');
    expect(await closed()).toBe(1);
    await gateway.ask('clock', 0);
    await gateway.ask('open', 's-south', 's-alarms', 'Andon/Console', {});
    expect(await gateway.ask('component', 's-south', 'Andon/Console', 'Console')).toMatchObject({
      src: `${site.server.url}/`,
    });
    const policy = (await fetch(`${site.server.url}/`)).headers.get('content-security-policy');
    expect(policy).toContain("frame-ancestors 'self' http://gateway.plant.example:8088;");
    expect(await gateway.ask('violations')).toEqual([]);
  });
});
