/** How the Ignition pack follows the feed: tags and messages, saves of the project, slow tags. */
import { beforeAll, describe, expect, it } from 'vitest';
import { insertRecommendation } from '../support/clients/clients-sql.ts';
import { PipelineHealthQuery } from '../support/clients/operations.ts';
import { type Gateway, startGateway } from '../support/ignition/gateway.ts';
import { type Site, useSite } from '../support/server/server-fixture.ts';
import { until } from '../support/until.ts';

describe('The bridge of the Ignition pack follows the feed', () => {
  const site = useSite();
  let gateway: Gateway;
  beforeAll(async () => {
    gateway = await startGateway({ URL: site.server.graphqlUrl });
    await gateway.start();
    await gateway.untilTag('Bridge/State', 'live');
    return () => gateway.close();
  });
  const violations = () => gateway.ask<string[]>('violations');
  const threads = async () => (await gateway.ask<string[]>('threads')).filter((name) => name.startsWith('andon-'));
  const latest = async (name: string) =>
    (await gateway.ask<Record<string, unknown>>('tags'))[`[default]ML_Recommendations/Latest/${name}`];

  it('a critical recommendation becomes tags and messages in the seed’s keys', async () => {
    const id = await insertRecommendation(site.sql, 'HAUL-001', {
      severity: 'critical',
      issueType: 'temperature_high',
    });
    const [alert] = await gateway.untilSent(1, 'criticalAlert');
    const [update] = await gateway.sent('ML_RECOMMENDATION_UPDATE');
    expect(alert?.payload.data).toEqual(update?.payload.data);
    expect(update?.payload).toMatchObject({
      type: 'ML_RECOMMENDATION_UPDATE',
      messageType: 'ML_RECOMMENDATION_UPDATE',
      data: {
        recommendationId: id,
        equipmentId: 'HAUL-001',
        issueType: 'temperature_high',
        severity: 'critical',
        confidenceScore: 0.8,
        recommendedAction: 'look at it',
        timestamp: expect.any(Number),
        status: 'pending',
        missed: false,
      },
    });
    expect([await latest('RecommendationId'), await latest('EquipmentId'), await latest('Severity')]).toEqual([
      id,
      'HAUL-001',
      'critical',
    ]);
    await gateway.untilTag('Recommendations/Critical', 1);
    await site.sql.rows(
      `UPDATE agentic_hmi.agent_recommendations SET status = 'approved', operator_id = 'maria', operator_notes = 'on my way'
       WHERE recommendation_id = $1`,
      [id],
    );
    const [status] = await gateway.untilSent(1, 'ML_RECOMMENDATION_STATUS');
    expect(status?.payload.data).toMatchObject({
      recommendationId: id,
      oldStatus: 'pending',
      newStatus: 'approved',
      operatorId: 'maria',
      operatorNotes: 'on my way',
    });
    await gateway.untilTag('Recommendations/Open', 0);
    expect(await violations()).toEqual([]);
  });

  it('text that is not ASCII arrives as it is', async () => {
    const before = (await gateway.sent('ML_RECOMMENDATION_UPDATE')).length;
    await site.sql.rows(
      `INSERT INTO agentic_hmi.agent_recommendations (equipment_id, issue_type, severity, issue_description)
       VALUES ('Förderband-Ω-7', 'Überhitzung', 'high', 'Motor 95 °C, 温度 zu hoch 🔥')`,
    );
    const update = (await gateway.untilSent(before + 1, 'ML_RECOMMENDATION_UPDATE')).at(-1);
    expect(update?.payload.data).toMatchObject({
      equipmentId: 'Förderband-Ω-7',
      issueType: 'Überhitzung',
      issueDescription: 'Motor 95 °C, 温度 zu hoch 🔥',
    });
    await until('the tag has it', async () => (await latest('EquipmentId')) === 'Förderband-Ω-7', { withinMs: 30_000 });
  });

  it('a message of 1 MB arrives whole, and the connection stays', async () => {
    const before = (await gateway.sent('ML_RECOMMENDATION_UPDATE')).length;
    const reconnects = await gateway.tag('Bridge/Reconnects');
    await site.sql.rows(
      `INSERT INTO agentic_hmi.agent_recommendations (equipment_id, issue_type, severity, issue_description)
       VALUES ('LONG', 'inspection', 'high', repeat('0123456789ä', 100000))`,
    );
    const update = (await gateway.untilSent(before + 1, 'ML_RECOMMENDATION_UPDATE')).at(-1);
    expect(update?.payload.data['issueDescription']).toBe('0123456789ä'.repeat(100_000));
    expect(await gateway.tag('Bridge/Reconnects')).toBe(reconnects);
  });

  it('what other programs change or delete is told under names of its own', async () => {
    const id = await insertRecommendation(site.sql, 'CHANGING', { severity: 'medium' });
    await site.sql.rows(
      `UPDATE agentic_hmi.agent_recommendations SET severity = 'critical' WHERE recommendation_id = $1`,
      [id],
    );
    const [changed] = await gateway.untilSent(1, 'ML_RECOMMENDATION_CHANGED');
    expect(changed?.payload.data).toMatchObject({ recommendationId: id, severity: 'critical' });
    await gateway.untilTag('Recommendations/Critical', 1);
    await site.sql.rows('DELETE FROM agentic_hmi.agent_recommendations WHERE recommendation_id = $1', [id]);
    const [deleted] = await gateway.untilSent(1, 'ML_RECOMMENDATION_DELETED');
    expect(deleted?.payload.data).toMatchObject({ recommendationId: id });
    await gateway.untilTag('Recommendations/Critical', 0);
  });

  it('an event whose messages could not be sent is tried again, and comes once', async () => {
    const before = (await gateway.sent()).length;
    await gateway.ask('fail', 2);
    const id = await insertRecommendation(site.sql, 'RETRIED', { severity: 'critical' });
    await gateway.untilSent(before + 2);
    await gateway.untilTag('Bridge/Backlog', 0);
    const sent = (await gateway.sent()).slice(before);
    expect(sent.map(({ handler, payload }) => [handler, payload.data['recommendationId']])).toEqual([
      ['ML_RECOMMENDATION_UPDATE', id],
      ['criticalAlert', id],
    ]);
    await gateway.untilTag('Bridge/HandOverRetries', 2);
  });

  it('10 saves of the project leave one connection and one thread of each kind, and lose and repeat nothing', async () => {
    const before = (await gateway.sent()).length;
    const made: string[] = [];
    for (let save = 0; save < 10; save += 1) {
      made.push(await insertRecommendation(site.sql, `SAVE-${save}`));
      await gateway.start();
      made.push(await insertRecommendation(site.sql, `SAVED-${save}`));
    }
    await gateway.untilTag('Bridge/State', 'live');
    made.push(await insertRecommendation(site.sql, 'SAVED'));
    await gateway.untilSent(before + made.length);
    const sent = (await gateway.sent()).slice(before);
    expect(sent.map(({ payload }) => payload.data['recommendationId'])).toEqual(made);
    let running: string[] = [];
    const wanted = (name: string) => name.startsWith('andon-') || name.endsWith('SelectorManager');
    const one = [expect.stringMatching(/^HttpClient-.*SelectorManager$/), 'andon-connection', 'andon-hand-over'];
    await until(
      'those of earlier saves have ended',
      async () => {
        running = (await gateway.ask<string[]>('threads')).filter(wanted);
        return running.length <= one.length;
      },
      { withinMs: 30_000, state: () => running },
    );
    expect(running).toEqual(one);
    await until('the server has one subscriber', async () => {
      const { pipelineHealth } = await site.http.request(PipelineHealthQuery, {});
      return pipelineHealth.feed.subscribers === 1;
    });
  }, 120_000);

  it('an event that was sent, but whose place could not be stored before a save, comes again and is dropped', async () => {
    const before = (await gateway.sent()).length;
    await gateway.ask('refuse', '[default]Andon/Bridge/Cursor');
    const sentBefore = await insertRecommendation(site.sql, 'SENT-BEFORE', { severity: 'critical' });
    await gateway.untilSent(before + 2);
    await gateway.start();
    await gateway.untilTag('Bridge/Duplicates', 1);
    await gateway.ask('refuse', null);
    const sentAfter = await insertRecommendation(site.sql, 'SENT-AFTER');
    await gateway.untilSent(before + 3);
    const sent = (await gateway.sent()).slice(before);
    expect(sent.map(({ handler, payload }) => [handler, payload.data['recommendationId']])).toEqual([
      ['ML_RECOMMENDATION_UPDATE', sentBefore],
      ['criticalAlert', sentBefore],
      ['ML_RECOMMENDATION_UPDATE', sentAfter],
    ]);
  });

  it('the watchdog starts the bridge when it has ended, and lets a good one be', async () => {
    await gateway.untilTag('Bridge/State', 'live');
    await gateway.ask('run', 'watchdog');
    expect(await gateway.tag('Bridge/State')).toBe('live');
    await gateway.ask('run', 'shutdown');
    await until('its threads are gone', async () => (await threads()).length === 0);
    await gateway.untilTag('Bridge/State', 'stopped');
    const before = (await gateway.sent()).length;
    const missed = await insertRecommendation(site.sql, 'WHILE-STOPPED');
    await gateway.ask('run', 'watchdog');
    const [message] = (await gateway.untilSent(before + 1)).slice(before);
    expect(message?.payload.data).toMatchObject({ recommendationId: missed, missed: true });
    await gateway.untilTag('Bridge/State', 'live');
  });

  it('slow tag writes delay hand-over, keep the pings going, and lose and repeat nothing', async () => {
    await gateway.start({ MOST_WAITING: 20, PING_EVERY_MS: 300, PONG_WITHIN_MS: 4_000 });
    await gateway.untilTag('Bridge/State', 'live');
    const before = (await gateway.sent()).length;
    const reconnects = await gateway.tag('Bridge/Reconnects');
    await gateway.ask('slow', 30);
    const made = await raise(site, 'SLOW', 120);
    const waiting: number[] = [];
    await until(
      'all were handed on',
      async () => {
        waiting.push(Number(await gateway.tag('Bridge/Backlog')));
        return (await gateway.sent()).length >= before + made.length;
      },
      { withinMs: 40_000 },
    );
    expect(Math.max(...waiting), 'some had to wait').toBeGreaterThan(5);
    expect(Math.max(...waiting), 'and no more than the bound').toBeLessThanOrEqual(21);
    await gateway.ask('slow', 0);
    const sent = (await gateway.sent()).slice(before);
    expect(sent.map(({ payload }) => payload.data['recommendationId'])).toEqual(made);
    expect(await gateway.tag('Bridge/Reconnects')).toBe(reconnects);
  }, 120_000);

  it('everything above was called as Ignition documents it', async () => {
    expect(await violations()).toEqual([]);
  });
});

/** So many recommendations in one statement, in the order of their events. */
async function raise({ sql }: Site, name: string, count: number): Promise<string[]> {
  const rows = await sql.rows<{ recommendation_id: string }>(
    `INSERT INTO agentic_hmi.agent_recommendations (equipment_id, issue_type, severity)
     SELECT $1 || '-' || n, 'inspection', 'high' FROM generate_series(1, $2::int) AS n RETURNING recommendation_id`,
    [name, count],
  );
  return rows.map(({ recommendation_id }) => recommendation_id);
}
