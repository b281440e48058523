import { execute, parse } from 'graphql';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Identity, unrestricted } from '../../../src/auth/identity.ts';
import type { SendOutcome, SinkToSend } from '../../../src/domain/notify/sink.ts';
import { createNotifyService, type NotifyService } from '../../../src/notify/notify-service.ts';
import { createRowBudget } from '../../../src/resolvers/row-budget.ts';
import { buildSchema } from '../../../src/schema/build-schema.ts';
import { createTestDatabase, type TestDatabase } from '../../support/database/database.ts';
import { newerSecret, secret } from '../../support/notify/receiver.ts';

const schema = buildSchema();
const maria: Identity = unrestricted('maria');

let database: TestDatabase;
let notify: NotifyService;
const tried: SinkToSend[] = [];
beforeAll(async () => {
  database = await createTestDatabase();
  const send = async (sink: SinkToSend): Promise<SendOutcome> => {
    tried.push(sink);
    return { kind: 'sent', status: 204 };
  };
  notify = createNotifyService({ pool: database.pool, now: Date.now, send });
});
afterAll(() => database.drop());

/** The data; or the code and the message of the first error. */
async function run(text: string, variableValues: Record<string, unknown> = {}, identity = maria) {
  const contextValue = {
    notify,
    identity,
    audit: { refused: () => undefined },
    budget: createRowBudget(),
    now: Date.now,
  };
  const { data, errors } = await execute({ schema, document: parse(text), variableValues, contextValue });
  const [error] = errors ?? [];
  if (error === undefined) return JSON.parse(JSON.stringify(data));
  return `${(error.originalError as { code?: string } | undefined)?.code}: ${error.message}`;
}
const webhook = (input: object, identity = maria) =>
  run(
    'mutation ($input: WebhookSinkInput!) { setWebhookSink(input: $input) { name kind isEnabled url secrets { endsAt } changedBy } }',
    { input },
    identity,
  );
const route = (input: object) =>
  run(
    `mutation ($input: NotifyRouteInput!) { setNotifyRoute(input: $input) {
       name isEnabled tells kinds siteIds severities hours { days from to timeZone } steps { sink afterMinutes } repeats repeatAfterMinutes } }`,
    { input },
  );

describe('sinks', () => {
  it('are added, changed by their name and listed, without their secrets', async () => {
    const url = 'https://ops.example/hook';
    expect(await webhook({ name: 'ops', url, secret })).toEqual({
      setWebhookSink: {
        name: 'ops',
        kind: 'WEBHOOK',
        isEnabled: true,
        url,
        secrets: [{ endsAt: null }],
        changedBy: 'maria',
      },
    });
    expect(await webhook({ name: 'ops', url: `${url}2`, isEnabled: false })).toMatchObject({
      setWebhookSink: { isEnabled: false, url: `${url}2`, secrets: [{ endsAt: null }] },
    });
    await webhook({ name: 'ops', url });
    await run('mutation { setPagerDutySink(input: { name: "oncall", routingKey: "R0UT1NG" }) { name } }');
    await run(
      'mutation { setEmailSink(input: { name: "chief", host: "mail.example", port: 587, user: "andon", password: "pa55", from: "andon@plant.example", to: ["chief@plant.example"] }) { name } }',
    );
    const listed = await run(
      '{ notifySinks { name kind url host port from to isFailing waiting dead lastSuccessAt } }',
    );
    expect(listed.notifySinks).toMatchObject([
      { name: 'chief', kind: 'EMAIL', url: null, host: 'mail.example', port: 587, to: ['chief@plant.example'] },
      { name: 'oncall', kind: 'PAGERDUTY', url: 'https://events.pagerduty.com/v2/enqueue', to: [] },
      { name: 'ops', url, isFailing: false, waiting: 0, dead: 0, lastSuccessAt: null },
    ]);
    // Whatever is stored of a sink besides its secrets, as audits and views would show it.
    const { rows } = await database.pool.query('SELECT * FROM andon.notify_sink');
    for (const hidden of [secret.slice(6), 'R0UT1NG', 'pa55'])
      expect(JSON.stringify([listed, rows])).not.toContain(hidden);
  });

  it('are in the audit with who changed them, and their secrets are not', async () => {
    const { rows } = await database.pool.query(
      `SELECT action, object_kind, operator_id, changed_through, old_value, new_value FROM andon.audit
       WHERE object_kind LIKE 'notify%' ORDER BY audit_id LIMIT 3`,
    );
    expect(rows).toMatchObject([
      { action: 'added', object_kind: 'notify_sink', operator_id: 'maria', changed_through: 'api' },
      { action: 'added', object_kind: 'notify_secret', operator_id: 'maria' },
      { action: 'changed', object_kind: 'notify_sink', old_value: { enabled: true }, new_value: { enabled: false } },
    ]);
    const { rows: all } = await database.pool.query('SELECT to_jsonb(audit)::text AS entry FROM andon.audit AS audit');
    for (const hidden of [secret.slice(6), 'R0UT1NG', 'pa55']) expect(JSON.stringify(all)).not.toContain(hidden);
  });

  it('sign with both secrets while one rotates, and with the newer one afterwards', async () => {
    const rotate = (overlapMinutes: number) =>
      run(
        'mutation ($secret: String!, $overlapMinutes: Int!) { rotateNotifySecret(name: "ops", secret: $secret, overlapMinutes: $overlapMinutes) { secrets { endsAt } } }',
        { secret: newerSecret, overlapMinutes },
      );
    expect(await rotate(10)).toEqual({
      rotateNotifySecret: { secrets: [{ endsAt: null }, { endsAt: expect.any(String) }] },
    });
    await run('mutation { testNotifySink(name: "ops") { isTaken } }');
    expect(tried.at(-1)?.secrets).toEqual([newerSecret, secret]);
    expect(await rotate(0)).toEqual({ rotateNotifySecret: { secrets: [{ endsAt: null }] } });
    await run('mutation { testNotifySink(name: "ops") { isTaken } }');
    expect(tried.at(-1)?.secrets).toEqual([newerSecret]);
  });

  it.each([
    ['BAD_USER_INPUT: A new sink of this kind needs a secret.', { name: 'x', url: 'https://a.example' }],
    ['BAD_USER_INPUT: The secret must begin with whsec_', { name: 'x', url: 'https://a.example', secret: 'hunter2' }],
    ['BAD_USER_INPUT: url must begin with https://', { name: 'x', url: 'ftp://a.example', secret }],
    ['BAD_USER_INPUT: url must hold neither a user', { name: 'x', url: 'https://me:pw@a.example', secret }],
    ['BAD_USER_INPUT:  must be 1 to 63 small letters', { name: 'Ops!', url: 'https://a.example', secret }],
    [
      'BAD_USER_INPUT: certificateAuthority must be certificates',
      { name: 'x', url: 'https://a.example', secret, certificateAuthority: 'x' },
    ],
  ])('are refused with %s', async (said, input) => {
    const answer = await webhook(input);
    expect(answer).toContain(said);
    expect(answer).not.toContain('hunter2');
  });

  it('and routes and messages are for those who reach every site', async () => {
    const bound = { ...maria, siteIds: ['north'] };
    for (const field of [
      'notifySinks { name }',
      'notifyRoutes { name }',
      'notifyDeliveries { edges { node { deliveryId } } }',
    ]) {
      expect(await run(`{ ${field} }`, {}, bound)).toContain('FORBIDDEN');
    }
    expect(await webhook({ name: 'mine', url: 'https://a.example', secret }, bound)).toContain('FORBIDDEN');
    expect(await run('{ notifySinks { name } }', {}, { ...maria, scopes: ['read', 'decide'] })).toContain('FORBIDDEN');
  });
});

describe('routes', () => {
  it('say which alarms go where, and after how many minutes', async () => {
    const hours = { days: ['MON', 'FRI'], from: '18:00', to: '06:00', timeZone: 'Australia/Perth' };
    const input = {
      name: 'night',
      siteIds: ['north'],
      severities: ['CRITICAL'],
      hours,
      steps: [{ sink: 'ops' }, { sink: 'chief', afterMinutes: 10 }],
      repeats: 2,
      repeatAfterMinutes: 30,
    };
    const { steps, ...rest } = input;
    expect(await route(input)).toEqual({
      setNotifyRoute: {
        ...rest,
        isEnabled: true,
        tells: 'ALARMS',
        kinds: null,
        steps: [{ sink: 'ops', afterMinutes: 0 }, steps[1]],
      },
    });
    expect(await route({ name: 'night', steps: [{ sink: 'ops' }] })).toMatchObject({
      setNotifyRoute: {
        siteIds: null,
        severities: null,
        hours: null,
        steps: [{ sink: 'ops', afterMinutes: 0 }],
        repeats: 0,
      },
    });
    expect(
      await route({ name: 'night', tells: 'RECOMMENDATIONS', kinds: ['CREATED', 'EXPIRED'], steps: [{ sink: 'ops' }] }),
    ).toMatchObject({ setNotifyRoute: { tells: 'RECOMMENDATIONS', kinds: ['CREATED', 'EXPIRED'] } });
    expect(await run('mutation { removeNotifySink(name: "ops") }')).toContain('CONFLICT');
    expect(await run('mutation { removeNotifyRoute(name: "night") }')).toEqual({ removeNotifyRoute: true });
    expect(await run('mutation { removeNotifyRoute(name: "night") }')).toContain('NOT_FOUND');
    expect(await run('{ notifyRoutes { name } }')).toEqual({ notifyRoutes: [] });
  });

  it.each<[string, object]>([
    ['There is no sink nobody', { steps: [{ sink: 'nobody' }] }],
    ['must begin with a step that is taken at once', { steps: [{ sink: 'ops', afterMinutes: 5 }] }],
    ['must each come later', { steps: [{ sink: 'ops' }, { sink: 'ops' }] }],
    ['must be the name of a time zone', { steps: [{ sink: 'ops' }], hours: { timeZone: 'Mars/Olympus' } }],
    ['from and to need each other', { steps: [{ sink: 'ops' }], hours: { timeZone: 'UTC', from: '10:00' } }],
    ['must be a time of the day', { steps: [{ sink: 'ops' }], hours: { timeZone: 'UTC', from: '25:00', to: '06:00' } }],
  ])('are refused with %s', async (said, input) => {
    const answer = await route({ name: 'bad', ...input });
    expect(answer).toContain('BAD_USER_INPUT');
    expect(answer).toContain(said);
  });
});

describe('messages', () => {
  it('that were given up wait again, at PagerDuty with its newest word on the same alarm behind them: no incident is opened for good', async () => {
    await database.pool.query(
      `INSERT INTO andon.notify_delivery (sink_id, alarm_id, message_id, message, state, give_up_at, settled_at)
       SELECT sink_id, 5, concat('m', n), '{}', CASE n WHEN 1 THEN 'dead' ELSE 'sent' END, now(), now()
       FROM andon.notify_sink, generate_series(1, 3) AS n WHERE kind <> 'email' ORDER BY n`,
    );
    expect(await run('mutation { resendNotifications }')).toEqual({ resendNotifications: 2 });
    const { notifyDeliveries } = await run(
      '{ notifyDeliveries(filter: { states: [WAITING] }) { edges { node { sink messageId } } } }',
    );
    expect(notifyDeliveries.edges.map(({ node }: { node: object }) => Object.values(node).join(' ')).sort()).toEqual([
      'oncall m1',
      'oncall m3',
      'ops m1',
    ]);
  });

  it('are found by the recommendation that they are about', async () => {
    await database.pool.query(
      `INSERT INTO andon.notify_delivery (sink_id, recommendation_id, message_id, message, give_up_at)
       SELECT sink_id, 'r-1', 'm9', '{}', now() FROM andon.notify_sink WHERE name = 'ops'`,
    );
    const { notifyDeliveries } = await run(
      '{ notifyDeliveries(filter: { recommendationId: "r-1" }) { edges { node { messageId alarmId recommendationId } } } }',
    );
    expect(notifyDeliveries.edges).toEqual([{ node: { messageId: 'm9', alarmId: null, recommendationId: 'r-1' } }]);
  });
});
