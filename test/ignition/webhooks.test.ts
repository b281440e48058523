/** Webhooks of the server through the Web Dev resource and the event stream of the project: signed CloudEvents, each once. */
import { createHmac, randomBytes } from 'node:crypto';
import { writeFile } from 'node:fs/promises';
import { beforeAll, describe, expect, it, onTestFinished } from 'vitest';
import { type Gateway, type Screens, startGateway } from '../support/ignition/gateway.ts';
import { secret as secretText, startReceiver } from '../support/notify/receiver.ts';
import { runAndon } from '../support/server/server.ts';
import { useSite } from '../support/server/server-fixture.ts';
import { until } from '../support/until.ts';

const secret = Buffer.from(secretText.slice('whsec_'.length), 'base64');
const asText = (bytes: Buffer) => `whsec_${bytes.toString('base64')}`;
const trusting = { ANDON_NOTIFY_TRUSTED_HOSTS: '127.0.0.1' };

interface Request {
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

/** As Standard Webhooks signs it. */
function signed(id: string, body: string, { by = [secret], agoS = 0 }: { by?: Buffer[]; agoS?: number } = {}): Request {
  const timestamp = String(Math.floor(Date.now() / 1_000) - agoS);
  const signatures = by.map(
    (key) => `v1,${createHmac('sha256', key).update(`${id}.${timestamp}.${body}`).digest('base64')}`,
  );
  const headers = { 'Webhook-Id': id, 'Webhook-Timestamp': timestamp, 'Webhook-Signature': signatures.join(' ') };
  return { headers, body };
}

function cloudEvent(id: string, kind: string, more: object = {}): string {
  return JSON.stringify({
    specversion: '1.0',
    id,
    source: '/andon/epoch',
    type: `andon.alarm.${kind}`,
    time: '2026-03-01T03:00:00.123Z',
    datacontenttype: 'application/json',
    data: {
      kind: kind.toUpperCase(),
      number: 7,
      operatorId: null,
      note: null,
      route: 'night shift',
      step: 2,
      alarm: {
        alarmId: '17',
        version: 3,
        siteId: 'north',
        equipmentId: 'Förderband 2',
        problem: 'vibration',
        sentence: 'vibration is 6 mm/s',
        severity: 'CRITICAL',
        state: 'UNACKNOWLEDGED',
        isActive: true,
        ...more,
      },
    },
  });
}

describe('Webhooks into Ignition', () => {
  const site = useSite({ ...trusting, ANDON_PIPELINE: 'off' });
  let gateway: Gateway;
  beforeAll(async () => {
    gateway = await startGateway({});
    await writeFile(`${gateway.folder}/webhook-secret`, `${asText(secret)}\n`);
    await gateway.ask('load', {
      WEBHOOK_SECRET_FILE: `${gateway.folder}/webhook-secret`,
      SITE_LEVELS: { north: ['Authenticated/Roles/North'], '*': ['Authenticated'] },
    });
    await gateway.ask('session', 's-north', 'maria', ['Authenticated', 'Authenticated/Roles/North'], ['n-alarms']);
    await gateway.ask('session', 's-south', 'ana', ['Authenticated'], ['s-alarms']);
    await gateway.ask('open', 's-north', 'n-alarms', 'Andon/Bell', {});
    await gateway.ask('open', 's-south', 's-alarms', 'Andon/Bell', {});
    return () => gateway.close();
  }, 120_000);
  /** To the resource; what its sender is answered. */
  const post = ({ headers, body }: Request, parsed = false) =>
    gateway.ask<[status: number, answer: object]>('post', 'webhooks', headers, body, parsed);

  it('a signed CloudEvent becomes a message for permitted pages and a tag, once however often it is sent', async () => {
    const raised = signed('andon_7_a', cloudEvent('andon_7_a', 'raised'));
    const escalated = signed('andon_7_a_1_2', cloudEvent('andon_7_a_1_2', 'escalated'));
    for (const request of [raised, escalated, raised, escalated])
      expect(await post(request)).toEqual([200, { ok: true, message: 'taken' }]);
    const { messages, popups } = await gateway.ask<Screens>('screens');
    expect(
      messages.map(([session, page, type, { data }]) => [session, page, type, data['kind'], data['step']]),
    ).toEqual([
      ['s-north', 'n-alarms', 'ANDON_NOTIFICATION', 'raised', 2],
      ['s-north', 'n-alarms', 'ANDON_NOTIFICATION', 'escalated', 2],
    ]);
    expect(messages[0]?.[3].data).toMatchObject({
      alarmId: '17',
      equipmentId: 'Förderband 2',
      severity: 'critical',
      timestamp: Date.parse('2026-03-01T03:00:00.123Z'),
    });
    expect(popups.map(([session, , popup]) => [session, popup])).toEqual([['s-north', 'andon-andon_7_a_1_2']]);
    expect(JSON.parse(String(await gateway.tag('Webhooks/Latest')))).toMatchObject({ id: 'andon_7_a_1_2' });
    expect([await gateway.tag('Webhooks/Accepted'), await gateway.tag('Webhooks/Duplicates')]).toEqual([2, 2]);
    expect(await gateway.ask('violations')).toEqual([]);
  });

  it('what is not signed, altered, old, by another secret or no such event is dropped, and told why', async () => {
    const body = cloudEvent('x', 'raised');
    const refusals: [Request, unknown][] = [
      [{ headers: {}, body }, 'it is not signed'],
      [
        { ...signed('x', body), body: cloudEvent('x', 'raised', { severity: 'LOW' }) },
        'its signature is not by the secret',
      ],
      [signed('x', body, { agoS: 400 }), expect.stringMatching(/^it is signed for a time 40[01] s away$/)],
      [signed('x', body, { by: [randomBytes(32)] }), 'its signature is not by the secret'],
    ];
    const before = (await gateway.sent()).length;
    let count = 0;
    const expectRefused = async (reason: unknown) => {
      count += 1;
      expect([await gateway.tag('Webhooks/Refused'), await gateway.tag('Webhooks/LastRefusal')]).toEqual([
        count,
        reason,
      ]);
    };
    for (const [request, reason] of refusals) {
      expect(await post(request)).toEqual([401, { ok: false, message: reason }]);
      await expectRefused(reason);
    }
    for (const text of ['{"type": "andon.alarm.raised"}', 'no JSON', '[]', '{"id": [], "type": 1, "data": {}}']) {
      expect((await post(signed('x', text)))[0]).toBe(200);
      await expectRefused('it is signed, but no CloudEvent about an alarm');
    }
    // As Web Dev hands on what says that it is application/json.
    expect((await post(signed('x', body), true))[0]).toBe(415);
    await expectRefused('its body is not as it was signed');
    expect(await gateway.sent()).toHaveLength(before);
  });

  it('while a secret is changed either is taken, and a delivery whose message fails is taken when it comes again', async () => {
    const next = randomBytes(32);
    await writeFile(`${gateway.folder}/webhook-secret`, `${asText(next)}\n${asText(secret)}\n`);
    const before = (await gateway.sent()).length;
    await post(signed('y1', cloudEvent('y1', 'returned')));
    await post(signed('y2', cloudEvent('y2', 'raised'), { by: [next, secret] }));
    await gateway.ask('fail', 1);
    const again = signed('y3', cloudEvent('y3', 'raised'), { by: [next] });
    expect((await post(again))[0]).toBe(503);
    expect((await post(again))[0]).toBe(200);
    expect((await gateway.sent()).slice(before).map(({ payload }) => payload.data['eventId'])).toEqual([
      'y1',
      'y2',
      'y3',
    ]);
  });

  it('a stream with an HTTP source of its own, made by hand, takes the same requests', async () => {
    const before = (await gateway.sent()).length;
    const request = signed('z1', cloudEvent('z1', 'raised'));
    await gateway.ask('webhooks', [request, { ...request, headers: {} }, request]);
    expect((await gateway.sent()).slice(before).map(({ payload }) => payload.data['eventId'])).toEqual(['z1']);
    expect(await gateway.tag('Webhooks/LastRefusal')).toBe('it is not signed');
  });

  it('the server’s own requests arrive: its test, and an alarm, which is sent again after the stream has failed', async () => {
    const receiver = await startReceiver();
    onTestFinished(() => receiver.close());
    receiver.answer((response, { headers, body }) => {
      void gateway.ask<[number, object]>('post', 'webhooks', headers, body, false).then(([status, answer]) => {
        response.writeHead(status, { 'retry-after': '1' }).end(JSON.stringify(answer));
      });
    });
    const secretFile = `${gateway.folder}/webhook-secret`;
    await writeFile(secretFile, `${secretText}\n`);
    const notify = async (...args: string[]) => {
      const command = runAndon(['notify', ...args], { ...trusting, DATABASE_URL: site.databaseUrl });
      const { code } = await command.ended();
      expect([command.output(), code]).toEqual([command.output(), 0]);
      return command.output();
    };
    await notify('webhook', 'ignition', receiver.url, '--secret-file', secretFile);
    await notify('route', 'to-ignition', 'ignition', '--severities', 'high,critical');
    expect(await notify('test', 'ignition')).toBe('ignition has taken the test (200)\n');

    await gateway.ask('fail', 1);
    await site.sql.rows(
      `INSERT INTO andon.alarm (site_id, equipment_id, problem, severity_rank, sentence, request)
       VALUES ('default', 'Öfen 3', 'temperature_high', 4, 'it burns', 'raised')`,
    );
    const told = await until(
      'the alarm was told',
      async () => (await gateway.sent()).filter(({ payload }) => payload.data['equipmentId'] === 'Öfen 3')[0],
      { withinMs: 30_000 },
    );
    expect(told.payload.data).toMatchObject({ kind: 'raised', severity: 'critical', sentence: 'it burns' });
    expect(receiver.received.length).toBeGreaterThanOrEqual(3);
    expect(await gateway.ask('violations')).toEqual([]);
  });
});
