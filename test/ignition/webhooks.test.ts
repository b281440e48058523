/** Webhooks of the server as an event stream of Ignition hands them on: signed CloudEvents, each once. */
import { createHmac, randomBytes } from 'node:crypto';
import { writeFile } from 'node:fs/promises';
import { beforeAll, describe, expect, it } from 'vitest';
import { type Gateway, type Screens, startGateway } from '../support/ignition/gateway.ts';

const secret = randomBytes(32);
const asText = (bytes: Buffer) => `whsec_${bytes.toString('base64')}`;

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
  }, 60_000);
  const deliver = (...requests: Request[]) => gateway.ask('webhooks', requests);

  it('a signed CloudEvent becomes a message for permitted pages and a tag, once however often it is sent', async () => {
    const raised = signed('andon_7_a', cloudEvent('andon_7_a', 'raised'));
    const escalated = signed('andon_7_a_1_2', cloudEvent('andon_7_a_1_2', 'escalated'));
    await deliver(raised, escalated, raised);
    await deliver(escalated);
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
      [signed('x', '{"type": "andon.alarm.raised"}'), 'it is signed, but no CloudEvent about an alarm'],
      [signed('x', 'no JSON'), 'it is signed, but no CloudEvent about an alarm'],
    ];
    const before = (await gateway.sent()).length;
    for (const [n, [request, reason]] of refusals.entries()) {
      await deliver(request);
      expect([await gateway.tag('Webhooks/Refused'), await gateway.tag('Webhooks/LastRefusal')]).toEqual([
        n + 1,
        reason,
      ]);
    }
    expect(await gateway.sent()).toHaveLength(before);
  });

  it('while a secret is changed either is taken, and a delivery whose message fails is taken when it comes again', async () => {
    const next = randomBytes(32);
    await writeFile(`${gateway.folder}/webhook-secret`, `${asText(next)}\n${asText(secret)}\n`);
    const before = (await gateway.sent()).length;
    await deliver(
      signed('y1', cloudEvent('y1', 'returned')),
      signed('y2', cloudEvent('y2', 'raised'), { by: [next, secret] }),
    );
    await gateway.ask('fail', 1);
    const again = signed('y3', cloudEvent('y3', 'raised'), { by: [next] });
    await expect(deliver(again)).rejects.toThrow('Perspective is not ready');
    await deliver(again);
    expect((await gateway.sent()).slice(before).map(({ payload }) => payload.data['eventId'])).toEqual([
      'y1',
      'y2',
      'y3',
    ]);
  });
});
