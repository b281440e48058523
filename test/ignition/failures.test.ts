/** How the Ignition pack comes through failures of server, network, log and key. */
import pg from 'pg';
import { describe, expect, it, onTestFinished } from 'vitest';
import { insertRecommendation } from '../support/clients/clients-sql.ts';
import { rewindEvents } from '../support/database/rewind.ts';
import type { Gateway } from '../support/ignition/gateway.ts';
import { startRefusingProxy } from '../support/ignition/refusing-proxy.ts';
import { useGateway } from '../support/ignition/use-gateway.ts';
import { createKey, knownKey, newKey, revokeKeys } from '../support/server/keys.ts';
import { useSite } from '../support/server/server-fixture.ts';
import { until } from '../support/until.ts';

describe('The bridge of the Ignition pack in trouble', () => {
  const site = useSite();
  const restart = () => site.restart({ PORT: new URL(site.server.url).port });
  const live = async (settings: object = {}): Promise<Gateway> => {
    const gateway = await useGateway({ URL: site.server.graphqlUrl, ...settings });
    await gateway.start();
    await gateway.untilTag('Bridge/State', 'live');
    return gateway;
  };
  const ids = async (gateway: Gateway, type = 'ML_RECOMMENDATION_UPDATE') =>
    (await gateway.sent(type)).map(({ payload }) => payload.data['recommendationId']);

  it('kill -9 of the server, and a stop in order: the state says so, and everything comes once, in order', async () => {
    const gateway = await live();
    const made = [await insertRecommendation(site.sql, 'BEFORE')];
    await gateway.untilSent(1, 'ML_RECOMMENDATION_UPDATE');
    await site.server.kill();
    made.push(await insertRecommendation(site.sql, 'KILLED'));
    await gateway.untilTag('Bridge/State', 'offline');
    await restart();
    await gateway.untilTag('Bridge/State', 'live');
    made.push(await insertRecommendation(site.sql, 'BACK'));
    await gateway.untilSent(3, 'ML_RECOMMENDATION_UPDATE');
    await site.server.stop();
    await gateway.untilTag('Bridge/Reason', 'the server has been stopped');
    made.push(await insertRecommendation(site.sql, 'STOPPED'));
    await restart();
    await gateway.untilSent(4, 'ML_RECOMMENDATION_UPDATE');
    expect(await ids(gateway)).toEqual(made);
    const sent = await gateway.sent('ML_RECOMMENDATION_UPDATE');
    expect(sent.map(({ payload }) => payload.data['missed'])).toEqual([false, true, false, true]);
    expect(await gateway.ask('violations')).toEqual([]);
  }, 90_000);

  it('a server that stands still is noticed by the missing pong, and resumed when it moves', async () => {
    const gateway = await live({ ANSWER_WITHIN_MS: 1_500, PONG_WITHIN_MS: 1_500 });
    process.kill(site.server.pid, 'SIGSTOP');
    try {
      await gateway.untilTag('Bridge/Reason', 'nothing is heard from the server');
      await gateway.untilTag('Bridge/State', 'offline');
    } finally {
      process.kill(site.server.pid, 'SIGCONT');
    }
    const id = await insertRecommendation(site.sql, 'FROZEN');
    await gateway.untilSent(1, 'ML_RECOMMENDATION_UPDATE');
    await gateway.untilTag('Bridge/State', 'live');
    expect(await ids(gateway)).toEqual([id]);
  }, 120_000);

  it('where something refuses WebSockets the stream of server-sent events takes their place, and resumes as well', async () => {
    const proxy = await startRefusingProxy(site.server.url);
    const gateway = await useGateway({ URL: proxy.graphqlUrl });
    await gateway.start();
    await gateway.untilTag('Bridge/Transport', 'sse');
    const made = [await insertRecommendation(site.sql, 'STREAM-1', { severity: 'critical' })];
    await gateway.untilSent(1, 'criticalAlert');
    proxy.cut();
    made.push(await insertRecommendation(site.sql, 'STREAM-2'));
    await gateway.untilSent(2, 'ML_RECOMMENDATION_UPDATE');
    await gateway.untilTag('Bridge/Transport', 'sse');
    made.push(await insertRecommendation(site.sql, 'STREAM-3'));
    await gateway.untilSent(3, 'ML_RECOMMENDATION_UPDATE');
    expect(await ids(gateway)).toEqual(made);
    await proxy.close();
    await gateway.untilTag('Bridge/State', 'offline');
    expect(await gateway.ask('violations')).toEqual([]);
  }, 120_000);

  it('a log that went back in time is told to operators, and the list is loaded anew', async () => {
    const gateway = await live();
    const open = await insertRecommendation(site.sql, 'OPEN');
    await insertRecommendation(site.sql, 'LOST-BY-THE-RESTORE');
    await gateway.untilSent(2, 'ML_RECOMMENDATION_UPDATE');
    const pool = new pg.Pool({ connectionString: site.databaseUrl });
    onTestFinished(() => pool.end());
    await rewindEvents(pool, (await site.sql.number('SELECT number FROM andon.event_head')) - 1);
    const reset = (await gateway.untilSent(2, 'ML_RECOMMENDATION_RESET')).at(-1);
    expect(reset?.payload.data).toMatchObject({ reason: 'CURSOR_EXPIRED' });
    const { rows } = await gateway.ask<{ rows: { recommendationId: string }[] }>('request', 'andon-open', {});
    expect(rows.map(({ recommendationId }) => recommendationId)).toContain(open);
    await gateway.untilTag('Bridge/State', 'live');
  }, 120_000);
});

describe('The bridge of the Ignition pack and its key', () => {
  const site = useSite({ ANDON_AUTH: 'keys' });

  it('a revoked key is told as refused, a renewed one in the file is taken at once, nothing is missed, no log holds a key', async () => {
    const first = await knownKey(site, { name: 'gateway' });
    const gateway = await useGateway({ URL: site.server.graphqlUrl, REFUSED_PAUSE_MS: 60_000 });
    await gateway.writeKey(first.token);
    await gateway.start({ KEY_FILE: `${gateway.folder}/key` });
    await gateway.untilTag('Bridge/State', 'live');
    await revokeKeys(site.sql, first);
    await gateway.untilTag('Bridge/State', 'refused');
    const missed = await insertRecommendation(site.sql, 'WHILE-REFUSED');
    await until('it was refused again', async () => Number(await gateway.tag('Bridge/Reconnects')) >= 2, {
      withinMs: 30_000,
    });
    const second = newKey();
    await createKey(site.sql, { name: 'gateway' }, second);
    await gateway.writeKey(second.token);
    await gateway.untilTag('Bridge/State', 'live');
    const [update] = await gateway.untilSent(1, 'ML_RECOMMENDATION_UPDATE');
    expect(update?.payload.data['recommendationId']).toBe(missed);
    await gateway.ask('call', 'andon.log.warn', [`Bearer ${second.token} and ${first.token}`]);
    const said = [...(await gateway.ask<string[]>('logs')), JSON.stringify(await gateway.ask('tags'))].join('\n');
    for (const { id, token } of [first, second]) {
      expect(said).not.toContain(token.slice(id.length + 7));
    }
    expect(said).toContain(`andon_${first.id}_***`);
  }, 120_000);

  it('a key of one site brings its events and no false gap', async () => {
    const north = await knownKey(site, { name: 'north', siteIds: ['north'] });
    const gateway = await useGateway({ URL: site.server.graphqlUrl });
    await gateway.writeKey(north.token);
    await gateway.start({ KEY_FILE: `${gateway.folder}/key` });
    await gateway.untilTag('Bridge/State', 'live');
    const insert = (siteId: string, equipmentId: string) =>
      site.sql.rows(
        `INSERT INTO agentic_hmi.agent_recommendations (site_id, equipment_id, issue_type, severity) VALUES ($1, $2, 'inspection', 'high')`,
        [siteId, equipmentId],
      );
    await insert('south', 'S-1');
    await insert('north', 'N-1');
    await insert('south', 'S-2');
    await insert('north', 'N-2');
    await gateway.untilSent(2, 'ML_RECOMMENDATION_UPDATE');
    const sent = await gateway.sent();
    expect(sent.map(({ handler, payload }) => payload.data['equipmentId'] ?? handler)).toEqual([
      'ML_RECOMMENDATION_RESET',
      'N-1',
      'N-2',
    ]);
    expect(await gateway.tag('Bridge/Reconnects')).toBe(0);
  });
});
