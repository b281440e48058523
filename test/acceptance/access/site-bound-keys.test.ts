import { describe, expect, it } from 'vitest';
import WebSocket from 'ws';
import { createAndonClient } from '../../../clients/typescript/src/index.ts';
import { subscribeBySse } from '../../support/clients/clients-sse.ts';
import { subscribe } from '../../support/clients/clients-websocket.ts';
import {
  ApproveRecommendation,
  IngestReadings,
  RecommendationDetails,
  RecommendationsQuery,
  RegisterEquipment,
  RemoveSensors,
  ReplayQuarantine,
  SitesOfEvents,
  SitesOfStatus,
  SitesSeen,
  WhatIsSeen,
} from '../../support/clients/operations.ts';
import { useSiteWithKeys } from '../../support/fixtures/site-with-keys.ts';
import { reading } from '../../support/readings/readings.ts';
import type { KeyGrant } from '../../support/server/keys.ts';
import { until } from '../../support/until.ts';

const { site, as, known, raiseAt } = useSiteWithKeys();

describe('With ANDON_AUTH=keys a key that is bound to sites', () => {
  const nowMs = Date.now();
  const range = { from: new Date(nowMs - 3_600_000).toISOString(), to: new Date(nowMs + 60_000).toISOString() };

  it('FEED-17: a key that is bound to sites sees, decides and writes there and nowhere else', async () => {
    const everywhere = await known({ scopes: ['read', 'ingest'] });
    const pump = (siteId: string, value: unknown) => reading('PUMP', 'temperature', value, nowMs, { siteId });
    const { ingestReadings } = await as(everywhere).request(IngestReadings, {
      readings: ['north', 'south'].flatMap((siteId) => [
        pump(siteId, 95),
        { ...pump(siteId, { not: 'a value' }), sensorType: 'odd' },
      ]),
    });
    expect(ingestReadings).toMatchObject({ accepted: 2, rejected: [{}, {}] });
    const [northId, southId] = [await raiseAt('north'), await raiseAt('south')];
    const north = await known({ siteIds: ['north'], scopes: ['read', 'decide', 'ingest', 'configure'] });
    const holder = as(north);

    const seen = await until('the pipeline has found both pumps too hot', async () => {
      const all = await as(everywhere).request(WhatIsSeen, range);
      if (all.anomalies.edges.length < 2) return null;
      return { all, mine: await holder.request(WhatIsSeen, range) };
    });
    for (const [what, { all, mine }] of Object.entries({
      equipment: { all: seen.all.equipmentList.edges, mine: seen.mine.equipmentList.edges },
      status: { all: seen.all.currentStatus.edges, mine: seen.mine.currentStatus.edges },
      anomalies: { all: seen.all.anomalies.edges, mine: seen.mine.anomalies.edges },
      recommendations: { all: seen.all.recommendations.edges, mine: seen.mine.recommendations.edges },
      quarantine: { all: seen.all.quarantine.edges, mine: seen.mine.quarantine.edges },
      events: {
        all: seen.all.recommendationEventLog.events.map(({ recommendation }) => ({ node: recommendation })),
        mine: seen.mine.recommendationEventLog.events.map(({ recommendation }) => ({ node: recommendation })),
      },
    })) {
      const sites = (edges: typeof mine) => [...new Set(edges.map(({ node }) => node.siteId))];
      expect([what, sites(mine)]).toEqual([what, ['north']]);
      expect([what, sites(all).includes('south')]).toEqual([what, true]);
    }
    const mine = seen.mine.recommendations.edges.length;
    expect(seen.mine.alarmLoad.total).toBe(1);
    expect(seen.mine.alarmLoad.bySeverity.reduce((sum, { count }) => sum + count, 0)).toBe(1);
    expect(new Set(seen.mine.alarmLoad.mostFrequent.map(({ siteId }) => siteId))).toEqual(new Set(['north']));
    expect(seen.mine.recommendationEffectiveness.reduce((sum, { raised }) => sum + raised, 0)).toBe(mine);
    expect(seen.all.alarmLoad.total).toBe(2);

    // What names no site is about the only one; another is refused by its name, or does not exist.
    const own = await holder.request(SitesSeen, range);
    expect(own.equipment).toEqual({ siteId: 'north' });
    expect(own.performance.edges).toEqual([{ node: { readingCount: 1 } }]);
    expect(own.series.timestamps).toHaveLength(1);
    const foreign = await holder.execute(SitesSeen, { ...range, siteId: 'south' });
    expect(foreign.errors?.map(({ extensions }) => extensions?.code)).toContain('FORBIDDEN');
    expect(await holder.failure(RecommendationsQuery, { filter: { siteIds: ['north', 'south'] } })).toMatchObject({
      code: 'FORBIDDEN',
      message: 'Your access does not reach the site "south".',
    });
    expect(await holder.request(RecommendationDetails, { id: southId })).toEqual({ recommendation: null });
    expect(await holder.request(RecommendationDetails, { id: northId })).toMatchObject({
      recommendation: { id: northId },
    });
    expect(await holder.failure(ApproveRecommendation, { id: southId })).toMatchObject({ code: 'NOT_FOUND' });
    await holder.request(ApproveRecommendation, { id: northId });
    expect(await holder.failure(RegisterEquipment, { equipment: [{ id: 'X', siteId: 'south' }] })).toMatchObject({
      code: 'FORBIDDEN',
    });
    const csv = (siteId: string) =>
      fetch(`${site.server.url}/export/performance.csv?${new URLSearchParams({ ...range, siteId })}`, {
        headers: { authorization: `Bearer ${north.token}` },
      });
    expect((await csv('south')).status).toBe(403);
    expect(await (await csv('north')).text()).toContain('north,PUMP,temperature');

    // The other site's quarantine is closed to them too, and nothing is replayed into another site.
    const entries = await site.sql.rows<{ id: string; site_id: string }>(
      `SELECT quarantine_id::text AS id, site_id FROM andon.quarantine WHERE site_id IN ('north', 'south') ORDER BY site_id`,
    );
    const mended = (siteId: string) => ({ ...pump(siteId, 50), sensorType: 'odd' });
    const [ofNorth, ofSouth] = entries.map(({ id }) => id);
    const replay = (id: string | undefined, siteId: string) =>
      holder.request(ReplayQuarantine, { entries: [{ id: id ?? 'none', reading: mended(siteId) }] });
    expect((await replay(ofSouth, 'north')).replayQuarantine.rejected).toEqual([
      { index: 0, code: 'NOT_IN_QUARANTINE' },
    ]);
    expect((await replay(ofNorth, 'south')).replayQuarantine.rejected).toEqual([{ index: 0, code: 'SITE_FORBIDDEN' }]);
    expect((await replay(ofNorth, 'north')).replayQuarantine).toEqual({ accepted: 1, rejected: [] });

    const written = await holder.request(IngestReadings, {
      readings: [
        reading('PUMP', 'flow', 1, nowMs),
        pump('south', 96),
        reading('PUMP', 'flow', 2, nowMs + 1, { siteId: 'north' }),
      ],
    });
    expect(written.ingestReadings).toEqual({
      accepted: 2,
      duplicates: 0,
      rejected: [{ index: 1, code: 'SITE_FORBIDDEN', message: expect.stringContaining('"south"') }],
    });
    const places = await site.sql.rows(
      `SELECT DISTINCT site_id FROM andon.sensor WHERE equipment_id = 'PUMP' AND sensor_type = 'flow'`,
    );
    expect(places).toEqual([{ site_id: 'north' }]);
    // Kept as it came, but not among what those of the other site have to look through.
    const kept = await site.sql.rows(
      `SELECT site_id, original::jsonb ->> 'siteId' AS said FROM andon.quarantine WHERE code = 'SITE_FORBIDDEN'`,
    );
    expect(kept).toEqual([{ site_id: null, said: 'south' }]);
  });

  it('FEED-17: screens of the same sites share one execution, whatever their keys; events of others never reach them', async () => {
    const grants: KeyGrant[] = [
      { siteIds: ['north'] },
      { siteIds: ['north'], name: 'tom' },
      { siteIds: ['south'] },
      {},
    ];
    const keys = await Promise.all(grants.map((grant) => known(grant)));
    const screens = await Promise.all(
      keys.map((each) => subscribe(site.server.websocketUrl, SitesOfEvents, {}, { key: each })),
    );
    const streams = await Promise.all(
      keys.map((each) => subscribeBySse(site.server.graphqlUrl, SitesOfEvents, {}, { key: each })),
    );
    const all = keys[3];
    const executions = async () => {
      const response = await fetch(`${site.server.url}/metrics`, {
        headers: { authorization: `Bearer ${all?.token}` },
      });
      return Number(/^andon_fan_out_executions_total (\d+)/m.exec(await response.text())?.[1]);
    };
    await until('all are subscribed', async () => {
      const response = await fetch(`${site.server.url}/metrics`, {
        headers: { authorization: `Bearer ${all?.token}` },
      });
      return (await response.text()).includes('andon_feed_subscribers 8');
    });
    const before = await executions();
    const raised = [await raiseAt('north'), await raiseAt('south', 'critical'), await raiseAt('north')];
    const [one, other, three] = raised;
    const expected = [[one, three], [one, three], [other], raised];
    for (const [index, wanted] of expected.entries()) {
      const onSocket = () => screens[index]?.events.map(({ recommendationEvents: event }) => event.recommendation.id);
      const onStream = () =>
        streams[index]?.answers.flatMap(({ data }) => data?.recommendationEvents.recommendation.id ?? []);
      await until(
        `subscriber ${index} has its events`,
        () => onSocket()?.length === wanted.length && onStream()?.length === wanted.length,
        {
          state: () => [onSocket(), onStream()],
        },
      );
      expect(onSocket()).toEqual(wanted);
      expect(onStream()).toEqual(wanted);
    }
    // Three visibilities: north twice over, south, everything.
    expect((await executions()) - before).toBe(2 + 1 + 3);
    await Promise.all([...screens, ...streams].map((open) => open.close()));
    await expect(
      subscribe(
        site.server.websocketUrl,
        SitesOfEvents,
        { filter: { siteIds: ['south'] } },
        { key: keys[0] ?? all ?? { token: '' } },
      ),
    ).resolves.toMatchObject({});
  });

  it('sensors of another site cannot be removed, by a filter or by name', async () => {
    const everywhere = await known({ scopes: ['read', 'ingest', 'configure'] });
    const holder = as(await known({ siteIds: ['north'], scopes: ['read', 'configure'] }));
    await as(everywhere).request(IngestReadings, {
      readings: ['north', 'south'].map((siteId) => reading('MISTAKE', 'flow', 1, Date.now(), { siteId })),
    });
    const siteIds = ['south'];
    await expect(holder.request(RemoveSensors, { filter: { siteIds, equipmentIdPrefix: 'MIS' } })).rejects.toThrow(
      'does not reach the site "south"',
    );
    const sensors = ['south', 'north', 'nowhere'].map((siteId) => ({
      siteId,
      equipmentId: 'MISTAKE',
      sensorType: 'flow',
    }));
    const named = await holder.request(RemoveSensors, { sensors: sensors.slice(0, 1) });
    expect(named.removeSensors).toMatchObject({ sensors: 0, results: [{ outcome: 'FORBIDDEN' }] });
    const tried = await holder.request(RemoveSensors, { filter: { equipmentIdPrefix: 'MIS' }, dryRun: true });
    expect(tried.removeSensors.examples).toEqual([sensors[1]]);
    const removed = await holder.request(RemoveSensors, { sensors });
    expect(removed.removeSensors.results.map(({ outcome }) => outcome)).toEqual(['FORBIDDEN', 'REMOVED', 'FORBIDDEN']);
    const left = await site.sql.rows(
      "SELECT site_id FROM andon.sensor WHERE equipment_id = 'MISTAKE' AND removed_at IS NULL",
    );
    expect(left).toEqual([{ site_id: 'south' }]);
    const reader = as(await known({ scopes: ['read', 'ingest'] }));
    await expect(reader.request(RemoveSensors, { sensors })).rejects.toThrow('needs the scope CONFIGURE');
  });

  it('live values are those of its sites', async () => {
    const [north, all] = await Promise.all([known({ siteIds: ['north'] }), known({ scopes: ['read', 'ingest'] })]);
    const screen = await subscribe(site.server.websocketUrl, SitesOfStatus, {}, { key: north });
    await screen.count(1);
    const send = (siteId: string, value: number) =>
      as(all).request(IngestReadings, { readings: [reading('LIVE', 'flow', value, Date.now() + value, { siteId })] });
    await send('south', 1);
    await send('north', 2);
    await screen.event('the value of its own site', ({ equipmentStatus }) =>
      equipmentStatus.some(({ value }) => value === 2),
    );
    const sites = screen.events.flatMap(({ equipmentStatus }) => equipmentStatus.map(({ siteId }) => siteId));
    expect(new Set(sites)).toEqual(new Set(['north']));
    await screen.close();
    const foreign = await subscribe(site.server.websocketUrl, SitesOfStatus, { siteId: 'south' }, { key: north });
    await until('it is refused', () => foreign.errors.length > 0);
    expect(foreign.errors[0]?.extensions?.code).toBe('FORBIDDEN');
    await foreign.close();
  });

  it('with @andon/client follows its own events, and takes those of other sites for no gap', async () => {
    const client = createAndonClient({
      url: site.server.graphqlUrl,
      webSocket: WebSocket,
      token: (await known({ siteIds: ['north'] })).token,
    });
    const feed = client.subscribeRecommendationEvents();
    const told: string[] = [];
    const ended = feed.each((message) => {
      told.push(message.type === 'event' ? message.event.recommendation.recommendationId : message.type);
    });
    await until('it is live', () => feed.state.current.status === 'live');
    const ids: string[] = [];
    for (let round = 0; round < 3; round += 1) {
      await raiseAt('south');
      ids.push(await raiseAt('north'));
    }
    await until('it has been told all three', () => told.includes(ids[2] ?? ''), { state: () => told });
    expect(told).toEqual(['reset', ...ids]);
    await client.close();
    await ended;
  });
});
