import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import type { NotifyService } from '../../../src/notify/notify-service.ts';
import { createNotifyService } from '../../../src/notify/notify-service.ts';
import { createSend } from '../../../src/runtime/notify.ts';
import { createTestDatabase, type TestDatabase } from '../../support/database/database.ts';
import { type Receiver, says, secret, startReceiver, takes } from '../../support/notify/receiver.ts';
import { type RunningCore, runCore } from '../../support/server/core.ts';
import { until } from '../../support/until.ts';

const author = { name: 'maria', through: 'api' } as const;
const env = { ANDON_PIPELINE: 'off', ANDON_NOTIFY_TRUSTED_HOSTS: '127.0.0.1' };

let database: TestDatabase;
let notify: NotifyService;
let receiver: Receiver;
let other: Receiver;
let pagers: Receiver;
let servers: RunningCore[] = [];
const start = async (count: number) => {
  const started = await Promise.all(Array.from({ length: count }, () => runCore(database.url, env)));
  servers.push(...started);
};
/** As a server does after a change of its own, so that the test need not wait for the next poll. */
const look = () => {
  for (const { core } of servers) core.lookNow();
};
const stop = async () => {
  await Promise.all(servers.map((server) => server.close()));
  servers = [];
};

beforeAll(async () => {
  [database, receiver, other, pagers] = await Promise.all([
    createTestDatabase(),
    startReceiver(),
    startReceiver(),
    startReceiver(),
  ]);
  const send = createSend(['127.0.0.1'], Date.now);
  notify = createNotifyService({
    pool: database.pool,
    now: Date.now,
    onChanged: look,
    send: (sink, message) => send(sink, message, new AbortController().signal),
  });
  for (const [name, { url }] of [
    ['ops', receiver],
    ['chief', other],
  ] as const) {
    await notify.setSink({ kind: 'webhook', name, enabled: true, settings: { url }, secret }, author);
  }
});
afterAll(async () => {
  await stop();
  await Promise.all([receiver, other, pagers].map((one) => one.close()));
  await database.drop();
});
afterEach(() => {
  receiver.answer(takes);
  other.answer(takes);
});

const sql = async (text: string, values: unknown[] = []) => (await database.pool.query(text, values)).rows;
const raise = (machine: string, count = 1) =>
  sql(
    `INSERT INTO andon.alarm (site_id, equipment_id, problem, severity_rank, sentence, request)
     SELECT 'default', $1, concat('p', n), 4, 'it burns', 'raised' FROM generate_series(1, $2::int) AS n`,
    [machine, count],
  );
const change = (machine: string, request: string) =>
  sql('UPDATE andon.alarm SET request = $2, request_by = $3 WHERE equipment_id = $1', [machine, request, 'nils']);
/** So much time goes by for what waits. */
const pass = async (time: string) => {
  await sql(
    `UPDATE andon.notify_delivery SET next_at = next_at - $1::interval WHERE state = 'waiting' AND NOT claimed`,
    [time],
  );
  await sql('UPDATE andon.notify_sink_state SET not_before = not_before - $1::interval', [time]);
  await sql('UPDATE andon.notify_escalation SET due_at = due_at - $1::interval, begun_at = begun_at - $1::interval', [
    time,
  ]);
  look();
};
const route = (machine: string, ...steps: { sink: string; afterS: number }[]) =>
  notify.setRoute({ name: machine.toLowerCase(), conditions: { equipmentIds: [machine] }, steps }, author);
const at = (to: Receiver, machine: string) => to.events().filter(({ data }) => data.alarm.equipmentId === machine);
const kinds = (to: Receiver, machine: string) => at(to, machine).map(({ data }) => data.kind);
const waiting = async (machine: string) =>
  sql(
    `SELECT delivery.attempts, delivery.last_status, delivery.last_error, delivery.state FROM andon.notify_delivery AS delivery
     JOIN andon.alarm USING (alarm_id) WHERE equipment_id = $1 AND delivery.state <> 'sent' ORDER BY delivery_id`,
    [machine],
  );

describe('alarms told outside', () => {
  it('reach a webhook as signed CloudEvents, one after the other for each alarm, and none from before the route', async () => {
    await raise('EARLIER');
    await route('M1', { sink: 'ops', afterS: 0 });
    await route('EARLIER', { sink: 'ops', afterS: 0 });
    await start(1);
    await raise('M1');
    await change('M1', 'acknowledged');
    await change('M1', 'returned');
    await until('all of it has come', () => at(receiver, 'M1').length >= 3);
    expect(at(receiver, 'M1').map(({ type, subject, data }) => [type, subject, data.alarm.state, data.route])).toEqual([
      ['andon.alarm.raised', 'default/M1/p1', 'UNACKNOWLEDGED', 'm1'],
      ['andon.alarm.acknowledged', 'default/M1/p1', 'ACKNOWLEDGED', null],
      ['andon.alarm.returned', 'default/M1/p1', 'NORMAL', null],
    ]);
    expect(at(receiver, 'EARLIER')).toEqual([]);
  });

  it('come once from two servers, though both may send', async () => {
    await route('M2', { sink: 'ops', afterS: 0 });
    await start(1);
    await raise('M2', 40);
    await until(
      'all are sent',
      async () => (await sql(`SELECT FROM andon.notify_delivery WHERE state = 'sent'`)).length >= 43,
    );
    expect(new Set(at(receiver, 'M2').map(({ id }) => id)).size).toBe(40);
    expect(at(receiver, 'M2')).toHaveLength(40);
  });

  it('arrive after an hour in which the sink was down, each once and in order for each alarm; another sink does not wait', async () => {
    await route('M3', { sink: 'ops', afterS: 0 });
    await notify.setRoute(
      { name: 'm3b', conditions: { equipmentIds: ['M3'] }, steps: [{ sink: 'chief', afterS: 0 }] },
      author,
    );
    // Hangs: nothing comes back, and nothing of the other sink waits for it.
    receiver.answer(() => undefined);
    await raise('M3', 3);
    await change('M3', 'acknowledged');
    await change('M3', 'returned');
    await until('the other sink has all', () => at(other, 'M3').length === 9);
    receiver.answer(says(503));
    receiver.hangUp();
    await until('it is known to fail', async () => (await notify.sinks()).some(({ state }) => state.failures > 0));
    // Else the hour would go by for attempts that are under way, too, and these would be made twice.
    await stop();
    // Slow, so that a message which did not wait for the one before it would come in between.
    const underWay = new Set<string>();
    let overtaken = 0;
    receiver.answer((response, { body }) => {
      const { subject } = JSON.parse(body) as { subject: string };
      if (underWay.has(subject)) overtaken += 1;
      underWay.add(subject);
      setTimeout(() => {
        underWay.delete(subject);
        response.writeHead(204).end();
      }, 30);
    });
    const before = receiver.received.length;
    await pass('1 hour');
    await start(2);
    await until('all of it has come', async () => (await waiting('M3')).length === 0);
    const taken = receiver.received.slice(before).map(({ headers }) => headers['webhook-id']);
    expect(new Set(taken).size).toBe(9);
    expect(taken).toHaveLength(9);
    expect(overtaken).toBe(0);
    for (const problem of ['p1', 'p2', 'p3']) {
      const of = receiver
        .events()
        .slice(before)
        .filter(({ data }) => data.alarm.problem === problem);
      expect(of.map(({ data }) => data.alarm.version)).toEqual([1, 2, 3]);
    }
    const [ops] = (await notify.sinks()).filter(({ sink }) => sink.name === 'ops');
    expect(ops?.state).toMatchObject({ failures: 0, waiting: 0, lastError: null });
  });

  it('wait as long as a sink asks for that was told too much, and all of its messages with them', async () => {
    await route('M4', { sink: 'ops', afterS: 0 });
    receiver.answer(says(429, { 'retry-after': '1800' }));
    await raise('M4');
    await until('it has asked for a pause', async () => (await waiting('M4')).some((row) => row.last_status === 429));
    const [{ in_s }] =
      (await sql(`SELECT extract(epoch FROM not_before - now())::int AS in_s FROM andon.notify_sink_state
      JOIN andon.notify_sink USING (sink_id) WHERE name = 'ops'`)) as [{ in_s: number }];
    expect(in_s).toBeGreaterThan(1_700);
    receiver.answer(takes);
    await pass('1 hour');
    await until('it has come', () => kinds(receiver, 'M4').includes('RAISED'));
    await until('it is noted', async () => (await waiting('M4')).length === 0);
  });

  it('are given up when a sink refuses them, are listed, hold up nothing, and are sent again by hand under their ids', async () => {
    await route('M5', { sink: 'ops', afterS: 0 });
    receiver.answer(says(422));
    await raise('M5');
    await until('it is given up', async () => (await waiting('M5')).some((row) => row.state === 'dead'));
    receiver.answer(takes);
    await change('M5', 'acknowledged');
    await until('what follows has come', () => kinds(receiver, 'M5').includes('ACKNOWLEDGED'));
    const { rows } = await notify.deliveries({ states: ['dead'] }, { first: 10, after: null });
    expect(rows).toMatchObject([{ sink: 'ops', attempts: 1, lastStatus: 422, lastError: 'answers HTTP 422' }]);
    expect(await notify.resend({ ids: rows.map(({ deliveryId }) => deliveryId), sink: null })).toBe(1);
    await until('it has come', async () => (await waiting('M5')).length === 0);
    expect(
      at(receiver, 'M5')
        .map(({ id }) => id)
        .filter((id) => id === rows[0]?.messageId),
    ).toHaveLength(2);
  });

  it('are one incident of PagerDuty that follows their states by one key, and is opened again when they come back', async () => {
    await notify.setSink(
      { kind: 'pagerduty', name: 'oncall', enabled: true, settings: { url: pagers.url }, secret: 'KEY' },
      author,
    );
    await route('M8', { sink: 'oncall', afterS: 0 });
    pagers.answer(says(202));
    for (const request of ['acknowledged', 'returned', 'raised', 'commented', 'returned']) {
      if (request === 'acknowledged') await raise('M8');
      await change('M8', request);
    }
    await until('all of it has come', () => pagers.received.length >= 5);
    const told = pagers.received.map(({ body }) => JSON.parse(body));
    expect(told.map(({ event_action }) => event_action)).toEqual([
      'trigger',
      'acknowledge',
      'resolve',
      'trigger',
      'resolve',
    ]);
    expect(new Set(told.map(({ dedup_key }) => dedup_key)).size).toBe(1);
    expect(new Set(told.map(({ routing_key }) => routing_key))).toEqual(new Set(['KEY']));
  });

  it('go to the next step at its minute while nobody acknowledges, over a restart; and not once somebody has', async () => {
    for (const machine of ['M6', 'M7']) {
      await route(machine, { sink: 'ops', afterS: 0 }, { sink: 'chief', afterS: 600 });
      await raise(machine);
    }
    await until('both are told', () => at(receiver, 'M6').length + at(receiver, 'M7').length === 2);
    const due = await sql(
      `SELECT extract(epoch FROM escalation.due_at - event.occurred_at)::int AS after_s
       FROM andon.notify_escalation AS escalation JOIN andon.alarm_event AS event ON event.number = escalation.event_number`,
    );
    expect(due).toEqual([{ after_s: 600 }, { after_s: 600 }]);
    await stop();
    await change('M7', 'acknowledged');
    await pass('9 minutes 50 seconds');
    await start(2);
    await pass('10 seconds');
    await until('the chief is told', () => at(other, 'M6').length > 0);
    expect(at(other, 'M6').map(({ data }) => [data.kind, data.step])).toEqual([['ESCALATED', 2]]);
    await until('the other one is over', async () => (await sql('SELECT FROM andon.notify_escalation')).length === 0);
    expect(kinds(other, 'M7')).toEqual([]);
    await change('M6', 'acknowledged');
    await until('the chief hears that somebody has', () => kinds(other, 'M6').includes('ACKNOWLEDGED'));
  });
});

describe('a sink', () => {
  it('is tried by hand, and its secret is in no answer, list or message', async () => {
    expect(await notify.test('ops', author)).toEqual({ kind: 'sent', status: 204 });
    expect(receiver.events().at(-1)?.type).toBe('andon.test');
    receiver.answer(says(500));
    expect(await notify.test('ops', author)).toMatchObject({ kind: 'failed', status: 500 });
    const told = JSON.stringify([
      await notify.sinks(),
      await notify.routes(),
      await notify.deliveries({}, { first: 500, after: null }),
    ]);
    expect(told).not.toContain(secret.slice(6));
  });

  it('that a route has a step for is not removed', async () => {
    await expect(notify.removeSink('chief', author)).rejects.toMatchObject({ code: 'CONFLICT' });
  });
});

describe('recommendations and alarms told outside', () => {
  it('are told to the end to who knows of them, though every route is gone', async () => {
    const ops = { sink: 'ops', afterS: 0 };
    await notify.setRoute({ name: 'advice', tells: 'recommendations', conditions: {}, steps: [ops] }, author);
    await route('M9', ops);
    await sql(
      `INSERT INTO agentic_hmi.agent_recommendations (site_id, equipment_id, issue_type, severity) VALUES ('default', 'M9', 'p1', 'high')`,
    );
    await raise('M9');
    const told = (what: string) =>
      receiver.events().filter(({ subject, type }) => subject === 'default/M9/p1' && type.includes(what));
    const all = () => [...told('recommendation'), ...told('alarm')].map(({ type }) => type.split('.')[2]);
    const come = (count: number) => until('it has come', () => all().length === count, { withinMs: 30_000 });
    await come(2);
    for (const { name } of await notify.routes()) await notify.removeRoute(name, author);
    await change('M9', 'acknowledged');
    await change('M9', 'returned');
    for (const status of ['approved', 'executed']) {
      await sql(`UPDATE agentic_hmi.agent_recommendations SET status = $1 WHERE equipment_id = 'M9'`, [status]);
    }
    await come(6);
    expect(all().join(' ')).toBe('created approved executed raised acknowledged returned');
  });
});
